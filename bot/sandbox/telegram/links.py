"""Links that lead to the bot: `https://t.me/till_bot?start=…`."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qs, urlsplit

LONGEST_PAYLOAD = 64
_HOSTS = {"t.me", "telegram.me", "telegram.dog"}
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


class BadLinkError(ValueError):
    """The link carries what no such link can carry."""


@dataclass(frozen=True)
class BotLink:
    """Where a link to the bot leads.

    Attributes:
        kind: `chat` only opens the private chat, `start` starts it, `startgroup` asks for a group.
        payload: what the bot is told, 0 to 64 characters.
    """

    kind: Literal["chat", "start", "startgroup"]
    payload: str = ""


def read_link(url: str, username: str) -> BotLink | None:
    """Return where a link leads if it leads to the bot of this name.

    Raises:
        BadLinkError: its payload is too long, or has other characters than `A-Z a-z 0-9 _ -`.
    """
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
    except ValueError:
        return None
    name, fields = _named(parts), parse_qs(parts.query, keep_blank_values=True)
    if name.lower() != username.lower():
        return None
    if "start" in fields:
        return BotLink("start", check_payload(fields["start"][0]))
    if "startgroup" in fields:
        return BotLink("startgroup", check_payload(fields["startgroup"][0]))
    return BotLink("chat")


def check_payload(payload: str) -> str:
    """Return the payload of a deep link.

    Raises:
        BadLinkError: it is none.
    """
    if len(payload) > LONGEST_PAYLOAD or not _PAYLOAD.fullmatch(payload):
        reason = f"has at most {LONGEST_PAYLOAD} characters, of A-Z a-z 0-9 _ -"
        raise BadLinkError(f"the payload of a link {reason}: {payload!r}")
    return payload


def _named(parts: SplitResult) -> str:
    """Return the name that a link names, empty if it leads elsewhere."""
    if parts.scheme in {"http", "https"} and parts.netloc.lower() in _HOSTS:
        return parts.path.strip("/")
    if parts.scheme == "tg" and parts.netloc == "resolve":
        return parse_qs(parts.query).get("domain", [""])[0]
    return ""
