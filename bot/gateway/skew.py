"""How far the gateway's clock is from ours, learned from its `Date` headers."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

WINDOW = timedelta(seconds=30)
_SECOND = timedelta(seconds=1)


class Skew:
    """Narrows down the difference with every answer; never says a time ahead of the gateway.

    The gateway refuses a request whose time is ahead of its own clock. A `Date` header gives
    whole seconds, cut off, of a moment between sending and hearing: so the difference lies
    between `date - heard_at` and `date + 1 s - sent_at`, and the lower bound is the safe one.
    """

    def __init__(self) -> None:
        self._low = timedelta()
        self._high: timedelta | None = None

    @property
    def offset(self) -> timedelta:
        """What to add to our time so as to be at or just behind the gateway's."""
        return self._low

    def learn(self, date: str | None, sent_at: datetime, heard_at: datetime) -> None:
        """Take in the `Date` header of an answer, if it is one."""
        server = _read(date)
        if server is None:
            return
        low, high = server - heard_at, server + _SECOND - sent_at
        if self._high is None or low > self._high or high < self._low:
            # The first answer, or one of the two clocks was set: what was learned is void.
            self._low, self._high = low, high
        else:
            self._low, self._high = max(self._low, low), min(self._high, high)

    def refuses(self, said: datetime, sent_at: datetime) -> bool:
        """Whether a request that said it was made at `said` was outside the time window."""
        server = sent_at + self._low
        return said > server + _SECOND or server - said > WINDOW - _SECOND


def _read(date: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(date or "").astimezone(UTC)
    except ValueError:
        return None
