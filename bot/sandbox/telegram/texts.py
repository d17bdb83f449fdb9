"""Texts and captions: parsed, trimmed, and short enough."""

from dataclasses import dataclass

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.entities import find_entities, overlaps, units
from bot.sandbox.telegram.markup import ENTITY_KINDS, parse_html
from bot.sandbox.telegram.refusals import bad_request

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
# Telegram looks for nothing of its own inside these.
_OPAQUE = {"code", "pre", "text_link"}


@dataclass(frozen=True)
class Written:
    """What the bot wrote: bare text, its entities, and the source it came from."""

    text: str
    entities: list[JsonObject]
    source: str


def read_text(call: Call) -> Written:
    """Return the `text` of a call."""
    written = _read(call.text("text"), call.text("parse_mode"), call.records("entities"))
    if not written.text:
        raise bad_request("message text is empty")
    return written


def read_caption(source: str, parse_mode: str, entities: list[JsonObject]) -> Written:
    """Return a caption, which may be empty."""
    return _read(source, parse_mode, entities)


def check_length(written: Written, longest: int, refusal: str) -> None:
    """Refuse what is longer than `longest` UTF-16 code units after parsing."""
    if units(written.text) > longest:
        raise bad_request(refusal)


def _read(source: str, parse_mode: str, entities: list[JsonObject]) -> Written:
    mode = parse_mode.lower()
    if mode not in {"", "none", "html"}:
        raise bad_request("unsupported parse_mode")
    text, marked = parse_html(source) if mode == "html" else (source, _checked(entities))
    text, marked = _trimmed(text, marked)
    opaque = [entity for entity in marked if entity["type"] in _OPAQUE]
    found = [
        entity
        for entity in find_entities(text)
        if not any(overlaps(entity, other) for other in opaque)
    ]
    return Written(text, sorted(marked + found, key=_order), source)


def _checked(entities: list[JsonObject]) -> list[JsonObject]:
    """Return the formatting that the bot gave itself; what Telegram finds alone is left out."""
    for entity in entities:
        where = entity.get("offset"), entity.get("length")
        if "type" not in entity or not all(isinstance(number, int) for number in where):
            raise bad_request("can't parse MessageEntity")
    return [entity for entity in entities if entity["type"] in ENTITY_KINDS]


def _order(entity: JsonObject) -> tuple[int, int]:
    return int(entity["offset"]), -int(entity["length"])


def _trimmed(text: str, entities: list[JsonObject]) -> tuple[str, list[JsonObject]]:
    """Take white space off both ends, and what entities lose by it."""
    lead = units(text) - units(text.lstrip())
    bare = text.strip()
    kept: list[JsonObject] = []
    for entity in entities:
        begin = max(0, int(entity["offset"]) - lead)
        end = min(units(bare), int(entity["offset"]) + int(entity["length"]) - lead)
        if end > begin:
            kept.append(entity | {"offset": begin, "length": end - begin})
    return bare, kept
