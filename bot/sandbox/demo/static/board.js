// The keyboard that the bot has put below the field, and sharing people with it.

import { byId, el } from "/shared/dom.js";
import { ask } from "/shared/live.js";
import { attempt } from "./notes.js";

const EVENTS = ["state", "opened", "message", "edited", "deleted"];

export class Board {
  #rows = byId("board");

  constructor(store, { choices, place, sent }) {
    this.store = store;
    this.choices = choices;
    this.place = place; // tells where is written
    this.sent = sent; // called when something was sent
    for (const name of EVENTS) store.on(name, () => this.#draw());
    byId("share").addEventListener("click", () => this.#offer("Whose contact", "/contact", {}));
  }

  #draw() {
    const rows = this.#markup()?.keyboard ?? [];
    this.#rows.hidden = !rows.length;
    this.#rows.replaceChildren(
      ...rows.map((row) => el("div", { class: "row" }, ...row.map((key) => this.#key(key)))),
    );
  }

  /** The newest keyboard that is meant for this person, if none took it away. */
  #markup() {
    const { messages } = this.store.room;
    const last = messages.findLast((each) => each.board && this.#isForMe(each));
    if (!last?.board.one_time_keyboard) return last?.board;
    const after = messages.slice(messages.indexOf(last) + 1);
    return after.some((each) => this.store.isMine(each)) ? null : last.board;
  }

  #isForMe({ board, reply_to_message }) {
    return !board.selective || reply_to_message?.from.id === this.store.persona.id;
  }

  #key(key) {
    const button = typeof key === "string" ? key : key.text;
    const onclick = key.request_users
      ? () => this.#offer("Whom to share", "/share", { button })
      : () => this.#send("/tap", { button });
    return el("button", { type: "button", class: "key", onclick }, button);
  }

  /** Let the visitor pick one of the people. */
  #offer(label, path, fields) {
    const options = [...this.store.personas.values()].map(({ key, name, role }) => ({
      content: [el("b", {}, name), ` ${role}`],
      run: () => this.#send(path, { ...fields, who: key }),
    }));
    byId("text").focus();
    this.choices.open(options, label);
  }

  async #send(path, fields) {
    this.choices.close();
    if (await attempt(() => ask(path, { ...this.place(), ...fields }))) this.sent();
  }
}
