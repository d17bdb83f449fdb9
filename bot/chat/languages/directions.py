"""Pieces written from left to right inside sentences written from right to left.

Without a fence around it, `100 USDT` in a Persian sentence is shown as `USDT 100`, and `/pay` as
`pay/`. Unicode's isolates (UAX #9) are that fence. They cannot be seen, so they never get into
what is copied: they stand around `<code>`, not in it.
"""

import re
from functools import lru_cache

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PIECE = re.compile(
    r"(?P<whole><code>.*?</code>|<a .*?</a>|\{\w+\}"  # what is copied, linked or filled in
    r"|[/@#]?[A-Za-z0-9](?:[A-Za-z0-9_./: -]*[A-Za-z0-9])?)"  # words and commands
    r"|</?[a-z][^>]*>"  # other tags, whose names are no words
)


def isolate(text: str) -> str:
    """Put a fence around one piece, in whatever direction it is written."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


@lru_cache(maxsize=1024)
def isolating(template: str) -> str:
    """A template with fences around all that may be written from left to right.

    A line without a letter of the other direction is left as it is: nothing in it can be torn.
    """
    return "\n".join(map(_line, template.split("\n")))


def _line(line: str) -> str:
    if not _RIGHT_TO_LEFT.search(_PIECE.sub("", line)):
        return line
    return _PIECE.sub(_fenced, line)


def _fenced(match: re.Match[str]) -> str:
    return isolate(match[0]) if match["whole"] else match[0]
