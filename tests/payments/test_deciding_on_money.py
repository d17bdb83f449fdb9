"""Accepting, leaving open and claiming, which `test_deciding.py` has no room for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bot.payments.deciding import CLAIM_PAUSE, Deciding, Decision, Looked
from bot.payments.money import Money
from bot.payments.notice import Kind
from bot.payments.order import Order, Settlement, State
from bot.payments.ports import Entry, Step
from bot.payments.receiving import Receiving
from bot.payments.settlement import Report, Word
from storage.orders import OrderTable
from tests.clocks import SetClock
from tests.orders import NOW, NUMBER, Books, an_order, another, opened
from tests.payments.meanwhile import Look, Overtaken
from tests.payments.people import (
    ADMIN,
    GROUP,
    MERCHANT,
    MERCHANTS,
    OTHER_MERCHANT,
    PAYER,
    an_asker,
)

LATE_WINDOW = timedelta(hours=72)
PAID = Report(NUMBER, Word.COMPLETED, Decimal(100), "{}")
FORTY, FIFTY = Money.of("40", "USDT"), Money.of("50", "USDT")
SHORT = opened(an_order(), state=State.SHORT, received=FORTY)
ROLES = [(PAYER, "payer"), (MERCHANT, "merchant"), (ADMIN, "admin")]
UNTIL = [(None, 72), (NOW + timedelta(hours=1), 72), (NOW + timedelta(hours=99), 99)]


@pytest.fixture
def look(books: Books, clock: SetClock) -> Look:
    return Look(Receiving(books.orders, clock))


def deciding_over(orders: OrderTable, clock: SetClock, look: Look) -> Deciding:
    return Deciding(orders, clock, look=look, late_window=LATE_WINDOW, merchant_ids=MERCHANTS)


@pytest.fixture
def deciding(books: Books, clock: SetClock, look: Look) -> Deciding:
    return deciding_over(books.orders, clock, look)


async def test_a_merchant_accepts_less_than_was_asked(
    deciding: Deciding, books: Books, clock: SetClock
) -> None:
    await books.keep(SHORT)
    clock.forward(minutes=1)
    decision = await deciding.accept(NUMBER, an_asker(MERCHANT))
    assert decision is not None
    assert (decision.order.state, decision.done) == (State.PAID, True)
    order = await books.found()
    assert (order.state, order.received) == (State.PAID, FORTY)
    assert (order.settled_at, order.settled_by) == (clock.now(), Settlement.ACCEPTANCE)
    last = (await books.orders.history(NUMBER))[-1]
    step = Step(clock.now(), "accepted as paid", by=MERCHANT)
    assert last == Entry(step, State.SHORT, State.PAID)


async def test_the_payer_and_the_other_merchants_hear_what_was_accepted(
    deciding: Deciding, books: Books
) -> None:
    await books.keep(SHORT)
    await deciding.accept(NUMBER, an_asker(MERCHANT))
    rows = await books.database.rows("SELECT kind, chat_id FROM notices ORDER BY id")
    assert [tuple(row) for row in rows] == [
        (Kind.RECEIPT, GROUP),
        (Kind.CARD_CHANGED, GROUP),
        (Kind.SALE, OTHER_MERCHANT),
    ]


@pytest.mark.parametrize("person_id", [PAYER, ADMIN])
async def test_only_merchants_accept_and_leave_open(
    deciding: Deciding, books: Books, person_id: int
) -> None:
    kept = await books.keep(SHORT)
    assert await deciding.accept(NUMBER, an_asker(person_id)) is None
    assert await deciding.leave_open(NUMBER, an_asker(person_id)) is None
    assert await books.found() == kept
    assert await books.kinds() == []


async def test_a_merchant_who_pays_may_accept(deciding: Deciding, books: Books) -> None:
    await books.keep(replace(SHORT, payer_id=MERCHANT))
    await deciding.accept(NUMBER, an_asker(MERCHANT))
    assert (await books.found()).settled_by is Settlement.ACCEPTANCE


async def test_accepting_again_changes_nothing(deciding: Deciding, books: Books) -> None:
    await books.keep(SHORT)
    await deciding.accept(NUMBER, an_asker(MERCHANT))
    accepted, kinds = await books.found(), await books.kinds()
    for decide in (deciding.accept, deciding.leave_open):
        assert await decide(NUMBER, an_asker(OTHER_MERCHANT)) == Decision(accepted, done=False)
    assert await books.found() == accepted
    assert await books.kinds() == kinds


@pytest.mark.parametrize("state", sorted(set(State) - {State.SHORT}))
async def test_where_nothing_is_missing_there_is_nothing_to_accept_or_to_leave_open(
    deciding: Deciding, books: Books, state: State
) -> None:
    kept = await books.keep(opened(an_order(), state=state))
    for decide in (deciding.accept, deciding.leave_open):
        assert await decide(NUMBER, an_asker(MERCHANT)) == Decision(kept, done=False)
    assert await books.found() == kept
    assert await books.kinds() == []


Change = Callable[[Order], Order]


def _more(order: Order) -> Order:
    return replace(order, received=FIFTY)


def _paid(order: Order) -> Order:
    return replace(order, state=State.PAID, settled_by=Settlement.PAYMENT)


async def test_more_money_that_comes_meanwhile_is_accepted_with_the_rest(
    books: Books, clock: SetClock, look: Look
) -> None:
    await books.keep(SHORT)
    deciding = deciding_over(Overtaken(books, _more), clock, look)
    await deciding.accept(NUMBER, an_asker(MERCHANT))
    order = await books.found()
    assert (order.settled_by, order.received) == (Settlement.ACCEPTANCE, FIFTY)


async def test_what_was_paid_in_full_meanwhile_is_neither_accepted_nor_left_open(
    books: Books, clock: SetClock, look: Look
) -> None:
    await books.keep(SHORT)
    deciding = deciding_over(Overtaken(books, _paid), clock, look)
    for decide in (deciding.leave_open, deciding.accept):
        decision = await decide(NUMBER, an_asker(MERCHANT))
        assert decision == Decision(await books.found(), done=False)
    assert (await books.found()).settled_by is Settlement.PAYMENT


@pytest.mark.parametrize(("until", "hours"), UNTIL)
async def test_what_is_accepted_or_left_open_is_watched_on_and_never_for_less_time(
    deciding: Deciding, books: Books, until: datetime | None, hours: int
) -> None:
    await books.keep(replace(SHORT, watched_until=until))
    await deciding.leave_open(NUMBER, an_asker(MERCHANT))
    assert (await books.found()).watched_until == NOW + timedelta(hours=hours)
    await deciding.accept(NUMBER, an_asker(MERCHANT))
    assert (await books.found()).watched_until == NOW + timedelta(hours=hours)


async def test_what_is_left_open_stays_short_and_nobody_is_told(
    deciding: Deciding, books: Books
) -> None:
    await books.keep(SHORT)
    decision = await deciding.leave_open(NUMBER, an_asker(MERCHANT))
    assert decision is not None
    assert decision.done
    order = await books.found()
    assert (order.state, order.received) == (State.SHORT, FORTY)
    last = (await books.orders.history(NUMBER))[-1]
    assert last == Entry(Step(NOW, "left open", by=MERCHANT), State.SHORT, State.SHORT)
    assert await books.kinds() == []


@pytest.mark.parametrize(("person_id", "role"), ROLES)
async def test_a_claim_is_noted_and_the_gateway_looked_at(
    deciding: Deciding, books: Books, look: Look, person_id: int, role: str
) -> None:
    await books.keep(opened(an_order()))
    decision = await deciding.claim(NUMBER, an_asker(person_id))
    order = await books.found()
    assert decision == Looked(order, answered=True)
    assert (order.state, order.claimed_at, look.count) == (State.OPEN, NOW, 1)
    step = Step(NOW, f"said to be paid by the {role}", by=person_id)
    assert (await books.orders.history(NUMBER))[-1] == Entry(step, State.OPEN, State.OPEN)
    assert await books.kinds() == []


async def test_a_claim_tells_that_the_gateway_did_not_answer(
    deciding: Deciding, books: Books, look: Look
) -> None:
    await books.keep(opened(an_order()))
    look.answers = False
    decision = await deciding.claim(NUMBER, an_asker(PAYER))
    assert decision == Looked(await books.found(), answered=False)


async def test_a_claim_tells_of_the_money_it_found(
    deciding: Deciding, books: Books, look: Look
) -> None:
    await books.keep(opened(an_order()))
    look.reports = [PAID]
    decision = await deciding.claim(NUMBER, an_asker(PAYER))
    assert decision == Looked(await books.found(), answered=True)
    assert (await books.found()).state is State.PAID


async def test_a_claim_is_noted_once_in_ten_minutes_and_looked_for_each_time(
    deciding: Deciding, books: Books, clock: SetClock, look: Look
) -> None:
    await books.keep(opened(an_order()))
    for seconds in (0, CLAIM_PAUSE.total_seconds() - 1, 1):
        clock.forward(seconds=seconds)
        await deciding.claim(NUMBER, an_asker(PAYER))
    said = [each for each in await books.orders.history(NUMBER) if "said" in each.step.cause]
    assert [each.step.at for each in said] == [NOW, NOW + CLAIM_PAUSE]
    assert ((await books.found()).claimed_at, look.count) == (NOW + CLAIM_PAUSE, 3)


@pytest.mark.parametrize(("until", "hours"), UNTIL)
@pytest.mark.parametrize("state", [State.EXPIRED, State.CANCELLED, State.FAILED, State.SHORT])
async def test_what_is_claimed_is_watched_again_and_never_for_less_time(
    deciding: Deciding, books: Books, state: State, until: datetime | None, hours: int
) -> None:
    await books.keep(opened(an_order(), state=state, watched_until=until))
    await deciding.claim(NUMBER, an_asker(PAYER))
    assert (await books.found()).watched_until == NOW + timedelta(hours=hours)
    assert (await books.orders.watch(NOW)).youngest_at == NOW


async def test_a_claim_on_a_paid_order_is_looked_for_and_not_noted(
    deciding: Deciding, books: Books, look: Look
) -> None:
    kept = await books.keep(opened(an_order(), state=State.PAID))
    assert await deciding.claim(NUMBER, an_asker(PAYER)) == Looked(kept, answered=True)
    assert (await books.found(), look.count) == (kept, 1)


@pytest.mark.parametrize(("change", "noted"), [(_more, NOW), (_paid, None)])
async def test_a_claim_that_was_overtaken_is_judged_again(
    books: Books, clock: SetClock, look: Look, change: Change, noted: datetime | None
) -> None:
    await books.keep(SHORT)
    await deciding_over(Overtaken(books, change), clock, look).claim(NUMBER, an_asker(PAYER))
    assert (await books.found()).claimed_at == noted
    assert look.count == 1


async def test_what_stood_in_the_place_of_an_accepted_order_is_called_off(
    deciding: Deciding, books: Books
) -> None:
    await books.keep(opened(another(1)))
    await books.keep(replace(SHORT, successor=another(1).number))
    await deciding.accept(NUMBER, an_asker(MERCHANT))
    assert (await books.found(another(1).number)).state is State.CANCELLED
