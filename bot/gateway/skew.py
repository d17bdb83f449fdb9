"""How far the gateway's clock is from ours, learned from its `Date` headers."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

WINDOW = timedelta(seconds=30)
# Drift and small corrections of either clock between two answers stay below this.
MARGIN = timedelta(seconds=1)
# A date is cut off to seconds and has travelled: below this it says nothing about a clock.
GRAIN = timedelta(seconds=3)


class Skew:
    """Says a time that the gateway takes: never ahead of its own, and just behind.

    The gateway refuses a request whose time is ahead of its own clock, and half a minute behind
    is early enough for it. A `Date` header gives whole seconds, cut off, of a moment before we
    hear it: so `date - heard_at` is never too much. Only the last answer counts, since clocks
    drift and are set.
    """

    def __init__(self) -> None:
        self._offset = -MARGIN

    @property
    def offset(self) -> timedelta:
        """What to add to our time so as to be just behind the gateway's."""
        return self._offset

    @property
    def ahead(self) -> timedelta:
        """How far the gateway's clock is ahead of ours, as far as whole seconds can tell."""
        drift = self._offset + MARGIN
        return drift if abs(drift) > GRAIN else timedelta()

    def learn(self, date: str | None, heard_at: datetime) -> bool:
        """Take in the `Date` header of an answer, and tell whether it was one."""
        server = read_date(date)
        if server is not None:
            self._offset = server - heard_at - MARGIN
        return server is not None

    def refuses(self, said: datetime, heard_at: datetime) -> bool:
        """Whether a request may have been refused for the time that it said.

        The refusal, heard at `heard_at`, has just taught what the gateway's time was: the
        request was ahead of that, or it came so late that it may have outlived its window.
        """
        age = heard_at + self._offset - said
        return age < -MARGIN or age > WINDOW / 2


def read_date(text: str | None) -> datetime | None:
    """Read a date of HTTP, which is always UTC (RFC 9110, 5.6.7)."""
    try:
        date = parsedate_to_datetime(text or "")
        aware = date if date.tzinfo else date.replace(tzinfo=UTC)
        # Years that no clock shows would only overflow in reckoning.
        return aware.astimezone(UTC) if 1970 < aware.year < 9000 else None  # noqa: PLR2004 - see above
    except ValueError:
        return None
