"""Telegram's HTML, read as strictly as Telegram reads it."""

import re
from dataclasses import dataclass, field
from typing import NoReturn

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.refusals import bad_request

_KINDS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "blockquote": "blockquote",
}
ENTITY_KINDS = {*_KINDS.values(), "expandable_blockquote"}
_CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot)(?![a-zA-Z]));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_NAME = re.compile(r"[^\s>]*", re.ASCII)
_SPACE = re.compile(r"\s*", re.ASCII)
_ATTRIBUTE_NAME = re.compile(r"[^\s=>/\"']+", re.ASCII)
_EQUAL_SIGN = re.compile(r"\s*=\s*", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_QUOTED = re.compile(r"""(["'])(.*?)(?:\1|\Z)""", re.DOTALL)


@dataclass
class _Open:
    """A start tag that waits for its end."""

    tag: str
    offset: int
    attributes: dict[str, str] = field(default_factory=dict)


def parse_html(source: str) -> tuple[str, list[JsonObject]]:
    """Return the bare text and its entities.

    Raises:
        RefusedError: the markup is not what Telegram supports.
    """
    return _Parser(source).parse()


class _Parser:
    """Reads one text from its start to its end."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text = ""
        self.open: list[_Open] = []
        self.entities: list[JsonObject] = []

    def parse(self) -> tuple[str, list[JsonObject]]:
        while self.at < len(self.source):
            if self.source.startswith("</", self.at):
                self._end_tag(self.at)
            elif self.source.startswith("<", self.at):
                self._start_tag(self.at)
            else:
                self.text += _unescape(self._take(re.compile(r"[^<]+")))
        if self.open:
            tag = self.open[-1].tag
            raise _refusal(f'Can\'t find end tag corresponding to start tag "{tag}"')
        return self.text, _settled(self.entities)

    def _start_tag(self, begin: int) -> None:
        self.at += 1
        tag = self._take(_NAME).lower()
        if self.at == len(self.source):
            self._fail("Unclosed start tag", begin)
        if tag not in _KINDS:
            self._fail(f'Unsupported start tag "{tag}"', begin)
        opened = _Open(tag, units(self.text))
        while self._next_attribute(begin):
            self._attribute(opened, begin)
        self.at += 1
        if tag == "span" and opened.attributes.get("class") != "tg-spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(opened)

    def _next_attribute(self, begin: int) -> bool:
        self._take(_SPACE)
        if self.at == len(self.source):
            self._fail("Unclosed start tag", begin)
        return self.source[self.at] != ">"

    def _attribute(self, opened: _Open, begin: int) -> None:
        name = self._take(_ATTRIBUTE_NAME)
        if not name:
            self._fail(f'Empty attribute name in the tag "{opened.tag}"', begin)
        opened.attributes[name] = self._value() if self._take(_EQUAL_SIGN) else ""

    def _value(self) -> str:
        quoted = _QUOTED.match(self.source, self.at)
        if quoted:
            self.at = quoted.end()
            return _unescape(quoted[2])
        begin = self.at
        token = self._take(_TOKEN).lower()
        if self.at < len(self.source) and not re.match(r"[\s>]", self.source[self.at]):
            self._fail("Unexpected end of name token", begin)
        return token

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            self._fail("Unexpected end tag", begin)
        self.at += 2
        name = self._take(_NAME).lower()
        self._take(_SPACE)
        if not self.source.startswith(">", self.at):
            self._fail("Unclosed end tag", begin)
        self.at += 1
        opened = self.open.pop()
        if name not in {"", opened.tag}:
            expected = f'expected "</{opened.tag}>", found "</{name}>"'
            raise _refusal(f"Unmatched end tag at byte offset {self._byte(begin)}, {expected}")
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = units(self.text) - opened.offset
        if length:
            inside = self.text.encode("utf-16-le")[2 * opened.offset :].decode("utf-16-le")
            self.entities += _entities(opened, length, inside, self.entities)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match[0]

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _fail(self, what: str, begin: int) -> NoReturn:
        raise _refusal(f"{what} at byte offset {self._byte(begin)}")


def _entities(
    opened: _Open, length: int, inside: str, earlier: list[JsonObject]
) -> list[JsonObject]:
    """Return what one pair of tags makes of its text: one entity, or none."""
    entity: JsonObject = {"type": _KINDS[opened.tag], "offset": opened.offset, "length": length}
    match opened.tag:
        case "a":
            return _links(entity, opened.attributes.get("href") or inside)
        case "blockquote" if "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        case "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        case "code" if opened.attributes.get("class", "").startswith("language-"):
            entity["language"] = opened.attributes["class"].removeprefix("language-")
        case "pre" if earlier and earlier[-1] == entity | {
            "type": "code",
            "language": earlier[-1].get("language"),
        }:
            earlier[-1]["type"] = "pre"
            return []
    return [entity]


def _settled(entities: list[JsonObject]) -> list[JsonObject]:
    """Return the entities in order; only a whole block of code has a language."""
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _links(entity: JsonObject, url: str) -> list[JsonObject]:
    """Return the link, unless it leads nowhere: then Telegram shows bare text."""
    if re.match(r"tg://user\?id=\d+$", url):
        return [entity | {"url": url}]
    if re.match(r"(?:https?|tg|ton)://\S+$", url):
        return [entity | {"url": url}]
    if re.match(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?$", url):
        return [entity | {"url": f"http://{url}"}]
    return []


def _unescape(source: str) -> str:
    return _CHARACTER.sub(_character, source)


def _character(match: re.Match[str]) -> str:
    """Return the character that is meant, or the source itself if none is."""
    if match[3]:
        return _NAMED[match[3]]
    code = int(match[1], 16) if match[1] else int(match[2])
    possible = 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF  # noqa: PLR2004 - Unicode's own limits
    return chr(code) if possible else match[0]


def _refusal(what: str) -> Exception:
    return bad_request(f"can't parse entities: {what}")
