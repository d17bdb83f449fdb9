"""The database's figures, against those that plain Python counts from the same orders."""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from bot.payments.money import MILLION, MOST_MILLIONTHS, NETWORKS, Money
from bot.payments.order import Order, Place, Settlement, State
from bot.payments.periods import Period, Span, period_of
from bot.payments.reporting import Figures
from storage.order_rows import values_of
from storage.order_writes import _INSERT
from storage.reports import ReportTable
from tests.orders import NOW, Books, another
from tests.storage.plans import Plans

GROUPS = (-100500, -100600)
# The last are private chats, and in the very last an order of a group is shown.
PLACES = ((-100500, None), (-100600, None), (101, None), (101, -100500))
ZONE = ZoneInfo("Europe/Madrid")


@pytest.fixture
def table(books: Books) -> ReportTable:
    return ReportTable(books.database)


async def keep_all(books: Books, orders: list[Order]) -> None:
    async with books.database.transaction() as tx:
        for order in orders:
            assert await tx.change(_INSERT, *values_of(order))


def any_order(chance: random.Random, count: int) -> Order:
    """An order of the last forty days, in any state that it can be in."""
    created = NOW - timedelta(seconds=chance.randrange(40 * 86400))
    token, state = chance.choice(["USDT", "USDC"]), chance.choice(list(State))
    amount = Money(chance.randrange(1, 500 * MILLION), token)
    chat_id, group_id = chance.choice(PLACES)
    order = another(
        count,
        place=Place(chat_id, None, count, group_id),
        network=NETWORKS[chance.choice(["tron", "ethereum"])],
        amount=amount,
        created_at=created,
        state=state,
        successor=chance.choice([None, None, "ZZZZZZZZZZ"]),
    )
    late = chance.choice([None, State.EXPIRED])
    if state is State.SHORT:
        return replace(order, received=Money(amount.millionths // 3, token), came_after=late)
    if state is not State.PAID:
        return order
    received = chance.choice([None, amount.millionths, amount.millionths * 9 // 10, MILLION * 900])
    return replace(
        order,
        received=None if received is None else Money(received, token),
        came_after=late,
        settled_at=created + timedelta(seconds=chance.randrange(5 * 86400)),
        settled_by=Settlement.PAYMENT,
    )


def paid_in(orders: list[Order], begins: datetime, ends: datetime) -> list[Order]:
    return [each for each in orders if each.settled_at and begins <= each.settled_at < ends]


def counted(order: Order) -> int:
    return (order.received or order.amount).millionths


def check(figures: Figures, orders: list[Order], period: Period) -> None:
    """Count everything once more, one order at a time."""
    paid = paid_in(orders, period.start, period.end)
    asked = [each for each in orders if period.start <= each.created_at < period.end]
    wishes = [each for each in asked if not each.successor or each.state is State.PAID]
    assert figures.asked == len(wishes)
    assert figures.asked_and_paid == sum(each.state is State.PAID for each in wishes)
    assert figures.count == len(paid)
    took = [each.settled_at - each.created_at for each in paid if each.settled_at]
    if took:
        assert figures.median is not None
        middle = median(each.total_seconds() for each in took)
        assert abs(figures.median.total_seconds() - middle) <= 0.001
    for token in ("USDT", "USDC"):
        of_token = [each for each in paid if each.amount.token == token]
        if of_token:
            check_token(figures, of_token)
        short = [each for each in asked if each.state is State.SHORT]
        short = [each for each in short if each.amount.token == token]
        if short:
            assert figures.short[token].count == len(short)
            assert figures.short[token].received.millionths == sum(map(counted, short))
        bars = [
            sum(map(counted, paid_in(of_token, begins, ends)))
            for begins, ends in pairwise(period.borders)
        ]
        assert list(figures.bars.get(token, [0] * len(bars))) == bars


def check_token(figures: Figures, paid: list[Order]) -> None:
    token = paid[0].amount.token
    found = figures.of_token(token)
    assert (found.paid.count, found.paid.amount.millionths) == (len(paid), sum(map(counted, paid)))
    late = [each for each in paid if each.came_after]
    assert (found.late.count, found.late.amount.millionths) == (len(late), sum(map(counted, late)))
    missing = [each.missing for each in paid if each.missing]
    assert found.let_pass.amount.millionths == sum(each.millionths for each in missing)
    assert found.let_pass.count == len(missing)
    excess = [each.excess for each in paid if each.excess]
    assert found.excess.amount.millionths == sum(each.millionths for each in excess)
    assert found.excess.count == len(excess)
    by_network: defaultdict[str, int] = defaultdict(int)
    for each in paid:
        by_network[each.network.key] += counted(each)
    networks = figures.taken[token]
    assert {n.key: each.paid.amount.millionths for n, each in networks.items()} == by_network


@pytest.mark.parametrize("seed", range(4))
async def test_the_database_counts_as_one_would_by_hand(
    books: Books, table: ReportTable, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same orders each time
    orders = [any_order(chance, count) for count in range(400)]
    await keep_all(books, orders)
    for span in Span:
        period = period_of(span, NOW, ZONE)
        check(await table.figures(period, None), orders, period)
        for group_id in GROUPS:
            here = [each for each in orders if each.group_id == group_id]
            check(await table.figures(period, group_id), here, period)


async def test_an_empty_till_has_empty_figures(table: ReportTable) -> None:
    period = period_of(Span.WEEK, NOW, UTC)
    assert await table.figures(period, None) == Figures(period, 0, 0, {}, None, {}, {})


async def test_the_largest_amounts_are_added_up_without_loss(
    books: Books, table: ReportTable
) -> None:
    most = Money(MOST_MILLIONTHS, "USDT")
    paid = {"state": State.PAID, "settled_at": NOW, "amount": most}
    await keep_all(books, [another(count, **paid) for count in range(3)])
    period = period_of(Span.TODAY, NOW, UTC)
    figures = await table.figures(period, None)
    assert figures.of_token("USDT").paid.amount.millionths == 3 * MOST_MILLIONTHS
    assert sum(figures.bars["USDT"]) == 3 * MOST_MILLIONTHS


async def test_a_clock_that_was_put_back_makes_no_negative_duration(
    books: Books, table: ReportTable
) -> None:
    early = NOW - timedelta(minutes=1)
    await keep_all(books, [another(1, state=State.PAID, settled_at=early)])
    figures = await table.figures(period_of(Span.TODAY, NOW, UTC), None)
    assert figures.median == timedelta()


@pytest.mark.parametrize("group_id", [None, -100500])
async def test_a_report_reads_only_its_own_time(
    table: ReportTable, plans: Plans, books: Books, group_id: int | None
) -> None:
    await keep_all(books, [another(1, state=State.PAID, settled_at=NOW)])
    period = period_of(Span.THIRTY, NOW, UTC)
    told = await plans.of(table.figures(period, group_id))
    by_time = [line for line in told if "orders" in line]
    assert len(by_time) == 5
    for line in by_time:
        assert line.startswith("SEARCH orders USING ")
        # Some states have an index of their own.
        assert " (created_at>" in line or "INDEX orders_by_settlement (settled_at>" in line
