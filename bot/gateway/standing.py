"""How the till stands with the gateway: what owners must hear about it."""

from datetime import timedelta

from bot.clock import Clock
from bot.gateway.places import Purpose
from bot.payments.incidents import Incidents
from bot.payments.vitals import Trouble

# A single time-out is no incident; with growing pauses these are a handful of requests.
PATIENCE = timedelta(minutes=2)
FEWEST_FAILURES = 3
CLOCK_OFF = timedelta(seconds=10)
CLOCK_FINE = timedelta(seconds=5)


class Standing:
    """Turns what becomes of requests into incidents that begin and end."""

    def __init__(self, incidents: Incidents, clock: Clock) -> None:
        self._incidents = incidents
        self._clock = clock
        self._refused: set[str] = set()
        self._failing_since: float | None = None
        self._failures = 0

    async def accepted(self, purpose: Purpose, endpoint: str) -> None:
        """A request had the answer that it asked for."""
        was_refused = endpoint in self._refused
        self._refused.discard(endpoint)
        # Queries need less than openings do: they alone do not prove that a signature is taken.
        if not self._refused and (was_refused or purpose is Purpose.OPENING):
            await self._incidents.ends(Trouble.KEYS_REFUSED)
        await self.answered()

    async def refused_keys(self, endpoint: str) -> None:
        """The gateway accepts neither keys nor signature on one of its paths."""
        self._refused.add(endpoint)
        await self._incidents.begins(Trouble.KEYS_REFUSED)

    async def answered(self) -> None:
        """The gateway is there, whatever it said."""
        self._failing_since, self._failures = None, 0
        await self._incidents.ends(Trouble.GATEWAY_DOWN)

    async def failed(self) -> None:
        """No answer came, or one that says that the gateway is out of order."""
        now = self._clock.monotonic()
        self._failures += 1
        if self._failing_since is None:
            self._failing_since = now
        has_lasted = now - self._failing_since >= PATIENCE.total_seconds()
        if has_lasted and self._failures >= FEWEST_FAILURES:
            await self._incidents.begins(Trouble.GATEWAY_DOWN)

    async def clock_is(self, offset: timedelta) -> None:
        """An answer has told how far the gateway's clock is ahead of ours."""
        if abs(offset) > CLOCK_OFF:
            await self._incidents.begins(Trouble.CLOCK_OFF)
        elif abs(offset) <= CLOCK_FINE:
            await self._incidents.ends(Trouble.CLOCK_OFF)
