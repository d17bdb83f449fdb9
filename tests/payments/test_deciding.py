from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bot.payments.deciding import Deciding, Decision, Sight
from bot.payments.notice import Kind
from bot.payments.order import MOVES, State
from bot.payments.ports import Entry, Step
from bot.payments.receiving import Receiving
from bot.payments.rights import Role
from bot.payments.settlement import Report, Word
from storage.orders import OrderTable
from tests.clocks import SetClock
from tests.orders import NOW, NUMBER, Books, an_order, opened
from tests.payments.meanwhile import Look, Overtaken
from tests.payments.people import ADMIN, GROUP, MERCHANT, MERCHANTS, PAYER, STRANGER, an_asker

LATE_WINDOW = timedelta(hours=72)
PAID = Report(NUMBER, Word.COMPLETED, Decimal(100), "{}")
CANCELLABLE = sorted(state for state in State if State.CANCELLED in MOVES[state])
BY_OTHERS = [(MERCHANT, Role.MERCHANT), (ADMIN, Role.ADMIN)]
BY_ANY = [(PAYER, Role.PAYER), *BY_OTHERS]


@pytest.fixture
def look(books: Books, clock: SetClock) -> Look:
    return Look(Receiving(books.orders, clock))


def deciding_over(orders: OrderTable, clock: SetClock, look: Look) -> Deciding:
    return Deciding(orders, clock, look=look, late_window=LATE_WINDOW, merchant_ids=MERCHANTS)


@pytest.fixture
def deciding(books: Books, clock: SetClock, look: Look) -> Deciding:
    return deciding_over(books.orders, clock, look)


async def test_an_order_is_seen_in_a_role(deciding: Deciding, books: Books) -> None:
    kept = await books.keep(opened(an_order()))
    assert await deciding.see(NUMBER, an_asker(PAYER)) == Sight(kept, Role.PAYER)
    assert await deciding.see(NUMBER, an_asker(MERCHANT)) == Sight(kept, Role.MERCHANT)


@pytest.mark.parametrize("number", [None, "", "0000000000"])
async def test_an_order_that_does_not_exist_is_seen_by_nobody(
    deciding: Deciding, number: str | None
) -> None:
    assert await deciding.see(number, an_asker(MERCHANT)) is None


@pytest.mark.parametrize("state", State)
async def test_to_a_stranger_an_order_does_not_exist(
    deciding: Deciding, books: Books, look: Look, state: State
) -> None:
    kept = await books.keep(opened(an_order(), state=state))
    asker = an_asker(STRANGER)
    assert await deciding.see(NUMBER, asker) is None
    for decide in (deciding.cancel, deciding.accept, deciding.leave_open, deciding.claim):
        assert await decide(NUMBER, asker) is None
    assert await books.found() == kept
    assert await books.kinds() == []
    assert look.count == 0


async def test_the_history_tells_what_happened(deciding: Deciding, books: Books) -> None:
    kept = await books.keep(opened(an_order()))
    assert await deciding.history(kept) == [
        Entry(Step(NOW, "asked"), State.NEW, State.NEW),
        Entry(Step(NOW, "set"), State.NEW, State.OPEN),
    ]


@pytest.mark.parametrize("state", CANCELLABLE)
@pytest.mark.parametrize(("person_id", "role"), BY_ANY)
async def test_who_may_see_an_order_may_cancel_it(
    deciding: Deciding, books: Books, person_id: int, role: Role, state: State
) -> None:
    await books.keep(an_order() if state is State.NEW else opened(an_order()))
    decision = await deciding.cancel(NUMBER, an_asker(person_id))
    assert decision is not None
    assert (decision.order.state, decision.done) == (State.CANCELLED, True)
    assert (await books.found()).state is State.CANCELLED
    last = (await books.orders.history(NUMBER))[-1]
    step = Step(NOW, f"cancelled by the {role}", by=person_id)
    assert last == Entry(step, state, State.CANCELLED)


@pytest.mark.parametrize("state", sorted(set(State) - set(CANCELLABLE)))
async def test_what_money_has_come_for_or_has_ended_is_not_cancelled(
    deciding: Deciding, books: Books, look: Look, state: State
) -> None:
    kept = await books.keep(opened(an_order(), state=state))
    decision = await deciding.cancel(NUMBER, an_asker(PAYER))
    assert decision == Decision(kept, done=False)
    assert await books.found() == kept
    assert await books.kinds() == []
    assert look.count == 0


