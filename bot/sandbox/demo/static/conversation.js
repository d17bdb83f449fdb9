// The messages of the open room.

import { byId, el } from "/shared/dom.js";
import { messageElement, snippet } from "./message.js";
import { attempt } from "./notes.js";
import { dayOf } from "./when.js";

const NEAR_END = 120; // pixels from the end within which the list follows new messages
const NEAR_START = 200;
const MOST_SHOWN = 400;
const ACTION_MS = 5000;
const ACTIONS = {
  upload_document: "is sending a file…",
  upload_photo: "is uploading a photo…",
  typing: "is typing…",
};

export class Conversation {
  #list = byId("messages");
  #loading = false;
  #actionEnds = null;

  constructor(store, { reading, presses, acts }) {
    this.store = store;
    this.reading = reading;
    this.presses = presses;
    this.acts = {
      ...acts,
      jump: (id) => this.#jump(id),
      current: (message) => this.#known(message?.message_id) ?? message,
    };
    store.on("state", ({ same }) => this.#draw({ stay: same }));
    store.on("opened", () => this.#draw());
    store.on("message", (news) => this.#hear(news));
    store.on("edited", ({ room, message }) => room === store.room && this.#replace(message));
    store.on("deleted", (news) => this.#remove(news));
    store.on("waiting", (message) => this.#drawWaiting(message));
    store.on("action", (news) => this.#hearAction(news));
    this.#list.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    document.addEventListener("visibilitychange", () => this.#see());
    new ResizeObserver(() => this.store.room && this.#follow()).observe(this.#list);
    this.#list.addEventListener("load", () => this.#follow(), { capture: true });
    byId("to-end").addEventListener("click", () => this.#toEnd());
  }

  #follows = true;

  /** Draw the whole room anew, from its end or, with `stay`, where the visitor was reading. */
  #draw({ stay = false } = {}) {
    const { room } = this.store;
    const { scrollTop } = this.#list;
    this.#list.replaceChildren(...this.#elements(room.messages));
    if (!room.messages.length) this.#list.append(this.#empty());
    this.#nameRoom();
    if (stay && !this.#follows) this.#list.scrollTop = scrollTop;
    else this.#toEnd();
  }

  #elements(messages) {
    let before = null;
    return messages.flatMap((message) => {
      const starts = !before || dayOf(before.date) !== dayOf(message.date);
      before = message;
      return starts ? [day(message), this.#one(message)] : [this.#one(message)];
    });
  }

  #one(message) {
    return messageElement(message, {
      mine: this.store.isMine(message),
      inGroup: this.store.room.is_group,
      waiting: (each, data) => this.presses.isWaiting(each, data),
      acts: this.acts,
    });
  }

  #empty() {
    const start = () => this.acts.command("/start");
    const button = el("button", { type: "button", class: "primary", onclick: start }, "Start");
    return el(
      "div",
      { class: "empty" },
      el("p", {}, "No messages here yet."),
      this.store.room.is_group ? null : el("p", {}, "Press Start, or ask to pay: /pay 100 USDT"),
      this.store.room.is_group ? null : button,
    );
  }

  #nameRoom(action = "") {
    const { room, persona, bot, group } = this.store;
    byId("room-title").textContent = room.is_group ? `${group} · ${room.title}` : bot.name;
    const who = persona.anonymous && room.is_group ? "without your name" : `as ${persona.name}`;
    byId("room-note").textContent = action || `@${bot.username} · you write ${who}`;
  }

  #hear({ room, message }) {
    if (room !== this.store.room) return;
    this.#list.querySelector(".empty")?.remove();
    const mine = this.store.isMine(message);
    if (!mine) this.#nameRoom();
    const before = room.messages.at(-2);
    if (!before || dayOf(before.date) !== dayOf(message.date)) this.#list.append(day(message));
    this.#list.append(this.#one(message));
    if (mine || this.#follows) this.#toEnd();
    else byId("to-end").hidden = false;
  }

  #remove({ room, id }) {
    if (room !== this.store.room) return;
    this.#element(id)?.remove();
    if (!room.messages.length) this.#draw();
  }

  /** Put an edited message in the place of the old one, and the focus where it was. */
  #replace(message) {
    const old = this.#element(message.message_id);
    if (!old) return;
    const focused = [...old.querySelectorAll("a, button")].indexOf(document.activeElement);
    const fresh = this.#one(message);
    old.replaceWith(fresh);
    if (focused >= 0) (fresh.querySelectorAll("a, button")[focused] ?? this.#list).focus();
    for (const quote of this.#list.querySelectorAll(`[data-quotes="${message.message_id}"]`)) {
      quote.querySelector(".quoted-text").textContent = snippet(message);
    }
    this.#follow();
  }

  #drawWaiting(message) {
    const known = this.#known(message.message_id);
    if (known && known.chat.id === message.chat.id) this.#replace(known);
  }

  /** The message of this id in the open room, as it reads now. */
  #known(id) {
    return this.store.room.messages.find((each) => each.message_id === id);
  }

  #hearAction({ room, action }) {
    if (room !== this.store.room) return;
    this.#nameRoom(`${this.store.bot.name} ${ACTIONS[action] ?? "is busy…"}`);
    clearTimeout(this.#actionEnds);
    this.#actionEnds = setTimeout(() => this.#nameRoom(), ACTION_MS);
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#list;
    this.#follows = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (this.#follows) this.#see();
    if (scrollTop < NEAR_START) this.#loadOlder();
  }

  /** Stay at the end if the visitor was there, whatever has grown above it. */
  #follow() {
    if (this.#follows) this.#toEnd();
  }

  #toEnd() {
    const { room } = this.store;
    this.#follows = true;
    if (room.messages.length > MOST_SHOWN) {
      // What is far above the end comes back when the visitor goes there.
      this.store.shorten(room);
      this.#list.replaceChildren(...this.#elements(room.messages));
    }
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#see();
  }

  /** Note that the room was read, if it can be seen at all. */
  #see() {
    const shown = !document.hidden && this.#list.offsetParent !== null;
    if (!shown || !this.#follows || !this.store.room) return;
    byId("to-end").hidden = true;
    this.reading.see(this.store.room);
  }

  async #loadOlder() {
    const { room } = this.store;
    if (this.#loading || !room?.has_older) return;
    this.#loading = true;
    const query = new URLSearchParams({ room: room.key, before: room.messages[0].message_id });
    const older = await attempt(async () => (await fetch(`/older?${query}`)).json());
    this.#loading = false;
    if (!older) return;
    this.store.addOlder(room, older);
    if (room === this.store.room) this.#prepend(older.messages);
  }

  /** Put older messages above the rest without moving what is being read. */
  #prepend(messages) {
    const fromEnd = this.#list.scrollHeight - this.#list.scrollTop;
    const first = this.#list.querySelector(".day");
    if (first?.textContent === dayOf(messages.at(-1).date)) first.remove(); // it comes further up
    this.#list.prepend(...this.#elements(messages));
    this.#list.scrollTop = this.#list.scrollHeight - fromEnd;
  }

  #jump(id) {
    const element = this.#element(id);
    if (!element) return;
    element.scrollIntoView({ block: "center" });
    element.classList.add("found");
    setTimeout(() => element.classList.remove("found"), 1500);
  }

  #element(id) {
    return this.#list.querySelector(`[data-id="${id}"]`);
  }
}

const day = (message) => el("p", { class: "day" }, dayOf(message.date));
