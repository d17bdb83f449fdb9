// Which messages this tab has not shown yet. A tab is a screen of its own, and remembers by itself.

import { keep, kept } from "./keeping.js";
import { service } from "./service.js";

const KEY = "tillbot-read";

/** From so many on nobody counts; fewer than any room keeps. */
export const MOST_COUNTED = 50;

export class Reading {
  #upTo = {};

  constructor(store) {
    this.store = store;
    store.on("state", ({ same }) => same || this.#begin());
  }

  /** Note that everything in a room was seen. */
  see(room) {
    const last = room.messages.at(-1)?.message_id ?? 0;
    if (this.#upTo[room.key] >= last) return;
    this.#upTo[room.key] = last;
    this.#keep();
    this.store.emit("read");
  }

  /** How many messages of a room were not seen, own ones aside; a tab holds only the newest. */
  unread(room) {
    const upTo = this.#upTo[room.key] ?? 0;
    const unseen = room.messages.filter(
      (each) => each.message_id > upTo && !this.store.isMine(each) && !service(each),
    );
    return Math.min(unseen.length, MOST_COUNTED);
  }

  /** Go on from what this tab has kept of the same run; else begin with all that is there as seen. */
  #begin() {
    const before = kept(KEY);
    this.#upTo = before?.run === this.store.run ? before.upTo : this.#allSeen();
    this.#keep();
  }

  #allSeen() {
    const rooms = [...this.store.rooms.values()];
    return Object.fromEntries(rooms.map((each) => [each.key, each.messages.at(-1)?.message_id ?? 0]));
  }

  #keep() {
    keep(KEY, { run: this.store.run, upTo: this.#upTo });
  }
}
