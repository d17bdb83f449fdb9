"""What v2 allows on each of its paths, learned from what it says with each answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.clock import Clock
from bot.errors import GatewayBusy
from bot.gateway.places import MINUTE, Place

LONGEST_WAIT = timedelta(minutes=2)
MOST = 1_000_000
LATEST = 2**37  # seconds since the epoch, in a year that can still be reckoned with


@dataclass(slots=True)
class _Said:
    """What the gateway has said last about one path: how many it takes until a reset."""

    remaining: int
    reset: int
    until: datetime


class Endpoints:
    """Holds back what would go beyond the limit of one path.

    Args:
        clock: what the time is.
        usual: how many requests a minute each path takes, unless it says that it takes less;
            `None` where only the whole is limited.
    """

    def __init__(self, clock: Clock, usual: int | None) -> None:
        self._clock = clock
        self._usual = usual
        self._limits: dict[str, int] = {}
        self._said: dict[str, _Said] = {}

    def ask_room(self, endpoint: str, held: Iterable[Place]) -> None:
        """See whether a path takes one request more.

        Raises:
            GatewayBusy: not now.
        """
        limit = self._limits.get(endpoint, self._usual)
        of_path = [place for place in held if place.endpoint == endpoint]
        if limit is not None and len(of_path) >= limit:
            now = self._clock.monotonic()
            first = min(place.frees_at or now + MINUTE for place in of_path)
            raise self._busy(endpoint, self._clock.now() + timedelta(seconds=first - now))
        said = self._said.get(endpoint)
        if said is not None and said.remaining <= 0 and self._clock.now() < said.until:
            raise self._busy(endpoint, said.until)

    def sent(self, endpoint: str) -> None:
        """A request to a path is about to be sent."""
        if endpoint in self._said:
            self._said[endpoint].remaining -= 1

    def learn(self, endpoint: str, headers: Mapping[str, str], offset: timedelta) -> None:
        """Take in `X-RateLimit-*` of an answer.

        `offset` is what to add to our time so as to be just behind the gateway's, by which it
        tells the reset.
        """
        if self._usual is None:
            return
        limit = _count(headers.get("X-RateLimit-Limit"))
        if limit:
            # The documents promise no more; a larger number may be that of the whole key.
            self._limits[endpoint] = min(limit, self._usual)
        remaining = _count(headers.get("X-RateLimit-Remaining"))
        reset = _count(headers.get("X-RateLimit-Reset"), most=LATEST)
        if remaining is None or reset is None:
            return
        before = self._said.get(endpoint)
        if before is not None and before.reset == reset:
            # What has been sent since this answer's request is counted already.
            remaining = min(remaining, before.remaining)
        until = datetime.fromtimestamp(reset, UTC) - offset
        # A reset that is nowhere near says nothing.
        if timedelta() < until - self._clock.now() <= LONGEST_WAIT:
            self._said[endpoint] = _Said(remaining, reset, until)

    @staticmethod
    def _busy(endpoint: str, until: datetime) -> GatewayBusy:
        return GatewayBusy(f"the budget of {endpoint} is spent", until)


def _count(text: str | None, most: int = MOST) -> int | None:
    plain = (text or "").strip()
    is_count = plain.isascii() and plain.isdigit() and len(plain) < 14  # noqa: PLR2004 - no count is longer
    return int(plain) if is_count and int(plain) <= most else None