async def test_cancelling_again_changes_nothing(deciding: Deciding, books: Books) -> None:
    await books.keep(opened(an_order()))
    await deciding.cancel(NUMBER, an_asker(PAYER))
    again = await deciding.cancel(NUMBER, an_asker(MERCHANT))
    assert again == Decision(await books.found(), done=False)
    assert await books.causes() == ["asked", "set", "cancelled by the payer"]
    assert await books.kinds() == [Kind.CARD_CHANGED]


async def test_a_payer_who_cancels_is_not_told_so(deciding: Deciding, books: Books) -> None:
    await books.keep(opened(an_order()))
    await deciding.cancel(NUMBER, an_asker(PAYER))
    assert await books.kinds() == [Kind.CARD_CHANGED]


@pytest.mark.parametrize(("person_id", "chat_id"), [(ADMIN, GROUP), (MERCHANT, MERCHANT)])
async def test_the_orders_chat_is_told_when_somebody_else_cancels(
    deciding: Deciding, books: Books, person_id: int, chat_id: int
) -> None:
    await books.keep(opened(an_order()))
    await deciding.cancel(NUMBER, an_asker(person_id, chat_id))
    rows = await books.database.rows("SELECT kind, chat_id FROM notices ORDER BY id")
    told = [tuple(row) for row in rows]
    assert told == [(Kind.CANCELLED, GROUP), (Kind.CARD_CHANGED, GROUP)]


async def test_any_admin_cancels_as_the_payer_what_an_anonymous_one_asked_for(
    deciding: Deciding, books: Books
) -> None:
    await books.keep(opened(an_order(payer_id=GROUP)))
    await deciding.cancel(NUMBER, an_asker(ADMIN))
    assert await books.kinds() == [Kind.CARD_CHANGED]
    assert (await books.causes())[-1] == "cancelled by the payer"


async def test_the_gateway_is_asked_once_before_an_order_is_cancelled(
    deciding: Deciding, books: Books, look: Look
) -> None:
    await books.keep(opened(an_order()))
    await deciding.cancel(NUMBER, an_asker(PAYER))
    assert look.count == 1


async def test_of_what_the_gateway_does_not_know_it_is_not_asked(
    deciding: Deciding, books: Books, look: Look
) -> None:
    await books.keep(an_order())
    await deciding.cancel(NUMBER, an_asker(PAYER))
    assert look.count == 0


async def test_money_that_is_found_wins_over_cancelling(
    deciding: Deciding, books: Books, look: Look
) -> None:
    await books.keep(opened(an_order()))
    look.reports = [PAID]
    decision = await deciding.cancel(NUMBER, an_asker(MERCHANT))
    assert decision == Decision(await books.found(), done=False)
    assert (await books.found()).state is State.PAID
    assert await books.kinds() == [Kind.RECEIPT, Kind.CARD_CHANGED]


async def test_an_order_is_cancelled_though_the_gateway_does_not_answer(
    deciding: Deciding, books: Books, look: Look
) -> None:
    await books.keep(opened(an_order()))
    look.answers = False
    await deciding.cancel(NUMBER, an_asker(PAYER))
    assert (await books.found()).state is State.CANCELLED


@pytest.mark.parametrize(
    ("state", "stands", "done"),
    [(State.OPEN, State.CANCELLED, True), (State.PAID, State.PAID, False)],
)
async def test_cancelling_that_was_overtaken_is_judged_again(
    books: Books, clock: SetClock, look: Look, state: State, stands: State, *, done: bool
) -> None:
    await books.keep(opened(an_order()))
    overtaken = Overtaken(books, lambda order: replace(order, state=state, tx_hash="ab"))
    decision = await deciding_over(overtaken, clock, look).cancel(NUMBER, an_asker(PAYER))
    assert decision is not None
    assert decision.done is done
    order = await books.found()
    assert (order.state, order.tx_hash) == (stands, "ab")


@pytest.mark.parametrize(
    ("until", "hours"),
    [(None, 72), (NOW + timedelta(hours=1), 72), (NOW + timedelta(hours=99), 99)],
)
async def test_what_is_cancelled_is_watched_on_and_never_for_less_time(
    deciding: Deciding, books: Books, until: datetime | None, hours: int
) -> None:
    await books.keep(opened(an_order(), watched_until=until))
    await deciding.cancel(NUMBER, an_asker(PAYER))
    assert (await books.found()).watched_until == NOW + timedelta(hours=hours)
