"""Who may browse which orders, and what is found among them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto

from bot.clock import Clock
from bot.payments.deciding import Deciding, Sight
from bot.payments.finding import read_filter, read_hash, read_sum
from bot.payments.listing import (
    Filter,
    OrderLists,
    Page,
    Scope,
    Search,
    Spot,
    Taking,
    Wanted,
)
from bot.payments.order import read_number
from bot.payments.ports import Orders
from bot.payments.rights import Asker

PAGE_SIZE = 8
DAYS = 7
# One transaction seldom pays for two orders, and never for more than a few.
MOST_OF_TRANSACTION = 8


class Unfound(StrEnum):
    """What was looked for and is not there, or not for the one who asks."""

    ORDER = auto()
    TRANSACTION = auto()
    WORDS = auto()  # words that name nothing that could be looked for


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a list, whose orders the list is about, and when it was made."""

    page: Page
    scope: Scope
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How many orders are open, and how many short, at the moment."""

    open: int
    short: int


@dataclass(frozen=True, slots=True)
class Overview:
    """How a group stands, and what it has taken on this day and the six before it, UTC."""

    standing: Standing
    takings: Sequence[Taking]


async def scope_of(asker: Asker) -> Scope:
    """Whose orders somebody may browse where they ask; in a group never more than the group's."""
    if asker.in_private:
        return Scope() if asker.is_merchant else Scope(payer_id=asker.person_id)
    if asker.is_merchant or await asker.is_admin():
        return Scope(group_id=asker.chat_id)
    return Scope(group_id=asker.chat_id, payer_id=asker.person_id)


class Browsing:
    """Shows lists of orders, and finds orders, for those who may see them.

    Args:
        lists: the lists, as the database keeps them.
        orders: where orders are kept.
        deciding: knows who may see which order.
        clock: what the time is.
    """

    def __init__(
        self, lists: OrderLists, orders: Orders, deciding: Deciding, clock: Clock
    ) -> None:
        self._lists = lists
        self._orders = orders
        self._deciding = deciding
        self._clock = clock

    async def page(self, wanted: Wanted, spot: Spot | None, asker: Asker) -> Shown:
        """A page of the orders that `asker` may browse."""
        now, scope = self._clock.now(), await scope_of(asker)
        search = Search(scope, wanted, _day_of(now))
        return Shown(await self._lists.page(search, spot, PAGE_SIZE), scope, now)

    async def look_up(
        self, text: str, tokens: Collection[str], asker: Asker
    ) -> Wanted | Sight | Unfound:
        """What words name: a list, an order that `asker` may see, or nothing that is there.

        Ten digits may be a number as well as an amount: the order goes first, if there is one.
        """
        if (wanted := read_filter(text)) is not None:
            return wanted
        if (tx_hash := read_hash(text)) is not None:
            return await self._paid_by(tx_hash, asker) or Unfound.TRANSACTION
        number = read_number(text)
        sight = await self._deciding.see(number, asker) or await self._named(text.strip(), asker)
        if sight is not None:
            return sight
        return read_sum(text, tokens) or (Unfound.ORDER if number else Unfound.WORDS)

    async def _named(self, name: str, asker: Asker) -> Sight | None:
        """The order that the gateway calls by a name."""
        order = await self._orders.named(name)
        return await self._deciding.see(order.number, asker) if order else None

    async def _paid_by(self, tx_hash: str, asker: Asker) -> Sight | None:
        for order in await self._lists.of_transaction(tx_hash, MOST_OF_TRANSACTION):
            if (sight := await self._deciding.see(order.number, asker)) is not None:
                return sight
        return None

    async def standing(self, asker: Asker) -> Standing:
        """How the orders stand that `asker` may browse."""
        return await self._standing(await scope_of(asker))

    async def _standing(self, scope: Scope) -> Standing:
        today = _day_of(self._clock.now())
        return Standing(
            open=await self._lists.count(Search(scope, Filter.OPEN, today)),
            short=await self._lists.count(Search(scope, Filter.SHORT, today)),
        )

    async def overview(self, asker: Asker) -> Overview | None:
        """How the group stands that `asker` looks after; `None` to everybody else."""
        scope = await scope_of(asker)
        if scope.group_id is None or scope.payer_id is not None:
            return None
        today = _day_of(self._clock.now())
        since = today - timedelta(days=DAYS - 1)
        takings = await self._lists.takings(scope.group_id, since, today)
        return Overview(await self._standing(scope), takings)


def _day_of(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
