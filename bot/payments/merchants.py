"""Who earns with the till: its owners, and whom they have added."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.clock import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Merchant:
    """Somebody whom an owner has made a merchant.

    Attributes:
        person_id: the person.
        name: what the person was called then, as Telegram told it.
        added_by: the owner.
    """

    person_id: int
    name: str
    added_by: int
    added_at: datetime


class MerchantBook(Protocol):
    """The merchants that owners have added, as the database keeps them."""

    async def all(self) -> list[Merchant]:
        """Every merchant, in the order in which they were added."""
        ...

    async def add(self, merchant: Merchant) -> bool:
        """Keep a merchant, unless the person is one already; tell whether that was new."""
        ...

    async def remove(self, person_id: int, at: datetime) -> bool:
        """Strike somebody off with what they are still to be told; tell if they were there."""
        ...


class Merchants:
    """The ids of all merchants, owners first; every owner is one.

    Args:
        book: where those are kept whom owners have added.
        clock: what the time is.
        owner_ids: whose the till is, by its settings.
    """

    def __init__(self, book: MerchantBook, clock: Clock, owner_ids: Sequence[int]) -> None:
        self._book = book
        self._clock = clock
        self.owner_ids = tuple(owner_ids)
        self._ids = self.owner_ids

    def __contains__(self, person_id: object) -> bool:
        return person_id in self._ids

    def __iter__(self) -> Iterator[int]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    async def load(self) -> None:
        """Take up who was added before a restart.

        Raises:
            StorageError: the database cannot be asked.
        """
        added = (merchant.person_id for merchant in await self._book.all())
        self._ids = tuple(dict.fromkeys((*self.owner_ids, *added)))

    async def added(self) -> list[Merchant]:
        """Whom owners have added, in that order."""
        return [each for each in await self._book.all() if each.person_id not in self.owner_ids]

    async def add(self, person_id: int, name: str, by: int) -> bool:
        """Make somebody a merchant; tell whether they were none before."""
        if person_id in self.owner_ids:
            return False
        is_new = await self._book.add(Merchant(person_id, name, by, self._clock.now()))
        await self.load()
        if is_new:
            log.warning("owner %s has made %s a merchant", by, person_id)
        return is_new

    async def remove(self, person_id: int, by: int) -> bool:
        """Let somebody be no merchant any more; tell whether they were one.

        Owners are named by the settings, and stay.
        """
        was_one = person_id not in self.owner_ids and await self._book.remove(
            person_id, self._clock.now()
        )
        await self.load()
        if was_one:
            log.warning("owner %s has removed the merchant %s", by, person_id)
        return was_one
