import asyncio
from dataclasses import replace

import pytest

from bot.errors import StorageError
from bot.payments.checkout import TooManyOpen
from bot.payments.money import Asset
from bot.payments.notice import Kind
from bot.payments.order import ENDED, Order, Place, State
from bot.payments.ports import Entry, Step
from bot.payments.receiving import Receiving
from bot.payments.refusals import Reason, Refusal
from bot.payments.renewing import Renewal, Renewing
from bot.payments.terms import Terms
from tests.clocks import SetClock
from tests.orders import NUMBER, Books, an_order, another, opened
from tests.payments.counter import (
    ASKER,
    ETHEREUM,
    EXPIRED,
    FIRST,
    OPEN,
    SECOND,
    TERMS,
    TRON,
    Counter,
    pays,
)
from tests.payments.meanwhile import Look, Overtaken
from tests.payments.people import ADMIN, GROUP, MERCHANT, PAYER, STRANGER, an_asker

UNKNOWN_NETWORK = Refusal(Reason.UNKNOWN_NETWORK, "tron", "100")


@pytest.fixture
def counter(books: Books, clock: SetClock) -> Counter:
    return Counter(books, clock, Look(Receiving(books.orders, clock)))


@pytest.fixture
def renewing(counter: Counter) -> Renewing:
    return counter.renewing()


@pytest.mark.parametrize("state", sorted(ENDED))
async def test_what_has_ended_is_ordered_again(
    renewing: Renewing, books: Books, clock: SetClock, counter: Counter, state: State
) -> None:
    await books.keep(opened(an_order(), state=state))
    clock.forward(hours=1)
    now = clock.now()
    new = an_order(number=FIRST, origin=f"after:{NUMBER}", created_at=now, retry_at=now)
    assert await renewing.renew(NUMBER, ASKER) == Renewal(new, is_new=True)
    assert await books.found(FIRST) == new
    assert counter.rung == [True]


async def test_the_new_order_is_that_groups_too_though_it_is_shown_in_private(
    renewing: Renewing, books: Books
) -> None:
    place = Place(PAYER, None, 0, GROUP)
    await books.keep(opened(an_order(place=place), state=State.EXPIRED))
    await renewing.renew(NUMBER, ASKER)
    assert (await books.found(FIRST)).place == place


async def test_renewing_leaves_the_old_order_as_it_was_but_for_its_successor(
    renewing: Renewing, books: Books, clock: SetClock
) -> None:
    kept = await books.keep(EXPIRED)
    await renewing.renew(NUMBER, ASKER)
    order = await books.found()
    assert order == replace(kept, successor=FIRST, revision=order.revision)
    step = Step(clock.now(), "renewed", FIRST, by=PAYER)
    assert (await books.orders.history(NUMBER))[-1] == Entry(step, State.EXPIRED, State.EXPIRED)
    assert await books.causes(FIRST) == ["asked"]


async def test_the_card_of_what_was_renewed_is_to_name_the_new_order(
    renewing: Renewing, books: Books
) -> None:
    await books.keep(EXPIRED)
    await renewing.renew(NUMBER, ASKER)
    rows = await books.database.rows("SELECT kind, chat_id, order_number FROM notices")
    assert [tuple(row) for row in rows] == [(Kind.CARD_CHANGED, GROUP, NUMBER)]


async def test_a_second_press_gives_the_same_order(
    renewing: Renewing, books: Books, counter: Counter
) -> None:
    await books.keep(EXPIRED)
    await renewing.renew(NUMBER, ASKER)
    again = await renewing.renew(NUMBER, ASKER)
    assert again == Renewal(await books.found(FIRST), is_new=False)
    assert await books.orders.find(SECOND) is None
    assert counter.rung == [True]


@pytest.mark.parametrize("pressed", [NUMBER, FIRST])
async def test_when_the_renewed_one_has_ended_too_the_row_goes_on_from_it(
    renewing: Renewing, books: Books, counter: Counter, pressed: str
) -> None:
    await books.keep(EXPIRED)
    await renewing.renew(NUMBER, ASKER)
    await counter.end(FIRST)
    renewal = await renewing.renew(pressed, ASKER)
    assert renewal == Renewal(await books.found(SECOND), is_new=True)
    row = [(await books.found(number)).successor for number in (NUMBER, FIRST, SECOND)]
    assert row == [FIRST, SECOND, None]


@pytest.mark.parametrize("state", sorted(set(State) - ENDED))
async def test_what_is_live_or_paid_is_given_back(
    renewing: Renewing, books: Books, counter: Counter, state: State
) -> None:
    kept = await books.keep(opened(an_order(), state=state))
    assert await renewing.renew(NUMBER, ASKER) == Renewal(kept, is_new=False)
    assert counter.rung == []


