import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.payments.exporting import Filter
from bot.payments.order import Order, State
from bot.payments.periods import Period, Span, period_of
from storage.exports import ExportTable
from tests.orders import NOW, Books, another
from tests.storage.plans import Plans
from tests.storage.test_reports import any_order, keep_all

WEEK = period_of(Span.WEEK, NOW, UTC)
OPEN = {State.NEW, State.OPEN, State.CONFIRMING}


@pytest.fixture
def table(books: Books) -> ExportTable:
    return ExportTable(books.database)


async def all_pages(table: ExportTable, which: Filter, period: Period, size: int) -> list[Order]:
    found: list[Order] = []
    while page := await table.page(which, period, found[-1] if found else None, size):
        assert len(page) <= size
        found += page
    return found


def is_meant(order: Order, which: Filter) -> bool:
    """The same, one order at a time."""
    match which:
        case Filter.ALL:
            return True
        case Filter.OPEN:
            return order.state in OPEN
        case Filter.PAID:
            return order.state is State.PAID
        case Filter.LATE:
            return order.came_after is not None
        case Filter.SHORT:
            return order.state is State.SHORT


def time_of(order: Order, which: Filter) -> datetime:
    return (order.settled_at or NOW) if which is Filter.PAID else order.created_at


def wanted(orders: list[Order], which: Filter) -> list[Order]:
    meant = [order for order in orders if is_meant(order, which)]
    meant = [order for order in meant if WEEK.start <= time_of(order, which) < WEEK.end]
    return sorted(meant, key=lambda order: (time_of(order, which), order.number))


@pytest.mark.parametrize("which", Filter)
@pytest.mark.parametrize("size", [1, 7, 1000])
async def test_the_pages_hold_each_order_once(
    books: Books, table: ExportTable, which: Filter, size: int
) -> None:
    chance = random.Random(size)  # noqa: S311 - the same orders each time
    orders = [any_order(chance, count) for count in range(300)]
    # Many are asked and paid at the same moment.
    orders = [replace(o, created_at=o.created_at.replace(minute=0, second=0)) for o in orders]
    await keep_all(books, orders)
    expected = wanted(orders, which)
    assert expected
    assert await all_pages(table, which, WEEK, size) == expected
    assert await table.count(which, WEEK, 1000) == len(expected)
    assert await table.count(which, WEEK, 2) == min(2, len(expected))


async def test_writes_go_on_between_two_pages(books: Books, table: ExportTable) -> None:
    await keep_all(books, [another(count) for count in range(4)])
    first = await table.page(Filter.ALL, WEEK, None, 2)
    later = another(9, created_at=NOW + timedelta(minutes=1))
    await keep_all(books, [later])
    rest = await table.page(Filter.ALL, WEEK, first[-1], 9)
    assert [each.number for each in first + rest] == [
        another(count).number for count in (0, 1, 2, 3, 9)
    ]


@pytest.mark.parametrize("which", Filter)
async def test_a_page_is_found_by_its_time_without_sorting(
    table: ExportTable, plans: Plans, which: Filter
) -> None:
    plan = await plans.of(table.page(which, WEEK, another(1, settled_at=NOW), 10))
    by = "settled_at" if which is Filter.PAID else "created_at"
    [line] = plan
    # Some states have an index of their own.
    assert re.match(rf"SEARCH orders USING INDEX \w+ \(\({by},number\)>\(\?,\?\)", line)
