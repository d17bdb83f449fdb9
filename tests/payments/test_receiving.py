import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.payments.notice import Kind
from bot.payments.order import Order, State
from bot.payments.ports import Step
from bot.payments.receiving import ODD, Receiving, Recorded
from bot.payments.settlement import Outcome, Report, Word
from tests.clocks import SetClock
from tests.orders import NOW, NUMBER, Books, an_order, another, opened
from tests.payments.meanwhile import Overtaken

PAID = Report(NUMBER, Word.COMPLETED, Decimal(100), '{"status": "completed"}')


@pytest.fixture
def receiving(books: Books, clock: SetClock) -> Receiving:
    return Receiving(books.orders, clock, merchant_ids=[900])


async def test_a_payment_is_written_with_its_history_and_notices(
    receiving: Receiving, books: Books, clock: SetClock
) -> None:
    await books.keep(opened(an_order()))
    clock.forward(minutes=2)
    assert await receiving.record(PAID) is Outcome.PAID
    order = await books.found()
    assert (order.state, order.settled_at) == (State.PAID, clock.now())
    assert await books.kinds() == [Kind.RECEIPT, Kind.CARD_CHANGED, Kind.SALE]
    [step] = await books.database.rows("SELECT * FROM history WHERE cause = 'paid'")
    assert (step["from_state"], step["to_state"]) == ("open", "paid")
    assert step["evidence"] == '{"status": "completed"}'


async def test_the_gateways_own_name_finds_the_order(receiving: Receiving, books: Books) -> None:
    await books.keep(opened(an_order()))
    assert await receiving.record(replace(PAID, name=f"g-{NUMBER}")) is Outcome.PAID


async def test_a_repeated_report_is_recorded_once(receiving: Receiving, books: Books) -> None:
    await books.keep(opened(an_order()))
    await receiving.record(PAID)
    assert await receiving.record(PAID) is Outcome.NOTHING_NEW
    assert await books.kinds() == [Kind.RECEIPT, Kind.CARD_CHANGED, Kind.SALE]


async def test_of_many_reports_at_once_one_pays(receiving: Receiving, books: Books) -> None:
    await books.keep(opened(an_order()))
    outcomes = await asyncio.gather(*[receiving.record(PAID) for _ in range(8)])
    assert sorted(outcomes) == [*[Outcome.NOTHING_NEW] * 7, Outcome.PAID]
    assert await books.causes() == ["asked", "set", "paid"]


async def test_late_truth_is_told_after_the_order_expired(
    receiving: Receiving, books: Books
) -> None:
    await books.keep(opened(an_order(), state=State.EXPIRED))
    assert await receiving.record(PAID) is Outcome.LATE
    assert (await books.found()).state is State.PAID


async def test_a_report_about_nothing_of_ours_is_let_pass(receiving: Receiving) -> None:
    assert await receiving.record(PAID) is Outcome.UNKNOWN_ORDER


@pytest.mark.parametrize(
    ("order", "told", "outcome"),
    [
        (an_order(), PAID, Outcome.NOT_OPENED),
        (opened(an_order()), replace(PAID, received=Decimal(0)), Outcome.CONTRADICTORY),
        (opened(an_order()), replace(PAID, received=Decimal("NaN")), Outcome.CONTRADICTORY),
        (opened(an_order()), replace(PAID, received=Decimal("1e-9")), Outcome.CONTRADICTORY),
        (opened(an_order()), replace(PAID, token="USDC"), Outcome.OTHER_MONEY),
        (opened(an_order()), replace(PAID, network="ethereum"), Outcome.OTHER_MONEY),
        (opened(an_order()), replace(PAID, name="nobody"), Outcome.UNKNOWN_ORDER),
        (
            opened(an_order(), state=State.PAID),
            replace(PAID, word=Word.WAITING),
            Outcome.OLDER,
        ),
    ],
)
async def test_an_odd_report_is_logged_once(
    receiving: Receiving,
    books: Books,
    caplog: pytest.LogCaptureFixture,
    *,
    order: Order,
    told: Report,
    outcome: Outcome,
) -> None:
    caplog.set_level("INFO", "bot.payments.receiving")
    before = await books.keep(order)
    assert [await receiving.record(told) for _ in range(3)] == [outcome] * 3
    [record] = [each for each in caplog.records if "report about" in each.message]
    level, sentence = ODD[outcome]
    assert record.levelno == level
    expected = f"the gateway's report about {told.name} {sentence}: {PAID.evidence}"
    assert record.message == expected
    after = await books.found()
    assert (after.state, after.received) == (before.state, before.received)


