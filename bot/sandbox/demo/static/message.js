// One message, as an element.

import { el } from "/shared/dom.js";
import { formatted } from "./formatting.js";
import { service } from "./service.js";
import { hour } from "./when.js";

const LONGEST_SNIPPET = 80;
const COLOURS = 6;
const UNSEEN =
  "The bot has not seen this. In a group it sees commands that name it, answers to it, and plain" +
  " commands once it has spoken there.";

/** The name under which a message stands in its chat. */
export const senderName = (message) =>
  message.sender_chat ? message.sender_chat.title : message.from.first_name;

/** What a message says, in a few words. */
export function snippet(message) {
  const told = service(message);
  if (told) return told;
  const text = message.document
    ? `📄 ${message.caption ?? message.document.file_name}`
    : `${message.photo ? "📷 " : ""}${message.text ?? message.caption ?? "Photo"}`;
  const plain = text.replaceAll(/\s+/g, " ");
  return plain.length > LONGEST_SNIPPET ? `${plain.slice(0, LONGEST_SNIPPET)}…` : plain;
}

/** Which of the name colours somebody has. */
export const colour = (id) => `colour-${Math.abs(id) % COLOURS}`;

/**
 * Make the element of a message.
 *
 * `acts` holds what can be done with it: `reply`, `jump` (to the message it replies to),
 * `command`, `copy`, `press` (a button), `follow` (a link for which `isInside` holds), and
 * `current` (how a message reads by now).
 */
export function messageElement(message, { mine, inGroup, waiting, acts }) {
  if (service(message)) {
    return el("p", { class: "service", "data-id": message.message_id }, snippet(message));
  }
  return el(
    "article",
    { class: mine ? "message mine" : "message", "data-id": message.message_id },
    el(
      "div",
      { class: message.photo ? "bubble with-photo" : "bubble" },
      el("h3", { class: inGroup ? `sender ${colour(message.from.id)}` : "sr-only" }, senderName(message)),
      quote(message, acts),
      photo(message),
      file(message),
      words(message, acts),
      foot(message, acts),
    ),
    message.unseen ? el("p", { class: "unseen" }, UNSEEN) : null,
    keyboard(message, waiting, acts),
  );
}

function quote(message, acts) {
  const replied = acts.current(message.reply_to_message);
  // Whatever is written into a topic replies to the message that opened it.
  if (!replied || replied.forum_topic_created) return null;
  return el(
    "button",
    {
      type: "button",
      class: "quote",
      "data-quotes": replied.message_id,
      onclick: () => acts.jump(replied.message_id),
    },
    el("span", { class: "quoted-name" }, senderName(replied)),
    el("span", { class: "quoted-text" }, snippet(replied)),
  );
}

function photo(message) {
  const size = message.photo?.at(-1);
  if (!size) return null;
  const source = `/photos/${encodeURIComponent(size.file_id)}`;
  return el(
    "a",
    { class: "photo", href: source, target: "_blank", rel: "noopener noreferrer" },
    el("img", {
      src: source,
      width: size.width,
      height: size.height,
      alt: "Photo; opens in full size",
      loading: "lazy",
    }),
  );
}

function file(message) {
  const { document } = message;
  if (!document) return null;
  const source = `/documents/${encodeURIComponent(document.file_id)}`;
  return el(
    "a",
    { class: "file", href: source, download: document.file_name },
    el("span", { class: "file-sign", "aria-hidden": "true" }, "↓"),
    el("span", { class: "file-name" }, document.file_name),
    el("span", { class: "file-size" }, size(document.file_size)),
  );
}

/** A number of bytes as people say it. */
function size(bytes) {
  const steps = [["MB", 1024 ** 2], ["KB", 1024]];
  const [unit, step] = steps.find((each) => bytes >= each[1]) ?? ["bytes", 1];
  return `${new Intl.NumberFormat("en", { maximumFractionDigits: 1 }).format(bytes / step)} ${unit}`;
}

function words(message, acts) {
  const text = message.text ?? message.caption;
  const entities = message.entities ?? message.caption_entities;
  return text ? el("div", { class: "words" }, ...formatted(text, entities, acts)) : null;
}

function foot(message, acts) {
  return el(
    "div",
    { class: "foot" },
    el("button", { type: "button", class: "reply", onclick: () => acts.reply(message) }, "Reply"),
    message.edit_date ? el("span", {}, "edited") : null,
    el("time", { datetime: new Date(message.date * 1000).toISOString() }, hour(message.date)),
  );
}

function keyboard(message, waiting, acts) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return el(
    "div",
    { class: "keyboard", role: "group", "aria-label": "Buttons of the message" },
    ...rows.map((row) =>
      el("div", { class: "row" }, ...row.map((button) => key(message, button, waiting, acts))),
    ),
  );
}

function key(message, button, waiting, acts) {
  if (button.url && acts.isInside(button.url)) {
    const follow = () => acts.follow(button.url);
    return el("button", { type: "button", class: "key", onclick: follow }, button.text);
  }
  if (button.url) {
    const label = [button.text, el("span", { class: "corner", "aria-hidden": "true" }, "↗")];
    const target = { href: button.url, target: "_blank", rel: "noopener noreferrer" };
    return el("a", { class: "key", ...target }, ...label);
  }
  const onclick = button.copy_text
    ? () => acts.copy(button.copy_text.text)
    : () => acts.press(message, button.callback_data);
  const busy = !button.copy_text && waiting(message, button.callback_data);
  return el(
    "button",
    { type: "button", class: "key", onclick, "aria-busy": busy ? "true" : null },
    button.text,
  );
}
