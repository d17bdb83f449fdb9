// The list that opens above the field: commands to send, or what the bot offers.

import { byId, el } from "/shared/dom.js";

export class Choices {
  #text = byId("text");
  #list = byId("commands");
  #options = [];
  #active = -1;

  get isOpen() {
    return !this.#list.hidden;
  }

  /** Whether the list of this label is open, and no other. */
  shows(label) {
    return this.isOpen && this.#list.getAttribute("aria-label") === label;
  }

  /**
   * Show options, or close the list if there are none.
   *
   * Each has `content` (its nodes), `run` (what choosing it does), and perhaps `fill` (what the Tab
   * key does). The option at `first` is chosen to begin with, or else the last one.
   */
  open(options, label, first = 0) {
    if (!options.length) return this.close();
    this.#options = options;
    this.#list.setAttribute("aria-label", label);
    this.#list.replaceChildren(...options.map((each, index) => this.#option(each, index)));
    this.#show(true);
    this.#choose(Math.min(first, options.length - 1));
  }

  close() {
    this.#active = -1;
    this.#text.removeAttribute("aria-activedescendant");
    this.#show(false);
  }

  /** Take a key that was pressed in the field, if the list is open. */
  key(event) {
    if (!this.isOpen) return;
    const chosen = this.#options[this.#active];
    const deeds = {
      ArrowDown: () => this.#choose(this.#active + 1),
      ArrowUp: () => this.#choose(this.#active - 1),
      Enter: () => chosen.run(),
      Tab: chosen.fill,
      Escape: () => this.close(),
    };
    if (!deeds[event.key]) return;
    event.preventDefault();
    deeds[event.key]();
  }

  #option({ content, run }, index) {
    const attributes = { role: "option", id: `command-${index}`, onclick: run };
    return el("li", { ...attributes, onmousedown: (event) => event.preventDefault() }, ...content);
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
}
