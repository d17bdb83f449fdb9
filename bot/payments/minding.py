"""What time starts last: the till looks after itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.payments.incidents import Incidents
from bot.payments.vitals import Trouble

MEBIBYTE = 2**20
DEAF_FOR = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Room:
    """How much space there is, in bytes.

    Attributes:
        free: what is left where the database is.
        used: what the database takes.
    """

    free: int
    used: int

    @property
    def needed(self) -> int:
        """What must be left: a backup or a vacuum needs as much again, the log beside it some."""
        return max(64 * MEBIBYTE, min(2 * self.used, 1024 * MEBIBYTE))


class Minder:
    """Notices what nobody would come across until it hurts.

    Args:
        incidents: tells owners.
        clock: what the time is.
        room: how much space the database has.
        deaf_since: since when no updates come in from Telegram, if they do not.
    """

    def __init__(
        self,
        incidents: Incidents,
        clock: Clock,
        *,
        room: Callable[[], Awaitable[Room]],
        deaf_since: Callable[[], datetime | None],
    ) -> None:
        self._incidents = incidents
        self._clock = clock
        self._room = room
        self._deaf_since = deaf_since

    async def tick(self) -> None:
        """Look once."""
        room = await self._room()
        if room.free < room.needed:
            await self._incidents.begins(Trouble.DATABASE_FULL)
        elif room.free > room.needed * 5 // 4:  # so that it does not come and go
            await self._incidents.ends(Trouble.DATABASE_FULL)
        deaf_since = self._deaf_since()
        if deaf_since is None:
            await self._incidents.ends(Trouble.UPDATES_MISSING)
        elif self._clock.now() - deaf_since >= DEAF_FOR:
            await self._incidents.begins(Trouble.UPDATES_MISSING)
