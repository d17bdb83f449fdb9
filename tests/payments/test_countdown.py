import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.countdown import STEPS, Countdown, next_recount
from bot.payments.notice import Kind
from bot.payments.order import Place, State
from bot.payments.ports import Step
from tests.clocks import SetClock
from tests.orders import NOW, Books, an_order, announce, another, drafts, opened

DEADLINE = NOW + timedelta(minutes=30)


def minutes_left(minutes: float) -> datetime:
    return DEADLINE - timedelta(minutes=minutes)


# An open order whose card is out and is first written anew after ten minutes.
COUNTING = opened(an_order(), recount_at=minutes_left(20), card_message_id=77)


@pytest.fixture
def countdown(books: Books, clock: SetClock) -> Countdown:
    return Countdown(books.orders, clock)


async def told(books: Books) -> None:
    """The courier has told all that was queued."""
    for notice in await books.notices.due(DEADLINE + timedelta(days=1), 9):
        await books.notices.told(notice, None, NOW)


@pytest.mark.parametrize(
    ("left", "step"),
    [(90, 20), (30, 20), (20, 10), (15, 10), (10, 5), (5, 2), (2, 1), (1, -0.5), (0, -0.5)],
)
def test_the_countdown_goes_down_in_coarse_steps(left: float, step: float) -> None:
    assert next_recount(DEADLINE, minutes_left(left)) == minutes_left(step)


@pytest.mark.parametrize("left", [-0.5, -1, -5])
def test_after_the_last_step_nothing_is_written_anew(left: float) -> None:
    assert next_recount(DEADLINE, minutes_left(left)) is None


@given(st.timedeltas(timedelta(), timedelta(hours=2)))
def test_the_next_step_is_strictly_later_than_now(left: timedelta) -> None:
    now = DEADLINE - left
    later = next_recount(DEADLINE, now)
    assert later is None or (later > now and DEADLINE - later in STEPS)


async def test_a_card_that_shows_too_much_time_is_written_anew(
    countdown: Countdown, books: Books, clock: SetClock
) -> None:
    kept = await books.keep(COUNTING)
    clock.forward(minutes=10)
    await countdown.tick()
    [row] = await books.database.rows("SELECT kind, chat_id, order_number FROM notices")
    assert tuple(row) == (Kind.COUNTDOWN, kept.place.chat_id, kept.number)
    assert await books.found() == replace(kept, recount_at=minutes_left(10), revision=2)
    assert books.calls == [1]


async def test_before_its_time_nothing_is_written_anew(
    countdown: Countdown, books: Books, clock: SetClock
) -> None:
    kept = await books.keep(COUNTING)
    clock.forward(minutes=9, seconds=59)
    await countdown.tick()
    assert await books.found() == kept
    assert await books.kinds() == []


async def test_a_step_is_told_once_however_often_it_is_looked_for(
    countdown: Countdown, books: Books, clock: SetClock
) -> None:
    await books.keep(COUNTING)
    clock.forward(minutes=10)
    for _ in range(3):
        await countdown.tick()
    assert await books.kinds() == [Kind.COUNTDOWN]


async def test_two_looks_at_once_tell_a_step_once(
    countdown: Countdown, books: Books, clock: SetClock
) -> None:
    await books.keep(COUNTING)
    clock.forward(minutes=10)
    await asyncio.gather(countdown.tick(), countdown.tick())
    assert await books.kinds() == [Kind.COUNTDOWN]


async def test_every_step_is_told_and_after_the_last_one_nothing(
    countdown: Countdown, books: Books, clock: SetClock
) -> None:
    await books.keep(COUNTING)
    for _ in range(40):
        clock.forward(minutes=1)
        await countdown.tick()
        await told(books)
    assert await books.kinds() == [Kind.COUNTDOWN] * (len(STEPS) - 1) + [Kind.CARD_CHANGED]
    assert (await books.found()).recount_at is None


async def test_steps_that_were_slept_through_are_not_made_up_for(
    countdown: Countdown, books: Books, clock: SetClock
) -> None:
    await books.keep(COUNTING)
    clock.forward(minutes=27)
    await countdown.tick()
    assert await books.kinds() == [Kind.COUNTDOWN]
    assert (await books.found()).recount_at == minutes_left(2)


async def test_without_a_card_there_is_nothing_to_write_anew(
    countdown: Countdown, books: Books, clock: SetClock
) -> None:
    kept = await books.keep(replace(COUNTING, card_message_id=None))
    clock.forward(minutes=10)
    await countdown.tick()
    assert await books.found() == kept
    assert await books.kinds() == []


async def test_a_card_that_comes_out_late_is_counted_down_from_then_on(
    countdown: Countdown, books: Books, clock: SetClock
) -> None:
    new = await books.keep(an_order())
    after = replace(COUNTING, card_message_id=None)
    await books.orders.move(new, after, Step(NOW, "opened"), drafts(Kind.CARD))
    clock.forward(minutes=12)
    [card] = await books.notices.due(clock.now(), 9)
    await books.notices.told(card, 77, clock.now())
    await countdown.tick()
    assert await books.kinds() == [Kind.CARD, Kind.COUNTDOWN]
    assert (await books.found()).recount_at == minutes_left(10)


@pytest.mark.parametrize("state", sorted(set(State) - {State.OPEN}))
async def test_only_open_orders_are_counted_down(
    countdown: Countdown, books: Books, clock: SetClock, state: State
) -> None:
    await books.keep(replace(COUNTING, state=state))
    clock.forward(minutes=10)
    assert await books.orders.to_recount(clock.now()) == []
    await countdown.tick()
    assert await books.kinds() == []


async def test_an_order_without_a_deadline_is_not_counted_down(
    countdown: Countdown, books: Books, clock: SetClock
) -> None:
    await books.keep(replace(COUNTING, deadline=None))
    clock.forward(minutes=10)
    await countdown.tick()
    assert await books.kinds() == []


async def test_each_order_is_counted_down_alone(
    countdown: Countdown, books: Books, clock: SetClock
) -> None:
    for number, minutes in enumerate((20, 10, 20)):
        order = opened(another(number), recount_at=minutes_left(minutes), card_message_id=77)
        await books.keep(replace(order, place=Place(number + 1, None, 1)))
    clock.forward(minutes=10)
    await countdown.tick()
    rows = await books.database.rows("SELECT order_number FROM notices ORDER BY id")
    assert [row["order_number"] for row in rows] == ["0000000000", "0000000002"]


async def test_where_something_waits_to_be_told_the_countdown_is_left_out(
    countdown: Countdown, books: Books, clock: SetClock
) -> None:
    kept = await books.keep(COUNTING)
    await announce(books.notices, [kept.place.chat_id], Kind.GATEWAY_RECOVERED, NOW)
    clock.forward(minutes=10)
    await countdown.tick()
    assert await books.kinds() == [Kind.GATEWAY_RECOVERED]
    assert (await books.found()).recount_at == minutes_left(10)


async def test_a_card_that_must_not_be_paid_is_written_anew_whatever_else_waits(
    countdown: Countdown, books: Books, clock: SetClock
) -> None:
    kept = await books.keep(COUNTING)
    await announce(books.notices, [kept.place.chat_id], Kind.GATEWAY_BLOCKED, NOW)
    clock.forward(minutes=31)
    await countdown.tick()
    assert await books.kinds() == [Kind.GATEWAY_BLOCKED, Kind.CARD_CHANGED]
