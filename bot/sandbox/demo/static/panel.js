// The panel: the bot's process, the troubles, live figures and the log.

import { byId, el } from "/shared/dom.js";
import { ask } from "/shared/live.js";
import { attempt, confirmWindow } from "./notes.js";

export class Panel {
  constructor(store) {
    this.store = store;
    store.on("state", () => this.#drawAll());
    store.on("till", () => this.#drawTill());
    store.on("cut", () => this.#drawUnknown());
    store.on("figures", () => this.#drawFigures());
    store.on("log", () => this.#drawLog());
    for (const button of byId("deeds").children) {
      button.addEventListener("click", () => this.#ask("/till", { do: button.dataset.deed }));
    }
    byId("lifetime").addEventListener("change", (event) =>
      this.#ask("/lifetime", { lifetime: event.target.value }),
    );
    byId("over").addEventListener("click", () => this.#startOver());
  }

  /** Do it; what cannot be done is said, and the panel shows again how it really is. */
  async #ask(path, fields) {
    if ((await attempt(() => ask(path, fields))) === false) this.#drawTill();
  }

  async #startOver() {
    if (await confirmWindow("Forget every chat, order and trouble, and start a fresh bot?")) {
      await this.#ask("/over", {});
    }
  }

  #drawAll() {
    this.#offerLifetimes();
    for (const side of Object.keys(this.store.troubles)) this.#offerTroubles(side);
    this.#drawLog();
    this.#drawTill();
    this.#drawFigures();
  }

  #offerLifetimes() {
    const options = this.store.lifetimes.map(({ key, label }) => el("option", { value: key }, label));
    byId("lifetime").replaceChildren(...options);
  }

  #offerTroubles(side) {
    const well = { key: "", label: "as usual", effect: "" };
    const box = byId(`${side}-trouble`);
    const choices = [well, ...this.store.troubles[side].choices];
    box.replaceChildren(box.querySelector("legend"), ...choices.map((each) => this.#choice(side, each)));
  }

  #choice(side, { key, label, effect }) {
    const id = `${side}-${key || "well"}`;
    const onchange = () => this.#ask("/trouble", { side, key });
    return el(
      "div",
      { class: "choice" },
      el("input", { type: "radio", name: side, id, value: key, onchange, "aria-describedby": `${id}-effect` }),
      el("label", { for: id }, label),
      el("p", { class: "effect small muted", id: `${id}-effect` }, effect),
    );
  }

  #drawTill() {
    const { till, troubles } = this.store;
    byId("state").textContent = `@${this.store.bot.username} ${till.label}`;
    byId("state-dot").dataset.state = till.state;
    // Not disabled, which would take the focus away: what cannot be done is said.
    for (const button of byId("deeds").children) {
      const { deed } = button.dataset;
      const idle = deed === "start" ? till.is_alive : deed !== "restart" && !till.is_alive;
      button.setAttribute("aria-disabled", idle);
    }
    byId("lifetime").value = till.lifetime;
    for (const [side, { on }] of Object.entries(troubles)) {
      byId(`${side}-${on || "well"}`).checked = true;
    }
  }

  #drawUnknown() {
    byId("state").textContent = "Nobody knows: the demo does not answer.";
    byId("state-dot").dataset.state = "unknown";
  }

  #drawFigures() {
    const { requests, budget, orders, notices, silent_until } = this.store.figures;
    byId("requests").textContent = `${requests} of ${budget}`;
    Object.assign(byId("budget"), { max: budget, high: budget * 0.8, value: requests });
    const states = Object.entries(orders).map(([state, count]) => `${count} ${state}`);
    byId("orders").textContent = states.join(", ") || "none yet";
    byId("notices").textContent = notices;
    const silent = silent_until && silent_until * 1000 > Date.now();
    byId("silent").hidden = !silent;
    if (silent) {
      const until = new Date(silent_until * 1000).toLocaleTimeString();
      byId("silent").textContent =
        `The bot leaves the gateway alone until ${until}. «Start over» makes a fresh bot.`;
    }
  }

  #drawLog() {
    const log = byId("log");
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 20;
    log.textContent = this.store.log.join("\n");
    if (atEnd) log.scrollTop = log.scrollHeight;
  }
}
