"""Asks every part of the till how it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.errors import StorageError
from bot.payments.incidents import Incidents
from bot.payments.minding import Room
from bot.payments.order import State
from bot.payments.vitals import Vitals


class Records(Protocol):
    """What the database can tell."""

    async def orders_by_state(self) -> dict[State, int]:
        """How many orders there are in each state; cheap, however many there are."""
        ...

    async def notices_waiting(self) -> tuple[int, datetime | None]:
        """How many notices are still to be told, and when the oldest was queued."""
        ...

    async def room(self) -> Room:
        """How much space there is."""
        ...


@dataclass(frozen=True, slots=True)
class Signs:
    """What the other parts know of themselves, asked at the moment; see `Vitals`."""

    swept_age: Callable[[], timedelta | None]
    sweep_delay: Callable[[], timedelta]
    budget: Callable[[], tuple[int, int]]
    silent_until: Callable[[], datetime | None]
    clock_offset: Callable[[], timedelta]
    webhook_age: Callable[[], timedelta | None]
    expects_webhooks: bool
    is_hearing: Callable[[], bool]
    warnings: Callable[[], tuple[str, ...]]


class Doctor:
    """Finds out how the till is."""

    def __init__(self, records: Records, signs: Signs, incidents: Incidents, clock: Clock) -> None:
        self._records = records
        self._signs = signs
        self._incidents = incidents
        self._clock = clock

    async def vitals(self) -> Vitals:
        """How the till is; what the database cannot tell is left empty."""
        now, signs = self._clock.now(), self._signs
        is_stored, free = True, None
        orders: dict[State, int] = {}
        waiting: tuple[int, datetime | None] = (0, None)
        try:
            orders = await self._records.orders_by_state()
            waiting = await self._records.notices_waiting()
            free = (await self._records.room()).free
        except StorageError:
            is_stored = False
        left, limit = signs.budget()
        count, oldest = waiting
        return Vitals(
            at=now,
            orders=orders,
            notices_waiting=count,
            oldest_notice_age=None if oldest is None else now - oldest,
            swept_age=signs.swept_age(),
            sweep_delay=signs.sweep_delay(),
            budget_left=left,
            budget_limit=limit,
            silent_until=signs.silent_until(),
            clock_offset=signs.clock_offset(),
            webhook_age=signs.webhook_age(),
            expects_webhooks=signs.expects_webhooks,
            free_bytes=free,
            troubles=dict(self._incidents.troubles),
            is_hearing=signs.is_hearing(),
            is_stored=is_stored,
            warnings=signs.warnings(),
        )
