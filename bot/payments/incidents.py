"""What owners are told about the till itself, once for each incident."""

from collections.abc import Sequence

from bot.clock import Clock
from bot.payments.notice import Kind
from bot.payments.ports import Announcements
from bot.payments.vitals import Trouble


class Incidents:
    """Tells owners what only they can look after."""

    def __init__(
        self, announcements: Announcements, clock: Clock, owner_ids: Sequence[int]
    ) -> None:
        self._announcements = announcements
        self._clock = clock
        self._owner_ids = owner_ids
        self._troubles: set[Trouble] = set()

    async def begins(self, trouble: Trouble) -> None:
        """Something is wrong."""
        if trouble not in self._troubles:
            self._troubles.add(trouble)
            if trouble is Trouble.GATEWAY_BLOCKED:
                await self.blocked()
            if trouble is Trouble.KEYS_REFUSED:
                await self.refuses_keys()

    async def ends(self, trouble: Trouble) -> None:
        """It is over."""
        if trouble in self._troubles:
            self._troubles.discard(trouble)
            if trouble is Trouble.GATEWAY_BLOCKED:
                await self.recovered()

    async def blocked(self) -> None:
        """The gateway has locked us out."""
        await self._tell(Kind.GATEWAY_BLOCKED)

    async def recovered(self) -> None:
        """The gateway lets us in again."""
        await self._tell(Kind.GATEWAY_RECOVERED)

    async def refuses_keys(self) -> None:
        """The gateway does not accept our keys or our signature."""
        await self._tell(Kind.GATEWAY_REFUSES_KEYS)

    async def _tell(self, kind: Kind) -> None:
        await self._announcements.announce(self._owner_ids, kind, self._clock.now())
