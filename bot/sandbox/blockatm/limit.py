"""How many requests each key may make, and what becomes of those who go on."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

from bot.sandbox.blockatm.answers import Refusal

WINDOW = 60.0
WARNINGS = 3
BLOCKED_FOR = 600.0


@dataclass
class _Guest:
    """What is remembered of one key."""

    seen: deque[float] = field(default_factory=deque)
    refused: int = 0
    blocked_until: float = -math.inf


class RateLimit:
    """Counts every request of a key, refused ones too, in any rolling minute."""

    def __init__(self, requests_per_minute: int) -> None:
        self._most = requests_per_minute
        self._guests: defaultdict[str, _Guest] = defaultdict(_Guest)

    def admit(self, key: str, now: float, _endpoint: str = "") -> None:
        """Count one request.

        Raises:
            Refusal: 429 past the limit, 418 for who goes on after that and while blocked.
        """
        guest = self._guests[key]
        remember(guest.seen, now)
        if now < guest.blocked_until:
            raise _blocked()
        if len(guest.seen) <= self._most:
            guest.refused = 0
            return
        self._refuse(guest, now)

    def room(self, _key: str, _endpoint: str) -> None:
        """Tell nothing: these dialects say that there is no room only when there is none."""

    def _refuse(self, guest: _Guest, now: float) -> None:
        guest.refused += 1
        if guest.refused > 1 + WARNINGS:
            guest.refused, guest.blocked_until = 0, now + BLOCKED_FOR
            raise _blocked()
        free_at = guest.seen[-self._most] + WINDOW
        wait = str(math.ceil(free_at - now))
        raise Refusal("429", f"too many requests, wait {wait} s", 429, {"Retry-After": wait})


def remember(seen: deque[float], now: float) -> None:
    """Add a request to the last minute's, and forget those before."""
    seen.append(now)
    while now - seen[0] >= WINDOW:
        seen.popleft()


def _blocked() -> Refusal:
    return Refusal("418", "blocked: check the API key and the parameters, and stop calling", 418)
