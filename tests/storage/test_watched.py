from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.payments.order import State
from bot.payments.ports import Watch
from storage.orders import OrderTable
from tests.orders import NOW, Books, an_order, another, opened
from tests.storage.plans import Plans

MINUTE = timedelta(minutes=1)
LATER = NOW + timedelta(days=9)


@pytest.fixture
def orders(books: Books) -> OrderTable:
    return books.orders


async def test_without_orders_there_is_nothing_to_watch(orders: OrderTable) -> None:
    assert await orders.watch(NOW) == Watch(None, None)


async def test_the_watch_knows_the_youngest_order_and_the_next_deadline(books: Books) -> None:
    for number in (1, 2):
        await books.keep(opened(another(number, created_at=NOW + number * MINUTE)))
    ended = another(3, created_at=NOW + 3 * MINUTE)
    await books.keep(opened(ended, state=State.EXPIRED))
    await books.keep(another(4, created_at=NOW + 4 * MINUTE))
    await books.keep(opened(another(5, created_at=NOW + 5 * MINUTE), state=State.PAID))
    assert await books.orders.watch(NOW) == Watch(NOW + 3 * MINUTE, NOW + 31 * MINUTE, True)


@pytest.mark.parametrize("state", sorted(set(State) - {State.NEW, State.OPEN}))
async def test_what_was_watched_long_enough_is_let_go(books: Books, state: State) -> None:
    until = NOW + timedelta(hours=1)
    await books.keep(opened(an_order(), state=state, watched_until=until))
    await books.orders.watch(until - timedelta(milliseconds=1))
    assert (await books.found()).watched_until == until
    await books.orders.watch(until)
    assert (await books.found()).watched_until is None
    assert await books.orders.watch(until) == Watch(None, None)


async def test_an_open_order_is_not_let_go_before_it_has_ended(books: Books) -> None:
    kept = await books.keep(opened(an_order()))
    assert kept.watched_until is not None
    await books.orders.watch(kept.watched_until + MINUTE)
    assert await books.found() == kept


async def test_only_open_orders_pass_their_deadline(books: Books) -> None:
    for number, state in enumerate(set(State) - {State.NEW}):
        await books.keep(replace(opened(another(number)), state=state))
    await books.keep(opened(another(90), deadline=NOW + 20 * MINUTE))
    assert await books.orders.past_deadline(NOW + 19 * MINUTE) == []
    passed = await books.orders.past_deadline(NOW + 30 * MINUTE)
    assert [order.deadline for order in passed] == [NOW + 20 * MINUTE, NOW + 30 * MINUTE]


async def test_who_says_to_have_paid_makes_an_order_young_again(books: Books) -> None:
    await books.keep(opened(another(1), state=State.EXPIRED))
    claimed = opened(another(2), state=State.EXPIRED, claimed_at=NOW + 50 * MINUTE)
    await books.keep(claimed)
    watch = await books.orders.watch(NOW + 55 * MINUTE)
    assert watch.youngest_at == NOW + 50 * MINUTE


async def test_all_that_is_watched_comes_oldest_first(books: Books) -> None:
    for number, state in enumerate((State.PAID, State.OPEN, State.EXPIRED, State.SHORT)):
        await books.keep(opened(another(number, created_at=NOW - number * MINUTE), state=state))
    await books.keep(another(8))
    await books.keep(opened(another(9), state=State.FAILED, watched_until=None))
    watched = await books.orders.watched_since(None, NOW)
    assert [int(order.number) for order in watched] == [3, 2, 1, 0]


async def test_the_young_the_claimed_and_the_overdue_come_alone(books: Books) -> None:
    since = NOW - 35 * MINUTE
    old, young = NOW - 60 * MINUTE, NOW - 5 * MINUTE
    kinds: list[tuple[State, datetime, dict[str, datetime | None]]] = [
        (State.OPEN, young, {}),
        (State.EXPIRED, young + MINUTE, {}),
        (State.EXPIRED, old, {"claimed_at": young}),
        (State.OPEN, old, {"deadline": NOW}),
        (State.OPEN, old, {"deadline": NOW + MINUTE}),
        (State.EXPIRED, old, {}),
        (State.PAID, young, {"claimed_at": young}),
        (State.EXPIRED, young, {"watched_until": None}),
        (State.EXPIRED, since, {}),
    ]
    for number, (state, created_at, changes) in enumerate(kinds):
        order = another(number, created_at=created_at)
        await books.keep(opened(order, state=state, **changes))
    found = await books.orders.watched_since(since, NOW)
    assert {int(order.number) for order in found} == {0, 1, 2, 3}
    assert [order.created_at for order in found] == sorted(order.created_at for order in found)


async def test_watching_is_planned_over_indexes(books: Books, plans: Plans) -> None:
    await books.keep(opened(an_order()))
    assert await plans.of(books.orders.watch(LATER)) == [
        "SEARCH orders USING COVERING INDEX orders_watched_until (watched_until>?)",
        "SEARCH orders USING INDEX orders_watched_until (watched_until<?)",
        "SEARCH orders USING INDEX orders_watched",
        "SEARCH orders USING INDEX orders_claimed (claimed_at>?)",
        "SEARCH orders USING INDEX orders_deadline (deadline>?)",
    ]
    assert await plans.of(books.orders.past_deadline(NOW)) == [
        "SEARCH orders USING INDEX orders_deadline (deadline<?)"
    ]
    young = await plans.of(books.orders.watched_since(NOW, NOW))
    assert not [line for line in young if line.startswith("SCAN orders")]


async def test_a_deadline_that_was_looked_at_is_not_told_again(books: Books) -> None:
    await books.keep(opened(another(1)))
    await books.keep(opened(another(2), deadline=NOW + 40 * MINUTE))
    deadlines = [
        (await books.orders.watch(NOW, NOW + minutes * MINUTE)).next_deadline
        for minutes in (29, 30, 40)
    ]
    assert deadlines == [NOW + 30 * MINUTE, NOW + 40 * MINUTE, None]