async def test_a_payer_hears_nothing_of_what_cannot_be_counted_and_merchants_once(
    receiving: Receiving, books: Books
) -> None:
    await books.keep(opened(an_order()))
    for told in [replace(PAID, received=Decimal(0)), replace(PAID, token="USDC")] * 3:
        await receiving.record(told)
    rows = await books.database.rows("SELECT kind, chat_id FROM notices")
    assert [tuple(row) for row in rows] == [(Kind.ODD_REPORT, 900)] * 2
    assert await books.causes() == ["asked", "set", "contradictory", "other_money"]


async def test_merchants_are_told_beside_the_payer(receiving: Receiving, books: Books) -> None:
    await books.keep(opened(an_order()))
    await receiving.record(replace(PAID, received=Decimal(60)))
    await receiving.record(PAID)
    await receiving.record(replace(PAID, received=Decimal(150)))
    sql = "SELECT kind FROM notices WHERE chat_id = 900 ORDER BY id"
    told = [row["kind"] for row in await books.database.rows(sql)]
    assert told == [Kind.SALE_SHORT, Kind.SALE, Kind.SALE_EXCESS]


async def test_what_a_merchant_has_muted_is_not_queued(receiving: Receiving, books: Books) -> None:
    await books.keep(opened(an_order()))
    async with books.database.transaction() as tx:
        await tx.change("INSERT INTO muted VALUES (900, ?)", Kind.SALE)
    await receiving.record(PAID)
    assert await books.kinds() == [Kind.RECEIPT, Kind.CARD_CHANGED]


async def test_an_everyday_report_is_not_logged(
    receiving: Receiving, books: Books, caplog: pytest.LogCaptureFixture
) -> None:
    await books.keep(opened(an_order()))
    caplog.set_level("INFO", "bot.payments.receiving")
    await receiving.record(replace(PAID, word=Word.WAITING))
    assert caplog.messages == []


async def test_a_report_that_was_overtaken_is_judged_again(books: Books, clock: SetClock) -> None:
    await books.keep(opened(an_order()))
    expired = Overtaken(books, lambda order: replace(order, state=State.EXPIRED))
    receiving = Receiving(expired, clock)
    assert await receiving.record(PAID) is Outcome.LATE
    assert (await books.found()).state is State.PAID
    assert await books.kinds() == [Kind.RECEIPT, Kind.CARD_CHANGED]


async def test_a_payment_beyond_all_reason_is_still_recorded(
    receiving: Receiving, books: Books
) -> None:
    await books.keep(opened(an_order(created_at=NOW)))
    assert await receiving.record(replace(PAID, received=Decimal(10) ** 17)) is Outcome.EXCESS
    assert (await books.found()).state is State.PAID


@pytest.mark.parametrize("state", [State.NEW, State.OPEN])
async def test_what_was_made_in_the_place_of_a_paid_order_is_called_off(
    receiving: Receiving, books: Books, clock: SetClock, state: State
) -> None:
    successor = another(1)
    if state is State.OPEN:
        successor = opened(successor)
    await books.keep(successor)
    await books.keep(opened(an_order(), state=State.CANCELLED, successor=successor.number))
    assert await receiving.record(PAID) is Outcome.LATE
    after = await books.found(successor.number)
    assert after.state is State.CANCELLED
    assert after.watched_until is not None
    assert after.watched_until >= clock.now() + timedelta(hours=72)
    assert (await books.causes(successor.number))[-1] == f"order {NUMBER} was paid instead"


async def test_a_successor_that_money_has_come_for_is_left_alone(
    receiving: Receiving, books: Books
) -> None:
    await books.keep(opened(another(1), state=State.SHORT))
    await books.keep(opened(an_order(), state=State.EXPIRED, successor=another(1).number))
    await receiving.record(PAID)
    assert (await books.found(another(1).number)).state is State.SHORT