async def test_a_row_that_is_broken_goes_on_where_it_breaks(
    renewing: Renewing, books: Books
) -> None:
    await books.keep(replace(EXPIRED, successor="GONE000000"))
    renewal = await renewing.renew(NUMBER, ASKER)
    assert renewal == Renewal(await books.found(FIRST), is_new=True)
    assert (await books.found()).successor == FIRST


async def test_at_the_limit_nothing_is_renewed(renewing: Renewing, books: Books) -> None:
    live = [await books.keep(opened(another(number))) for number in range(2)]
    kept = await books.keep(EXPIRED)
    assert await renewing.renew(NUMBER, ASKER) == TooManyOpen(live)
    assert await books.found() == kept


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        (replace(TERMS, maximum="99"), Refusal(Reason.TOO_LARGE, "100")),
        (replace(TERMS, minimum="101"), Refusal(Reason.TOO_SMALL, "100")),
        (Terms((Asset("USDT", ETHEREUM),), "1", "1000"), UNKNOWN_NETWORK),
    ],
)
async def test_what_the_till_takes_no_more_is_neither_renewed_nor_switched(
    counter: Counter, books: Books, terms: Terms, refusal: Refusal
) -> None:
    renewing = counter.renewing(terms=terms)
    kept = await books.keep(OPEN)
    assert await renewing.switch(NUMBER, TRON, ASKER) == refusal
    assert await books.found() == kept
    await counter.end()
    assert await renewing.renew(NUMBER, ASKER) == refusal
    assert (await books.found()).successor is None


@pytest.mark.parametrize("person_id", [MERCHANT, ADMIN, STRANGER])
async def test_only_the_payer_renews_and_switches(
    renewing: Renewing, books: Books, counter: Counter, person_id: int
) -> None:
    kept = await books.keep(OPEN)
    assert await renewing.switch(NUMBER, ETHEREUM, an_asker(person_id)) is None
    assert await books.found() == kept
    await counter.end()
    assert await renewing.renew(NUMBER, an_asker(person_id)) is None
    assert (await books.found()).successor is None
    assert (counter.look.count, counter.rung) == (0, [])


async def test_any_admin_renews_what_an_anonymous_admin_asked_for(
    renewing: Renewing, books: Books
) -> None:
    await books.keep(replace(EXPIRED, payer_id=GROUP))
    await renewing.renew(NUMBER, an_asker(ADMIN))
    assert (await books.found(FIRST)).payer_id == GROUP


@pytest.mark.parametrize("number", [None, "0000000000"])
async def test_an_order_that_does_not_exist_is_neither_renewed_nor_switched(
    renewing: Renewing, number: str | None
) -> None:
    assert await renewing.renew(number, ASKER) is None
    assert await renewing.switch(number, ETHEREUM, ASKER) is None


@pytest.mark.parametrize("before", [EXPIRED, OPEN], ids=["renewed", "switched"])
async def test_both_orders_and_their_history_are_written_together_or_not_at_all(
    renewing: Renewing, books: Books, counter: Counter, before: Order
) -> None:
    kept = await books.keep(before)
    async with books.database.transaction() as tx:
        await tx.change("DROP TABLE history")
    press = renewing.switch(NUMBER, ETHEREUM, ASKER) if before is OPEN else None
    with pytest.raises(StorageError, match="no such table: history"):
        await (press or renewing.renew(NUMBER, ASKER))
    assert await books.found() == kept
    assert await books.orders.find(FIRST) is None
    assert counter.rung == []


async def test_of_many_presses_at_once_one_makes_an_order(
    renewing: Renewing, books: Books, counter: Counter
) -> None:
    await books.keep(EXPIRED)
    renewals = await asyncio.gather(*[renewing.renew(NUMBER, ASKER) for _ in range(5)])
    successor = await books.found(str((await books.found()).successor))
    assert renewals.count(Renewal(successor, is_new=True)) == 1
    assert renewals.count(Renewal(successor, is_new=False)) == 4
    assert len(await books.orders.of_payer(PAYER, None, 9)) == 2
    assert counter.rung == [True]


async def test_late_money_that_comes_meanwhile_wins_over_renewing(
    counter: Counter, books: Books
) -> None:
    await books.keep(EXPIRED)
    renewal = await counter.renewing(Overtaken(books, pays)).renew(NUMBER, ASKER)
    order = await books.found()
    assert renewal == Renewal(order, is_new=False)
    assert (order.state, order.successor) == (State.PAID, None)
    assert await books.orders.find(FIRST) is None
