"""Switching to another network, which `test_renewing.py` has no room for."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.payments.notice import Kind
from bot.payments.order import Order, State
from bot.payments.ports import Entry, Step
from bot.payments.receiving import Receiving
from bot.payments.refusals import Reason, Refusal
from bot.payments.renewing import NotNow, Renewal, Renewing
from bot.payments.settlement import Outcome, Report, Word
from tests.clocks import SetClock
from tests.orders import NUMBER, Books, an_order, another, opened
from tests.payments.counter import (
    ARBITRUM,
    ASKER,
    ETHEREUM,
    EXPIRED,
    FIRST,
    OPEN,
    SECOND,
    TRON,
    Counter,
    pays,
    stays,
)
from tests.payments.meanwhile import Look, Overtaken
from tests.payments.people import PAYER

PAID = Report(NUMBER, Word.COMPLETED, Decimal(100), "{}")


@pytest.fixture
def counter(books: Books, clock: SetClock) -> Counter:
    return Counter(books, clock, Look(Receiving(books.orders, clock)))


@pytest.fixture
def renewing(counter: Counter) -> Renewing:
    return counter.renewing()


async def test_an_open_order_is_replaced_by_one_on_another_network(
    renewing: Renewing, books: Books, clock: SetClock, counter: Counter
) -> None:
    await books.keep(OPEN)
    clock.forward(minutes=5)
    now = clock.now()
    new = an_order(number=FIRST, origin=f"after:{NUMBER}", created_at=now, retry_at=now)
    new = replace(new, network=ETHEREUM)
    assert await renewing.switch(NUMBER, ETHEREUM, ASKER) == Renewal(new, is_new=True)
    assert await books.found(FIRST) == new
    assert counter.rung == [True]


async def test_what_was_replaced_is_cancelled_and_still_watched(
    renewing: Renewing, books: Books, clock: SetClock
) -> None:
    kept = await books.keep(OPEN)
    await renewing.switch(NUMBER, ETHEREUM, ASKER)
    order = await books.found()
    assert (order.state, order.successor) == (State.CANCELLED, FIRST)
    assert order.watched_until == kept.watched_until
    assert (await books.found()).watched_until
    step = Step(clock.now(), "replaced", FIRST, by=PAYER)
    assert (await books.orders.history(NUMBER))[-1] == Entry(step, State.OPEN, State.CANCELLED)
    assert await books.kinds() == [Kind.CARD_CHANGED]


async def test_late_money_for_what_was_replaced_is_kept_beside_its_successor(
    renewing: Renewing, books: Books, counter: Counter
) -> None:
    await books.keep(OPEN)
    await renewing.switch(NUMBER, ETHEREUM, ASKER)
    assert await counter.look.receiving.record(PAID) is Outcome.LATE
    order = await books.found()
    assert (order.state, order.successor) == (State.PAID, FIRST)


async def test_a_network_that_is_not_offered_is_refused(renewing: Renewing, books: Books) -> None:
    kept = await books.keep(OPEN)
    refusal = Refusal(Reason.UNKNOWN_NETWORK, "arbitrum", "100")
    assert await renewing.switch(NUMBER, ARBITRUM, ASKER) == refusal
    assert await books.found() == kept


async def test_the_same_network_changes_nothing(
    renewing: Renewing, books: Books, counter: Counter
) -> None:
    kept = await books.keep(OPEN)
    assert await renewing.switch(NUMBER, TRON, ASKER) == Renewal(kept, is_new=False)
    assert await books.found() == kept
    assert counter.rung == []


@pytest.mark.parametrize("state", sorted(set(State) - {State.OPEN}))
async def test_only_an_open_order_is_switched(
    renewing: Renewing, books: Books, counter: Counter, state: State
) -> None:
    kept = await books.keep(opened(an_order(), state=state))
    assert await renewing.switch(NUMBER, ETHEREUM, ASKER) == Renewal(kept, is_new=False)
    assert counter.look.count == 0


async def test_the_gateway_is_asked_once_before_an_order_is_switched(
    renewing: Renewing, books: Books, counter: Counter
) -> None:
    await books.keep(OPEN)
    await renewing.switch(NUMBER, ETHEREUM, ASKER)
    assert counter.look.count == 1


@pytest.mark.parametrize("word", [Word.CONFIRMING, Word.COMPLETED])
async def test_money_that_is_found_wins_over_switching(
    renewing: Renewing, books: Books, counter: Counter, word: Word
) -> None:
    await books.keep(OPEN)
    counter.look.reports = [replace(PAID, word=word)]
    renewal = await renewing.switch(NUMBER, ETHEREUM, ASKER)
    assert renewal == Renewal(await books.found(), is_new=False)
    assert await books.orders.find(FIRST) is None
    assert counter.rung == []


async def test_switching_does_not_count_against_the_limit(
    renewing: Renewing, books: Books
) -> None:
    await books.keep(opened(another(1)))
    await books.keep(OPEN)
    renewal = await renewing.switch(NUMBER, ETHEREUM, ASKER)
    assert renewal == Renewal(await books.found(FIRST), is_new=True)
    assert len(await books.orders.live_of_payer(PAYER)) == 2


async def test_of_many_switches_at_once_one_makes_an_order(
    renewing: Renewing, books: Books
) -> None:
    await books.keep(OPEN)
    await asyncio.gather(*[renewing.switch(NUMBER, ETHEREUM, ASKER) for _ in range(5)])
    assert len(await books.orders.of_payer(PAYER, None, 9)) == 2


@pytest.mark.parametrize(
    ("change", "stands"), [(stays, State.CANCELLED), (pays, State.PAID)], ids=["note", "money"]
)
async def test_a_switch_that_was_overtaken_is_judged_again(
    counter: Counter, books: Books, change: Callable[[Order], Order], stands: State
) -> None:
    await books.keep(OPEN)
    renewal = await counter.renewing(Overtaken(books, change)).switch(NUMBER, ETHEREUM, ASKER)
    assert isinstance(renewal, Renewal)
    assert renewal.is_new is (stands is State.CANCELLED)
    assert (await books.found()).state is stands


async def test_a_successor_is_switched_in_its_turn(renewing: Renewing, books: Books) -> None:
    await books.keep(EXPIRED)
    await renewing.renew(NUMBER, ASKER)
    new = await books.found(FIRST)
    await books.orders.move(new, opened(new), Step(new.created_at, "opened"), ())
    renewal = await renewing.switch(NUMBER, ETHEREUM, ASKER)
    assert renewal == Renewal(await books.found(SECOND), is_new=True)
    assert (await books.found(FIRST)).successor == SECOND


async def test_while_the_gateway_does_not_answer_a_good_order_is_kept(counter: Counter) -> None:
    kept = await counter.books.keep(opened(an_order()))
    counter.look.answers = False
    assert await counter.renewing().switch(NUMBER, ETHEREUM, ASKER) == NotNow(kept)
    assert await counter.books.found() == kept
