// Writing: the text, what it replies to, the bot's menu of commands, and what it offers.

import { byId, el } from "/shared/dom.js";
import { ask } from "/shared/live.js";
import { Board } from "./board.js";
import { Choices } from "./choices.js";
import { Inline } from "./inline.js";
import { senderName, snippet } from "./message.js";
import { attempt } from "./notes.js";

const COMMANDS = "Commands of the bot";

export class Composer {
  #text = byId("text");
  #choices = new Choices();
  #replyTo = null;
  #drafts = new Map(); // what was begun, by the place where it was
  #place = null;
  #inline;

  constructor(store, follow) {
    this.store = store;
    this.#inline = new Inline(store, {
      choices: this.#choices,
      place: () => this.#where(),
      sent: () => this.#sent(),
      follow: (url) => {
        this.#clear();
        follow(url);
      },
    });
    new Board(store, {
      choices: this.#choices,
      place: () => this.#where(),
      sent: () => this.reply(null),
    });
    store.on("state", ({ same }) => this.#enter(same));
    store.on("opened", () => {
      this.#enter();
      const carried = this.#inline.arrived();
      if (carried) this.fill(carried);
    });
    // What the bot offers, or whose contact is shared, has nothing to do with its commands.
    store.on("menus", () => this.#choices.shows(COMMANDS) && this.#close());
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
    this.#inline.take(text);
  }

  /** Ask the bot in inline mode, here or in a chat that is chosen next. */
  inline(query, { here }) {
    if (here) this.fill(this.#inline.written(query));
    else this.#inline.carry(query);
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
    const sent = await attempt(() => ask("/write", { ...this.#where(), text }));
    if (sent) this.reply(null);
    return Boolean(sent);
  }

  /** Who writes where, in the words of the server. */
  #where() {
    const { persona, room } = this.store;
    const reply_to = this.#replyTo?.message_id ?? null;
    return { persona: persona.key, chat: room.chat, thread: room.thread, reply_to };
  }

  /** Empty the field when the bot's offer was sent in its place. */
  #sent() {
    this.#clear();
    this.reply(null);
  }

  #clear() {
    this.#text.value = "";
    this.#close();
  }

  async #submit() {
    const text = this.#text.value;
    if (!text.trim()) return;
    this.#clear();
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
    if (this.#inline.take(this.#text.value)) return;
    const typed = /^\/(\w*)$/.exec(this.#text.value);
    if (typed) this.#open(this.store.commands.filter(({ command }) => command.startsWith(typed[1])));
    else this.#close();
  }

  #toggle() {
    if (this.#choices.isOpen) return this.#close();
    this.#text.focus();
    this.#open(this.store.commands);
  }

  #open(commands) {
    const options = commands.map(({ command, description }) => ({
      content: [el("b", {}, `/${command}`), ` ${description}`],
      run: () => this.#run(`/${command}`),
      fill: () => this.fill(`${this.#named(`/${command}`)} `),
    }));
    this.#choices.open(options, COMMANDS);
  }

  #run(command) {
    this.#clear();
    this.command(command);
  }

  #close() {
    this.#inline.forget();
    this.#choices.close();
  }

  #key(event) {
    if (event.key === "Escape" && !this.#choices.isOpen) this.reply(null);
    this.#choices.key(event);
  }
}
