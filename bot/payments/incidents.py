"""What owners are told about the till itself: once when it begins, once when it is over."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.clock import Clock
from bot.errors import StorageError
from bot.payments.notice import Kind
from bot.payments.ports import Announcements
from bot.payments.vitals import Trouble

log = logging.getLogger(__name__)

BEGUN: Mapping[Trouble, Kind] = {
    Trouble.GATEWAY_BLOCKED: Kind.GATEWAY_BLOCKED,
    Trouble.GATEWAY_DOWN: Kind.GATEWAY_DOWN,
    Trouble.KEYS_REFUSED: Kind.GATEWAY_REFUSES_KEYS,
    Trouble.CLOCK_OFF: Kind.CLOCK_OFF,
    Trouble.WEBHOOKS_SILENT: Kind.WEBHOOKS_SILENT,
    Trouble.DATABASE_FULL: Kind.DATABASE_FULL,
    Trouble.UPDATES_MISSING: Kind.UPDATES_MISSING,
}
OVER: Mapping[Trouble, Kind] = {
    Trouble.GATEWAY_BLOCKED: Kind.GATEWAY_RECOVERED,
    Trouble.GATEWAY_DOWN: Kind.GATEWAY_BACK,
    Trouble.KEYS_REFUSED: Kind.KEYS_ACCEPTED,
    Trouble.CLOCK_OFF: Kind.CLOCK_RIGHT,
    Trouble.WEBHOOKS_SILENT: Kind.WEBHOOKS_BACK,
    Trouble.DATABASE_FULL: Kind.DATABASE_ROOMY,
    Trouble.UPDATES_MISSING: Kind.UPDATES_BACK,
}


class Incidents:
    """Remembers what is wrong, across restarts, and tells owners of what only they can mend."""

    def __init__(
        self, announcements: Announcements, clock: Clock, owner_ids: Sequence[int]
    ) -> None:
        self._announcements = announcements
        self._clock = clock
        self._owner_ids = owner_ids
        self._troubles: dict[Trouble, datetime] | None = None

    @property
    def troubles(self) -> Mapping[Trouble, datetime]:
        """What is wrong, each with the moment when it began."""
        return self._troubles or {}

    async def load(self) -> None:
        """Take up what was wrong before a restart.

        Raises:
            StorageError: the database cannot be asked.
        """
        await self._known()

    async def begins(self, trouble: Trouble) -> None:
        """Something is wrong; saying so again changes nothing."""
        try:
            known = await self._known()
            if trouble not in known:
                now = self._clock.now()
                log.warning("trouble: %s", trouble)
                await self._announcements.begin(trouble, self._owner_ids, BEGUN[trouble], now)
                known[trouble] = now
        except StorageError as error:
            _pass_over(trouble, error)

    async def ends(self, trouble: Trouble) -> None:
        """It is over; saying so again changes nothing."""
        try:
            known = await self._known()
            if trouble in known:
                log.warning("trouble is over: %s", trouble)
                now = self._clock.now()
                await self._announcements.end(trouble, self._owner_ids, OVER[trouble], now)
                known.pop(trouble, None)
        except StorageError as error:
            _pass_over(trouble, error)

    async def forget(self, trouble: Trouble) -> None:
        """It is of no concern any more, and nobody need hear of it."""
        known = await self._known()
        if known.pop(trouble, None) is not None:
            now = self._clock.now()
            await self._announcements.end(trouble, (), OVER[trouble], now)

    async def _known(self) -> dict[Trouble, datetime]:
        if self._troubles is None:
            self._troubles = await self._announcements.troubles()
        return self._troubles


def _pass_over(trouble: Trouble, error: StorageError) -> None:
    """Whoever has noticed a trouble has more urgent things to do, and notices it again."""
    log.warning("%s could not be noted: %s", trouble, error)
