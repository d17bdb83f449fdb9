"""Whether the gateway's webhooks can be relied on."""

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.payments.incidents import Incidents
from bot.payments.vitals import Trouble

# The gateway repeats a webhook that was not taken after a minute.
GRACE = timedelta(minutes=2)
SLOWEST = timedelta(minutes=1)
MOST_MISSED = 1000


class Hearing:
    """Compares what sweeps find with what webhooks have told.

    While webhooks arrive, sweeps need not hurry. A payment that only a sweep has found, and
    that no webhook tells of within `GRACE`, means that webhooks are lost on the way.

    Args:
        clock: what the time is.
        incidents: tells owners.
        is_open: whether webhooks are taken at all.
    """

    def __init__(self, clock: Clock, incidents: Incidents, *, is_open: bool) -> None:
        self._clock = clock
        self._incidents = incidents
        self.is_open = is_open
        self._heard_at: datetime | None = None
        self._is_trusted = False
        self._missed: dict[str, float] = {}
        self._just_heard: dict[str, float] = {}

    @property
    def age(self) -> timedelta | None:
        """How long ago the last genuine webhook came."""
        return None if self._heard_at is None else self._clock.now() - self._heard_at

    def pause(self, pause: timedelta) -> timedelta:
        """The pause between sweeps, as long as it may be."""
        return max(pause, SLOWEST) if self._is_trusted else pause

    def found(self, number: str) -> None:
        """A sweep has found an order's payment before a webhook told of it."""
        # A webhook may have come while the sweep was still being written down.
        is_missed = self.is_open and number not in self._just_heard
        if is_missed and len(self._missed) < MOST_MISSED:
            self._missed.setdefault(number, self._clock.monotonic())

    async def heard(self, number: str) -> None:
        """A genuine webhook came, about the order of this number; empty if it is not ours."""
        self._heard_at = self._clock.now()
        self._is_trusted = True
        self._missed.pop(number, None)
        self._just_heard[number] = self._clock.monotonic()
        await self._incidents.ends(Trouble.WEBHOOKS_SILENT)

    async def check(self) -> None:
        """See whether a webhook is missing by now."""
        since = self._clock.monotonic() - GRACE.total_seconds()
        self._just_heard = {each: at for each, at in self._just_heard.items() if at > since}
        if not any(at <= since for at in self._missed.values()):
            return
        self._missed.clear()
        self._is_trusted = False
        await self._incidents.begins(Trouble.WEBHOOKS_SILENT)