async def test_a_whole_listing_is_recorded_and_says_what_need_not_be_heard_again(
    receiving: Receiving, books: Books
) -> None:
    await books.keep(opened(an_order()))
    await books.keep(another(1))
    await books.keep(opened(another(2), watched_until=None))
    numbers = [NUMBER, *(another(count).number for count in (1, 2)), "nobody"]
    heard = await receiving.record_all([replace(PAID, name=number) for number in numbers])
    assert heard == [Recorded(NUMBER, NUMBER, Outcome.PAID)]
    assert [(await books.found(number)).state for number in numbers[:3]] == [
        State.PAID,
        State.NEW,
        State.OPEN,
    ]


OWN = f"g-{NUMBER}"
FOREIGN = "SOMEBODYS1"


@pytest.mark.parametrize(
    ("names", "counts"),
    [
        ([NUMBER], NUMBER),
        ([OWN], OWN),
        ([NUMBER, OWN], NUMBER),
        ([OWN, NUMBER], OWN),
        ([FOREIGN, OWN], OWN),
        ([NUMBER, FOREIGN], NUMBER),
    ],
)
async def test_what_is_said_under_several_names_is_recorded_once_for_the_first_that_is_ours(
    receiving: Receiving,
    books: Books,
    caplog: pytest.LogCaptureFixture,
    names: list[str],
    counts: str,
) -> None:
    caplog.set_level("INFO", "bot.payments.receiving")
    await books.keep(opened(an_order()))
    reports = [replace(PAID, name=name) for name in names]
    assert await receiving.record_once(reports) == Recorded(counts, NUMBER, Outcome.PAID)
    assert await receiving.record_once(reports) == Recorded(counts, NUMBER, Outcome.NOTHING_NEW)
    assert await books.causes() == ["asked", "set", "paid"]
    assert caplog.messages == [f"order {NUMBER}: paid"]


async def test_the_number_of_an_order_that_was_given_a_second_one_is_told(
    receiving: Receiving, books: Books
) -> None:
    new = await books.keep(an_order())
    again = replace(new, attempt=2)
    assert await books.orders.move(new, again, Step(NOW, "again"), (), name=again.gateway_number)
    reports = [replace(PAID, name=again.gateway_number)]
    recorded = await receiving.record_once(reports)
    assert recorded == Recorded(f"{NUMBER}-2", NUMBER, Outcome.NOT_OPENED)


async def test_of_names_that_are_all_unknown_one_is_mentioned_once(
    receiving: Receiving, books: Books, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.payments.receiving")
    await books.keep(opened(an_order()))
    reports = [replace(PAID, name=name) for name in (FOREIGN, "g-nobody")]
    for _ in range(2):
        recorded = await receiving.record_once(reports)
        assert recorded == Recorded(FOREIGN, "", Outcome.UNKNOWN_ORDER)
    [said] = caplog.messages
    assert said.startswith(f"the gateway's report about {FOREIGN} is about no order of this till")


async def test_what_names_two_orders_counts_for_the_first_and_is_logged_loudly_once(
    receiving: Receiving, books: Books, caplog: pytest.LogCaptureFixture
) -> None:
    await books.keep(opened(an_order()))
    other = await books.keep(opened(another(1)))
    reports = [PAID, replace(PAID, name=f"g-{other.number}")]
    for outcome in (Outcome.PAID, Outcome.NOTHING_NEW):
        assert await receiving.record_once(reports) == Recorded(NUMBER, NUMBER, outcome)
    assert await books.found(other.number) == other
    [error] = [each for each in caplog.records if each.levelname == "ERROR"]
    assert error.message == (
        f"the gateway's report about {NUMBER} names order {other.number} too, and is not counted"
        f" for it; please look at its console: {PAID.evidence}"
    )


async def test_after_a_crash_a_repeated_report_still_calls_off_what_stood_in_its_place(
    receiving: Receiving, books: Books
) -> None:
    await books.keep(opened(another(1)))
    paid = opened(an_order(), state=State.PAID, settled_at=NOW, successor=another(1).number)
    await books.keep(replace(paid, received=paid.amount))
    recorded = await receiving.record_all([PAID])
    assert recorded == [Recorded(NUMBER, NUMBER, Outcome.NOTHING_NEW)]
    assert (await books.found(another(1).number)).state is State.CANCELLED
