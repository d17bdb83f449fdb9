"""What Telegram finds in a text by itself: commands, mentions, links.

Offsets and lengths count UTF-16 code units, as everywhere in the Bot API.
"""

import re

from bot.sandbox.telegram.accounts import JsonObject

_PATTERNS = {
    "bot_command": re.compile(r"(?<![\w/<>@])/\w{1,64}(?:@\w{3,32})?(?![\w/<>])", re.ASCII),
    "mention": re.compile(r"(?<![\w/@.])@\w{3,32}(?!\w)", re.ASCII),
    "hashtag": re.compile(r"(?<![\w#])#\w*[^\W\d]\w*"),
    "cashtag": re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?!\w)", re.ASCII),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII),
    "url": re.compile(
        r"(?<!\w)(?:(?:https?|tg|ton)://|t\.me/)[^\s<>\"]*[^\s<>\".,;:!?)\]]", re.ASCII
    ),
}


def units(text: str) -> int:
    """Return how long a text is for Telegram."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def find_entities(text: str) -> list[JsonObject]:
    """Return the entities of a text that carries no formatting."""
    found: list[JsonObject] = []
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            offset, length = units(text[: match.start()]), units(match[0])
            found.append({"type": kind, "offset": offset, "length": length})
    return sorted(_apart(found), key=lambda entity: int(entity["offset"]))


def overlaps(one: JsonObject, other: JsonObject) -> bool:
    """Whether two entities share a character."""
    one_end, other_end = one["offset"] + one["length"], other["offset"] + other["length"]
    return bool(one["offset"] < other_end and other["offset"] < one_end)


def _apart(found: list[JsonObject]) -> list[JsonObject]:
    """Keep the longer one where two readings of the same characters compete."""
    kept: list[JsonObject] = []
    for entity in sorted(found, key=lambda entity: -int(entity["length"])):
        if not any(overlaps(entity, other) for other in kept):
            kept.append(entity)
    return kept
