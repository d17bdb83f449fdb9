// The list of chats on the left, and who the visitor is.

import { byId, el } from "/shared/dom.js";
import { colour, snippet } from "./message.js";
import { MOST_COUNTED } from "./reading.js";
import { hour } from "./when.js";

export class Rooms {
  #planned = false;

  constructor(store, reading) {
    this.store = store;
    this.reading = reading;
    for (const name of ["state", "opened", "message", "edited", "deleted", "read"]) {
      store.on(name, () => this.#plan());
    }
    store.on("state", () => this.#offerPersonas());
    byId("persona").addEventListener("change", (event) => {
      store.become(store.personas.get(event.target.value));
    });
  }

  /** Draw once for all that happens at the same moment. */
  #plan() {
    if (this.#planned) return;
    this.#planned = true;
    setTimeout(() => {
      this.#planned = false;
      this.#draw();
    });
  }

  #offerPersonas() {
    byId("persona").replaceChildren(
      ...[...this.store.personas.values()].map(({ key, name, role }) =>
        el("option", { value: key }, `${name}, ${role}`),
      ),
    );
  }

  #draw() {
    const { store } = this;
    byId("persona").value = store.persona.key;
    byId("group-title").textContent = `${store.group}, a group with topics`;
    const rooms = [...store.rooms.values()];
    const focused = document.activeElement?.dataset?.room;
    const lists = Object.groupBy(rooms, listOf);
    for (const [list, those] of Object.entries(lists)) {
      byId(list).replaceChildren(...those.map((each) => this.#row(each)));
    }
    if (focused) document.querySelector(`[data-room="${focused}"]`)?.focus();
    const unread = rooms.reduce((sum, each) => sum + this.reading.unread(each), 0);
    document.title = `${unread ? `(${unread}) ` : ""}Tillbot playground`;
  }

  #row(room) {
    const { store } = this;
    const owner = [...store.personas.values()].find((each) => each.room === room.key);
    const last = room.messages.at(-1);
    const unread = this.reading.unread(room);
    const current = room === store.room;
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: "room-row",
          "data-room": room.key,
          "aria-current": current ? "true" : null,
          onclick: () => store.open(room),
        },
        el("span", { class: `avatar ${colour(owner?.id ?? room.thread ?? 3)}`, "aria-hidden": "true" },
          owner ? room.title[0] : "#"),
        el("span", { class: "room-name" }, room.title, owner ? el("small", {}, ` ${owner.role}`) : null),
        el("span", { class: "room-time" }, last ? hour(last.date) : ""),
        el("span", { class: "room-last" }, last ? snippet(last) : "no messages yet"),
        unread
          ? el("span", { class: "unread" }, unread < MOST_COUNTED ? `${unread}` : `${unread}+`, el("span", { class: "sr-only" }, " not read"))
          : null,
      ),
    );
  }
}

/** Which list a room stands in. */
function listOf(room) {
  if (!room.is_group) return "private-rooms";
  return room.has_bot ? "group-rooms" : "other-rooms";
}
