// Writing: the text, what it replies to, and the bot's menu of commands.

import { byId, el } from "/shared/dom.js";
import { ask } from "/shared/live.js";
import { senderName, snippet } from "./message.js";
import { attempt } from "./notes.js";

export class Composer {
  #text = byId("text");
  #list = byId("commands");
  #replyTo = null;
  #drafts = new Map(); // what was begun, by the place where it was
  #place = null;
  #active = -1; // which command of the open menu is chosen

  constructor(store) {
    this.store = store;
    store.on("state", ({ same }) => this.#enter(same));
    store.on("opened", () => this.#enter());
    store.on("menus", () => this.#close());
    store.on("deleted", ({ id }) => id === this.#replyTo?.message_id && this.reply(null));
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    byId("no-reply").addEventListener("click", () => this.reply(null));
    byId("menu").addEventListener("click", () => this.#toggle());
    this.#text.addEventListener("input", () => this.#suggest());
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    this.#text.addEventListener("blur", () => setTimeout(() => this.#left(), 200));
  }

  /** Let the next message reply to one. */
  reply(message) {
    this.#replyTo = message;
    byId("replying").hidden = !message;
    if (!message) return;
    byId("replying-to").textContent = `Reply to ${senderName(message)}: ${snippet(message)}`;
    this.#text.focus();
  }

  /** Put a text into the field for the visitor to send. */
  fill(text) {
    this.#text.value = text;
    this.#text.focus();
    this.#close();
  }

  /** Send a command. */
  command(text) {
    return this.send(this.#named(text));
  }

  /** A command as it must be written here: in a group it names the bot. */
  #named(command) {
    const bare = this.store.room.is_group && !command.includes("@");
    return bare ? `${command}@${this.store.bot.username}` : command;
  }

  /** Send a text to the open room, and tell whether it was sent. */
  async send(text) {
    const { persona, room } = this.store;
    const reply_to = this.#replyTo?.message_id ?? null;
    const fields = { persona: persona.key, chat: room.chat, thread: room.thread, reply_to };
    const sent = await attempt(() => ask("/write", { ...fields, text }));
    if (sent) this.reply(null);
    return Boolean(sent);
  }

  async #submit() {
    const text = this.#text.value;
    if (!text.trim()) return;
    this.#text.value = "";
    this.#close();
    if (!(await this.send(text)) && !this.#text.value) this.#text.value = text;
  }

  /** Take up in another place what was begun there. */
  #enter(same = false) {
    const { persona, room } = this.store;
    const place = `${persona.key} ${room.key}`;
    if (place !== this.#place && this.#place !== null) {
      this.#drafts.set(this.#place, this.#text.value);
      this.#text.value = this.#drafts.get(place) ?? "";
    }
    this.#place = place;
    if (!same) this.reply(null);
    this.#close();
  }

  /** Close the menu when the field was left for good, not for the menu's own button. */
  #left() {
    if (document.activeElement !== this.#text) this.#close();
  }

  #suggest() {
    const typed = /^\/(\w*)$/.exec(this.#text.value);
    if (typed) this.#open(this.store.commands.filter(({ command }) => command.startsWith(typed[1])));
    else this.#close();
  }

  #toggle() {
    if (!this.#list.hidden) return this.#close();
    this.#text.focus();
    this.#open(this.store.commands);
  }

  #open(commands) {
    if (!commands.length) return this.#close();
    this.#list.replaceChildren(...commands.map((each, index) => this.#option(each, index)));
    this.#show(true);
    this.#choose(0);
  }

  #option({ command, description }, index) {
    const attributes = { role: "option", id: `command-${index}`, "data-command": `/${command}` };
    const onclick = () => this.#run(`/${command}`);
    return el(
      "li",
      { ...attributes, onclick, onmousedown: (event) => event.preventDefault() },
      el("b", {}, `/${command}`),
      ` ${description}`,
    );
  }

  #run(command) {
    this.#text.value = "";
    this.#close();
    this.command(command);
  }

  #close() {
    this.#active = -1;
    this.#text.removeAttribute("aria-activedescendant");
    this.#show(false);
  }

  #show(open) {
    this.#list.hidden = !open;
    for (const each of [this.#text, byId("menu")]) each.setAttribute("aria-expanded", open);
  }

  #choose(index) {
    const options = [...this.#list.children];
    this.#active = (index + options.length) % options.length;
    options.forEach((each, place) => each.setAttribute("aria-selected", place === this.#active));
    this.#text.setAttribute("aria-activedescendant", options[this.#active].id);
    options[this.#active].scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    if (event.key === "Escape" && this.#list.hidden) this.reply(null);
    if (this.#list.hidden) return;
    const chosen = this.#list.children[this.#active].dataset.command;
    const deeds = {
      ArrowDown: () => this.#choose(this.#active + 1),
      ArrowUp: () => this.#choose(this.#active - 1),
      Enter: () => this.#run(chosen),
      Tab: () => this.fill(`${this.#named(chosen)} `),
      Escape: () => this.#close(),
    };
    if (!deeds[event.key]) return;
    event.preventDefault();
    deeds[event.key]();
  }
}
