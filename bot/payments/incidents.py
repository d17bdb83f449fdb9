"""What owners are told about the till itself: once when it begins, once when it is over."""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Change:
    """What was said of a trouble: that it began or, by its kind, that it is over."""

    trouble: Trouble
    kind: Kind
    at: datetime


class Incidents:
    """Knows what is wrong, across restarts, and tells owners of what only they can mend.

    What is said counts at once. The database takes it down, with the notices to owners, in the
    order in which it was said: now or, if it fails, with whatever is said next. The minder is
    never silent for long.
    """

    def __init__(
        self, announcements: Announcements, clock: Clock, owner_ids: Sequence[int]
    ) -> None:
        self._announcements = announcements
        self._clock = clock
        self._owner_ids = owner_ids
        self._troubles: dict[Trouble, datetime] = {}
        self._unwritten: deque[_Change] = deque()
        self._writing = asyncio.Lock()

    @property
    def troubles(self) -> Mapping[Trouble, datetime]:
        """What is wrong, each with the moment when it began."""
        return self._troubles

    async def load(self) -> None:
        """Take up what was wrong before a restart; this comes before anything is said.

        Raises:
            StorageError: the database cannot be asked.
        """
        self._troubles = await self._announcements.troubles()

    async def begins(self, trouble: Trouble) -> None:
        """Something is wrong; saying so again changes nothing."""
        if trouble not in self._troubles:
            log.warning("trouble: %s", trouble)
            now = self._clock.now()
            self._troubles[trouble] = now
            self._unwritten.append(_Change(trouble, BEGUN[trouble], now))
        await self._write()

    async def ends(self, trouble: Trouble) -> None:
        """It is over; saying so again changes nothing."""
        if trouble in self._troubles:
            log.warning("trouble is over: %s", trouble)
            del self._troubles[trouble]
            self._unwritten.append(_Change(trouble, OVER[trouble], self._clock.now()))
        await self._write()

    async def forget(self, trouble: Trouble) -> None:
        """It is of no concern any more, and nobody need hear of it.

        Raises:
            StorageError: the database cannot be written.
        """
        if trouble in self._troubles:
            await self._announcements.end(trouble, (), OVER[trouble], self._clock.now())
            self._troubles.pop(trouble, None)

    async def _write(self) -> None:
        if self._writing.locked():
            return  # whoever writes takes this along
        async with self._writing:
            while self._unwritten:
                change = self._unwritten[0]
                try:
                    await self._note(change)
                except StorageError as error:
                    log.warning("%s could not be noted: %s", change.kind, error)
                    return
                self._unwritten.popleft()

    async def _note(self, change: _Change) -> None:
        begins = change.kind is BEGUN[change.trouble]
        note = self._announcements.begin if begins else self._announcements.end
        await note(change.trouble, self._owner_ids, change.kind, change.at)
