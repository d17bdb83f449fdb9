// Turns a text and its entities into elements. Offsets count UTF-16 units, as strings do here.

import { el } from "/shared/dom.js";

const SAFE_LINK = /^(?:https?|mailto|tg|ton):/i;
const HAS_SCHEME = /^[a-z]+:/i;
const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  spoiler: "span",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

/**
 * Return nodes for a text. `act` is called with what is pressed: a command, code to copy, or a link
 * that `act.isInside`, to follow in this page.
 */
export function formatted(text, entities = [], act = {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return span(text, sorted, 0, text.length, act);
}

/** Format the part from `begin` to `end`; entities that lie inside of others nest. */
function span(text, entities, begin, end, act) {
  const nodes = [];
  let at = begin;
  entities.forEach((entity, index) => {
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < at || stop <= entity.offset) return;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const inner = span(text, entities.slice(index + 1), entity.offset, stop, act);
    nodes.push(wrapped(entity, text.slice(entity.offset, stop), inner, act));
    at = stop;
  });
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrapped(entity, part, inner, act) {
  switch (entity.type) {
    case "url":
      return link(HAS_SCHEME.test(part) ? part : `https://${part}`, inner, act);
    case "text_link":
      return link(entity.url, inner, act);
    case "email":
      return link(`mailto:${part}`, inner, act);
    case "bot_command":
      return pressable("command", inner, act.command && (() => act.command(part)));
    case "code":
    case "pre":
      return pressable("code", inner, act.copy && (() => act.copy(part)), "Copy");
    default:
      return el(TAGS[entity.type] ?? "span", { class: entity.type }, ...inner);
  }
}

function link(url, inner, act) {
  if (act.isInside?.(url)) return pressable("link", inner, () => act.follow(url));
  if (!SAFE_LINK.test(url)) return el("span", {}, ...inner);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...inner);
}

function pressable(kind, inner, onclick, title) {
  if (!onclick) return el("span", { class: kind }, ...inner);
  return el("button", { type: "button", class: `inline ${kind}`, title, onclick }, ...inner);
}
