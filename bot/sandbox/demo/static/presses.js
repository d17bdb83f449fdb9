// Presses of buttons that wait for the bot's answer.

import { ask } from "/shared/live.js";
import { alertWindow, attempt, toast } from "./notes.js";

const LONGEST_WAIT_MS = 15_000; // after that a button no longer waits, as in Telegram
const MOST_EARLY = 100;

export class Presses {
  #waiting = new Map(); // the id of a press, by the button
  #early = new Map(); // answers that came before the id of their press was known

  constructor(store) {
    this.store = store;
    store.on("answered", (answer) => this.#hear(answer));
    store.on("state", ({ same }) => same || this.#forget());
  }

  /** Whether a button waits for the bot since this person pressed it. */
  isWaiting(message, data) {
    return this.#waiting.has(this.#keyOf(message, data));
  }

  /** Press a button. */
  async press(message, data) {
    const key = this.#keyOf(message, data);
    if (this.#waiting.has(key)) return;
    this.#waiting.set(key, null);
    this.store.emit("waiting", message);
    const fields = { persona: this.store.persona.key, chat: message.chat.id };
    const sent = await attempt(() =>
      ask("/press", { ...fields, message: message.message_id, data }),
    );
    if (!sent) return this.#release(key, message);
    if (!this.#waiting.has(key)) return; // the run that it belonged to is over
    this.#waiting.set(key, { id: sent.id, message });
    setTimeout(() => this.#waiting.get(key)?.id === sent.id && this.#release(key, message), LONGEST_WAIT_MS);
    if (this.#early.has(sent.id)) this.#hear(this.#early.get(sent.id));
  }

  #hear(answer) {
    const found = [...this.#waiting].find(([, press]) => press?.id === answer.press);
    if (!found) {
      this.#early.set(answer.press, answer);
      if (this.#early.size > MOST_EARLY) this.#early.delete(this.#early.keys().next().value);
      return;
    }
    this.#early.delete(answer.press);
    this.#release(found[0], found[1].message);
    if (answer.text) (answer.alert ? alertWindow : toast)(answer.text);
    if (answer.room) this.store.open(this.store.rooms.get(answer.room));
  }

  #release(key, message) {
    this.#waiting.delete(key);
    this.store.emit("waiting", message);
  }

  /** Another run counts its presses from the beginning. */
  #forget() {
    this.#waiting.clear();
    this.#early.clear();
  }

  #keyOf(message, data) {
    return `${this.store.persona.key}/${message.chat.id}/${message.message_id}/${data}`;
  }
}
