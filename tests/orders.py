"""Orders to begin a test with, and the database to keep them in."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.payments.money import NETWORKS, Money
from bot.payments.notice import Draft, Kind
from bot.payments.order import Order, Place, State
from bot.payments.ports import Step
from storage.migrations import migrate
from storage.notices import NoticeTable
from storage.order_writes import add_notice
from storage.orders import OrderTable
from storage.sqlite import Database
from tests.clocks import SetClock

NOW = SetClock().now()
HUNDRED = Money.of("100", "USDT")
NUMBER = "7KQ2M9XW4T"


def an_order(**changes: Any) -> Order:  # noqa: ANN401 - the fields of an order
    """A new order of 100 USDT on TRON, changed as told."""
    order = Order(
        number=NUMBER,
        origin="-100500:7",
        payer_id=101,
        place=Place(-100500, 3, 7),
        amount=HUNDRED,
        network=NETWORKS["tron"],
        state=State.NEW,
        created_at=NOW,
        retry_at=NOW,
    )
    return replace(order, **changes)


def another(count: int, **changes: Any) -> Order:  # noqa: ANN401 - the fields of an order
    """One of many orders, told apart by `count`."""
    return an_order(number=f"{count:010}", origin=f"101:{count}", **changes)


def opened(order: Order, **changes: Any) -> Order:  # noqa: ANN401 - the fields of an order
    """`order` as it stands after the gateway has opened it, changed as told."""
    deadline = order.created_at + timedelta(minutes=30)
    after = replace(
        order,
        state=State.OPEN,
        cashier_url="https://till.example/cashier/g1",
        address="TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL",
        deadline=deadline,
        watched_until=deadline + timedelta(hours=72),
    )
    return replace(after, **changes)


def drafts(*kinds: Kind, chat_id: int = -100500) -> list[Draft]:
    """Notices of these kinds for a chat."""
    return [Draft(kind, chat_id) for kind in kinds]


async def announce(
    notices: NoticeTable, chat_ids: Iterable[int], kind: Kind, at: datetime
) -> None:
    """Queue a notice that belongs to no order for each chat."""
    async with notices._database.transaction() as tx:
        for chat_id in chat_ids:
            await add_notice(tx, Draft(kind, chat_id), None, at)
    notices._courier()


@dataclass
class Books:
    """A real database with its tables, and how often the courier was called."""

    database: Database
    orders: OrderTable
    notices: NoticeTable
    calls: list[int] = field(default_factory=list)

    async def keep(self, order: Order) -> Order:
        """Keep `order`, in whatever state, as if it had come there in one move."""
        new = replace(order, state=State.NEW, deadline=None, watched_until=None)
        await self.orders.add(new)
        if order.state is not State.NEW:
            await self.orders.move(new, order, Step(NOW, "set"), (), name=f"g-{order.number}")
        return await self.found(order.number)

    async def found(self, number: str = NUMBER) -> Order:
        """The order of this number, as it stands."""
        order = await self.orders.find(number)
        assert order is not None
        return order

    async def kinds(self) -> list[Kind]:
        """What every notice so far is about."""
        rows = await self.database.rows("SELECT kind FROM notices ORDER BY id")
        return [Kind(row["kind"]) for row in rows]

    async def causes(self, number: str = NUMBER) -> list[str]:
        """What moved an order so far."""
        sql = "SELECT cause FROM history WHERE order_number = ? ORDER BY id"
        return [row["cause"] for row in await self.database.rows(sql, number)]


@asynccontextmanager
async def open_books(path: Path) -> AsyncIterator[Books]:
    """A migrated database in a file, closed at the end."""
    database = await Database.open(path)
    try:
        await migrate(database)
        calls: list[int] = []
        call: Callable[[], None] = lambda: calls.append(1)  # noqa: E731 - typed for two tables
        yield Books(database, OrderTable(database, call), NoticeTable(database, call), calls)
    finally:
        await database.close()
