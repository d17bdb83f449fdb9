"""The limits of v2: so many requests for each key, and fewer on each of its paths."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass

from bot.sandbox.blockatm.answers import Refusal
from bot.sandbox.blockatm.limit import WINDOW, remember

Log = deque[float]


@dataclass(frozen=True)
class Room:
    """What a caller is told of the limit that it is nearest to.

    Attributes:
        limit: how many requests a minute the path takes.
        remaining: how many it would take now.
        free_at: when it takes one more than that, or one again.
    """

    limit: int
    remaining: int
    free_at: float


class EndpointLimit:
    """Counts every request of a key, refused ones too, in any rolling minute."""

    def __init__(self, per_key: int, per_endpoint: int) -> None:
        self._most = per_key
        self._per_endpoint = per_endpoint
        self._by_key: defaultdict[str, Log] = defaultdict(deque)
        self._by_endpoint: defaultdict[tuple[str, str], Log] = defaultdict(deque)

    def admit(self, key: str, now: float, endpoint: str) -> None:
        """Count one request.

        Raises:
            Refusal: 429 past either limit; when to come again is told as after any request.
        """
        logs = self._by_key[key], self._by_endpoint[key, endpoint]
        for log in logs:
            remember(log, now)
        if len(logs[0]) > self._most or len(logs[1]) > self._per_endpoint:
            raise Refusal("429", "too many requests", 429)

    def room(self, key: str, endpoint: str) -> Room:
        """Tell how it is after a request that was counted just now."""
        seen, on_path = self._by_key[key], self._by_endpoint[key, endpoint]
        nearest = max(
            (_free_at(log, most), -_left(log, most))[::-1]
            for log, most in ((seen, self._most), (on_path, self._per_endpoint))
        )
        return Room(self._per_endpoint, -nearest[0], nearest[1])


def _left(log: Log, most: int) -> int:
    return max(0, most - len(log))


def _free_at(log: Log, most: int) -> float:
    """When the next one leaves the window after which there is room again."""
    return log[max(0, len(log) - most)] + WINDOW


def headers_of(room: Room, skew: float) -> dict[str, str]:
    """Write the room as headers; the reset by the server's own clock, never too early."""
    return {
        "X-RateLimit-Limit": str(room.limit),
        "X-RateLimit-Remaining": str(room.remaining),
        "X-RateLimit-Reset": str(math.ceil(room.free_at + skew)),
    }
