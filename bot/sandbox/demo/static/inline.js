// Inline mode: «@till_bot 25 USDT» in the field asks the bot, and what it offers can be sent.

import { el } from "/shared/dom.js";
import { ask } from "/shared/live.js";
import { attempt, toast } from "./notes.js";

const PAUSE_MS = 300; // after the last key, as Telegram waits too

export class Inline {
  #timer = null;
  #turn = 0; // answers to what was written before are passed over
  #carried = null; // a query that waits for its chat

  constructor(store, { choices, place, sent, follow }) {
    this.store = store;
    this.choices = choices;
    this.place = place; // tells where is written: persona, chat, thread, reply_to
    this.sent = sent; // called when a result was sent
    this.follow = follow;
  }

  /** How a query is written. */
  written(query) {
    return `@${this.store.bot.username} ${query}`;
  }

  /** Ask the bot if a text is a query; whether it is. */
  take(text) {
    this.forget();
    const query = this.#query(text);
    if (query !== null) this.#timer = setTimeout(() => this.#ask(query), PAUSE_MS);
    return query !== null;
  }

  /** Offer nothing for what was written before. */
  forget() {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  /** Keep a query until a chat is chosen for it. */
  carry(query) {
    this.#carried = { query, persona: this.store.persona };
    toast(`Choose a chat for: ${this.written(query)}`);
  }

  /** What was carried here, by the same person; `null` if nothing was. */
  arrived() {
    const carried = this.#carried;
    this.#carried = null;
    return carried?.persona === this.store.persona ? this.written(carried.query) : null;
  }

  #query(text) {
    const name = this.written("");
    return text.toLowerCase().startsWith(name.toLowerCase()) ? text.slice(name.length) : null;
  }

  async #ask(text) {
    const turn = this.#turn;
    // What goes wrong with a text that was changed since is of no interest.
    const deed = () => ask("/inline", { ...this.place(), text });
    const fail = (error) => turn === this.#turn && toast(error.message);
    const answer = await deed().catch(fail);
    if (!answer || turn !== this.#turn) return;
    const results = answer.results.map((each) => this.#result(answer.query, each));
    const button = this.#button(answer.button);
    this.choices.open([...button, ...results], "What the bot offers", button.length);
  }

  #button(button) {
    if (!button?.start_parameter) return [];
    const url = `https://t.me/${this.store.bot.username}?start=${button.start_parameter}`;
    return [{ content: [`${button.text} →`], run: () => this.follow(url) }];
  }

  #result(query, { id, title, type, description }) {
    const words = description ? el("small", {}, description) : null;
    const content = [el("b", {}, title ?? type), words].filter(Boolean);
    return { content, run: () => this.#send(query, id) };
  }

  async #send(query, result) {
    this.choices.close();
    const fields = { ...this.place(), query, result };
    if (await attempt(() => ask("/choose", fields))) this.sent();
  }
}
