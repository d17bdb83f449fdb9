// What this tab knows: the chats as the server tells them, and who the visitor is at the moment.

import { keep, kept } from "./keeping.js";

const PLACE = "tillbot-place"; // who the visitor is and where, for the life of the tab
const MOST_KEPT = 200; // messages of a room that nobody looks at
const MOST_LINES = 200; // of the bot's log

export class Store {
  #listeners = new Map();

  run = null; // which run of the playground this is; another one begins from nothing
  persona = null;
  room = null;

  /** Call `listener` whenever something of this name happens. */
  on(name, listener) {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
  }

  emit(name, detail) {
    for (const listener of this.#listeners.get(name) ?? []) listener(detail);
  }

  /** Take in what the server tells. */
  apply(news) {
    this[`apply_${news.type}`](news);
  }

  apply_state(news) {
    const same = this.run === news.run;
    const known = this.rooms;
    Object.assign(this, news, {
      personas: new Map(news.personas.map((each) => [each.key, each])),
      rooms: new Map(news.rooms.map((each) => [each.key, each])),
    });
    if (same) for (const room of this.rooms.values()) keepOlder(room, known.get(room.key));
    const place = same ? this.#place : kept(PLACE);
    this.persona = this.personas.get(place?.persona) ?? news.personas[0];
    this.room = this.rooms.get(place?.room) ?? this.rooms.get(this.persona.room);
    this.emit("state", { same });
  }

  apply_message({ room: key, message }) {
    const room = this.rooms.get(key);
    room.messages.push(message);
    if (room !== this.room && room.messages.length > MOST_KEPT) this.shorten(room);
    this.emit("message", { room, message });
  }

  /** What changed above the messages that this tab holds is read when the visitor goes there. */
  apply_edited({ room: key, message }) {
    const room = this.rooms.get(key);
    const place = room.messages.findLastIndex((each) => each.message_id === message.message_id);
    if (place < 0) return;
    room.messages[place] = message;
    this.emit("edited", { room, message });
  }

  apply_deleted({ room: key, id }) {
    const room = this.rooms.get(key);
    room.messages = room.messages.filter((each) => each.message_id !== id);
    this.emit("deleted", { room, id });
  }

  apply_action({ room, action }) {
    this.emit("action", { room: this.rooms.get(room), action });
  }

  apply_answered(answer) {
    this.emit("answered", answer);
  }

  apply_menus({ menus }) {
    const before = JSON.stringify(this.commands);
    this.menus = menus;
    // The bot sets all its menus at each start; a list that stays the same may stay open.
    if (JSON.stringify(this.commands) !== before) this.emit("menus");
  }

  apply_till({ till, on }) {
    this.till = till;
    for (const [side, key] of Object.entries(on)) this.troubles[side].on = key;
    this.emit("till");
  }

  apply_figures({ figures }) {
    this.figures = figures;
    this.emit("figures");
  }

  apply_log({ line }) {
    this.log = [...this.log, line].slice(-MOST_LINES);
    this.emit("log");
  }

  /** Open a room; a private chat makes the visitor the person whose chat it is. */
  open(room) {
    if (!room.is_group) this.persona = this.#ownerOf(room);
    this.room = room;
    this.#opened();
  }

  /** Be somebody else; in a private chat that opens their own one. */
  become(persona) {
    this.persona = persona;
    if (!this.room.is_group) this.room = this.rooms.get(persona.room);
    this.#opened();
  }

  /** Keep only the newest messages of a room; the server has the others. */
  shorten(room) {
    room.messages = room.messages.slice(-MOST_KEPT / 2);
    room.has_older = true;
  }

  /** Put what came before into a room. */
  addOlder(room, { messages, has_older }) {
    room.messages = [...messages, ...room.messages];
    room.has_older = has_older;
  }

  /** Whether the visitor, as who they are now, has written a message. */
  isMine(message) {
    if (message.chat.type === "private") return message.from.id !== this.bot.id;
    if (message.sender_chat) return this.persona.anonymous;
    return message.from.id === this.persona.id;
  }

  /** The commands that the bot offers to this person in this chat. */
  get commands() {
    if (!this.room.has_bot) return [];
    return this.menus[this.persona.key][this.room.is_group ? "group" : "private"];
  }

  #opened() {
    keep(PLACE, this.#place);
    this.emit("opened");
  }

  get #place() {
    return { persona: this.persona.key, room: this.room.key };
  }

  #ownerOf(room) {
    return [...this.personas.values()].find((each) => each.room === room.key);
  }
}

/** Keep what a tab had read of a room already, if nothing is missing in between. */
function keepOlder(room, before) {
  const first = room.messages[0]?.message_id;
  if (!before?.messages.some((each) => each.message_id === first)) return;
  const older = before.messages.filter((each) => each.message_id < first);
  if (!older.length) return;
  room.messages = [...older, ...room.messages];
  room.has_older = before.has_older;
}
