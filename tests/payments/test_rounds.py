from datetime import timedelta

import pytest

from bot.payments.order import Order, State
from bot.payments.rounds import AT_ONCE, MOST_OLDER, Rounds, cadence
from tests.clocks import SetClock
from tests.orders import Books, an_order, another, opened

INTERVAL = timedelta(seconds=5)


@pytest.fixture
def rounds(books: Books, clock: SetClock) -> Rounds:
    return Rounds(books.orders, clock, INTERVAL)


async def go(rounds: Rounds, also: Order | None = None) -> list[list[str]]:
    """One whole round: the numbers of each group, all of which have been answered."""
    groups = [[order.number for order in group] for group in await rounds.due(also)]
    for group in groups:
        rounds.asked(group)
    rounds.end()
    return groups


async def keep_old(
    books: Books, clock: SetClock, count: int, state: State = State.EXPIRED
) -> None:
    """So many orders that have ended, none of them young any more."""
    for number in range(count):
        await books.keep(opened(another(number), state=state))
    clock.forward(hours=1)


@pytest.mark.parametrize(
    ("age", "intervals"),
    [(timedelta(minutes=35), 1), (timedelta(hours=6), 6), (timedelta(hours=7), 24), (None, 24)],
)
def test_the_older_an_order_the_more_seldom_it_is_asked_about(
    age: timedelta | None, intervals: int
) -> None:
    assert cadence(age, INTERVAL) == INTERVAL * intervals


async def test_where_nothing_is_watched_nothing_is_asked(rounds: Rounds) -> None:
    assert await go(rounds) == []


async def test_young_orders_are_asked_about_each_time(
    rounds: Rounds, books: Books, clock: SetClock
) -> None:
    await books.keep(opened(another(1)))
    for _ in range(5):
        assert await go(rounds) == [["0000000001"]]
        clock.forward(seconds=5)


async def test_old_orders_have_their_turn_after_the_young_ones(
    rounds: Rounds, books: Books, clock: SetClock
) -> None:
    await keep_old(books, clock, 2)
    await books.keep(opened(another(7, created_at=clock.now())))
    assert await go(rounds) == [["0000000007"], ["0000000000", "0000000001"]]
    turns = []
    for tick in range(1, 25):
        clock.forward(seconds=5)
        if len(await go(rounds)) > 1:
            turns.append(tick)
    assert turns == [5, 10, 15, 20]


async def test_very_old_and_paid_orders_have_their_turn_every_other_minute(
    rounds: Rounds, books: Books, clock: SetClock
) -> None:
    await keep_old(books, clock, 1, State.PAID)
    turns = []
    for tick in range(50):
        if await go(rounds):
            turns.append(tick)
        clock.forward(seconds=5)
    assert turns == [0, 25]


async def test_an_order_past_its_deadline_is_urgent_whatever_its_age(
    rounds: Rounds, books: Books, clock: SetClock
) -> None:
    await books.keep(opened(an_order()))
    clock.forward(hours=1)
    for _ in range(3):
        assert len(await go(rounds)) == 1
        clock.forward(seconds=5)


async def test_who_says_to_have_paid_is_asked_about_each_time(
    rounds: Rounds, books: Books, clock: SetClock
) -> None:
    clock.forward(hours=9)
    await books.keep(opened(an_order(), state=State.EXPIRED, claimed_at=clock.now()))
    for _ in range(3):
        assert len(await go(rounds)) == 1
        clock.forward(seconds=5)


async def test_an_order_that_is_named_is_asked_about_at_once_and_once_only(
    rounds: Rounds, books: Books, clock: SetClock
) -> None:
    await keep_old(books, clock, 2)
    old = await books.found("0000000001")
    assert await go(rounds, old) == [["0000000001"], ["0000000000"]]
    clock.forward(seconds=5)
    assert await go(rounds, old) == [["0000000001"]]
    young = await books.keep(opened(another(7, created_at=clock.now())))
    clock.forward(seconds=5)
    assert await go(rounds, young) == [["0000000007"]]


async def test_old_orders_are_asked_about_in_groups_those_that_waited_longest_first(
    rounds: Rounds, books: Books, clock: SetClock
) -> None:
    await keep_old(books, clock, MOST_OLDER + 20)
    first = await go(rounds)
    assert [len(group) for group in first] == [AT_ONCE] * (MOST_OLDER // AT_ONCE)
    clock.forward(seconds=30)
    second = await go(rounds)
    asked = [number for group in second for number in group]
    assert len(asked) == MOST_OLDER
    assert {f"{number:010}" for number in range(MOST_OLDER, MOST_OLDER + 20)} <= set(asked)


async def test_a_round_that_is_broken_off_goes_on_with_what_was_not_asked(
    rounds: Rounds, books: Books, clock: SetClock
) -> None:
    await keep_old(books, clock, AT_ONCE + 2)
    first, second = await rounds.due()
    rounds.asked(order.number for order in first)
    clock.forward(seconds=5)
    [rest] = await rounds.due()
    assert list(rest) == list(second)


async def test_it_is_known_since_when_an_order_has_been_asked_about(
    rounds: Rounds, clock: SetClock
) -> None:
    assert not rounds.has_asked("0000000001", 0.0)
    clock.forward(seconds=10)
    rounds.asked(["0000000001"])
    assert rounds.has_asked("0000000001", 10.0)
    assert not rounds.has_asked("0000000001", 10.1)
    assert not rounds.has_asked("0000000002", 0.0)


async def test_what_is_not_watched_any_more_is_forgotten(
    rounds: Rounds, books: Books, clock: SetClock
) -> None:
    await keep_old(books, clock, 1)
    await go(rounds)
    rounds.asked(["gone"])
    clock.forward(minutes=1)
    await go(rounds)
    assert not rounds.has_asked("gone", 0.0)
    assert rounds.has_asked("0000000000", 0.0)


async def test_the_order_that_is_named_comes_first_in_a_broken_round_too(
    rounds: Rounds, books: Books, clock: SetClock
) -> None:
    await keep_old(books, clock, 3)
    young = await books.keep(opened(another(7, created_at=clock.now())))
    for _ in range(2):
        await rounds.due()
    [group] = await rounds.due(young)
    assert group[0].number == young.number
    rounds.end()
    [first] = await rounds.due(young)
    assert [order.number for order in first] == [young.number]
