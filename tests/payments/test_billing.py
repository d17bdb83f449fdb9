import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest

from bot.payments.billing import Attempt, Billing, Closed
from bot.payments.checkout import Checkout, TooManyOpen
from bot.payments.invoice import Invoice, InvoiceState
from bot.payments.money import MOST_MILLIONTHS, Asset, Money
from bot.payments.notice import Kind, is_overtaken
from bot.payments.order import Order, Place, State
from bot.payments.ports import Step
from bot.payments.receiving import Receiving
from bot.payments.refusals import Reason, Refusal
from bot.payments.rights import Asker
from bot.payments.settlement import Report, Word
from bot.payments.terms import Terms
from bot.payments.wishes import Wish, read_wish
from storage.invoices import InvoiceTable
from tests.clocks import SetClock
from tests.orders import Books, opened

ALICE, BOB, MIA = 101, 102, 501
GROUP = Place(-100500, 3, 7)
TERMS = Terms((Asset.of("USDT@ethereum"), Asset.of("USDT@tron")), "1", "1000")


def private(person_id: int) -> Place:
    return Place(person_id, None, 1)


class Shop:
    """Invoices and orders in a real database."""

    def __init__(self, books: Books, clock: SetClock) -> None:
        numbers = count(1)
        number: Callable[[], str] = lambda: f"{next(numbers):010}"  # noqa: E731 - typed for two parts
        self.books = books
        self.clock = clock
        self.invoices = InvoiceTable(books.database, lambda: None)
        checkout = Checkout(books.orders, clock, number=number, limit=3, opener=lambda: None)
        self.billing = Billing(
            self.invoices,
            books.orders,
            checkout,
            TERMS,
            clock,
            number=number,
            late_window=timedelta(hours=72),
        )
        self.receiving = Receiving(books.orders, clock, merchant_ids=(MIA,))

    async def issue(self, text: str = "25 USDT coffee", place: Place = GROUP) -> Invoice:
        wish = read_wish(text, TERMS, self.clock.now())
        assert isinstance(wish, Wish)
        return await self.billing.issue(wish, MIA, place)

    async def start(self, invoice: Invoice, payer_id: int = ALICE) -> Order:
        """An attempt to pay, which the gateway has opened."""
        came = await self.billing.pay(invoice.number, payer_id, None, private(payer_id))
        assert isinstance(came, Attempt), came
        if came.order.state is State.NEW:
            after = opened(came.order, watched_until=self.clock.now() + timedelta(hours=80))
            await self.move(came.order, after)
        return await self.books.found(came.order.number)

    async def move(self, before: Order, after: Order) -> None:
        assert await self.books.orders.move(before, after, Step(self.clock.now(), "set"), ())

    async def pay(self, order: Order, amount: str = "25") -> None:
        report = Report(order.number, Word.COMPLETED, Decimal(amount), "paid")
        await self.receiving.record(report)

    async def now(self, invoice: Invoice) -> Invoice:
        found = await self.invoices.find(invoice.number)
        assert found is not None
        return found


@pytest.fixture
def shop(books: Books, clock: SetClock) -> Shop:
    return Shop(books, clock)


async def test_the_same_message_is_the_same_invoice(shop: Shop) -> None:
    first, second = await shop.issue(), await shop.issue("30 USDT tea")
    assert first == second
    assert (first.text, first.amount, first.state) == (
        *("coffee", Money.of("25", "USDT"), InvoiceState.OPEN),
    )
    assert await shop.books.kinds() == [Kind.INVOICE]


async def test_an_attempt_is_an_order_of_the_payers_own_in_private(shop: Shop) -> None:
    invoice = await shop.issue()
    order = await shop.start(invoice)
    assert (order.payer_id, order.place.chat_id, order.invoice) == (ALICE, ALICE, invoice.number)
    assert (order.amount, order.network) == (invoice.amount, invoice.asset.network)


async def test_an_attempt_is_an_order_of_the_group_in_which_the_invoice_was_issued(
    shop: Shop,
) -> None:
    in_group, in_private = await shop.issue(), await shop.issue(place=private(MIA))
    assert (await shop.start(in_group)).group_id == GROUP.chat_id
    assert (await shop.start(in_private)).group_id is None


async def test_an_attempt_that_is_under_way_is_shown_again(shop: Shop) -> None:
    invoice = await shop.issue()
    order = await shop.start(invoice)
    again = await shop.billing.pay(invoice.number, ALICE, None, private(ALICE))
    assert again == Attempt(order, is_new=False)
    other = await shop.start(invoice, BOB)
    assert other.number != order.number


async def test_each_attempt_after_one_that_has_ended_is_a_fresh_order(shop: Shop) -> None:
    invoice = await shop.issue()
    first = await shop.start(invoice)
    await shop.move(first, replace(first, state=State.EXPIRED))
    shop.clock.forward(seconds=1)
    second = await shop.start(invoice)
    assert second.number != first.number
    assert [each.number for each in await shop.billing.attempts(invoice)] == [
        *(second.number, first.number),
    ]


async def test_when_one_is_paid_the_invoice_is_paid_and_the_others_are_called_off(
    shop: Shop,
) -> None:
    invoice = await shop.issue()
    mine, other = await shop.start(invoice), await shop.start(invoice, BOB)
    await shop.pay(mine)
    now = await shop.now(invoice)
    assert (now.state, now.paid, now.received) == (InvoiceState.PAID, 1, Money.of("25", "USDT"))
    assert (await shop.books.found(other.number)).state is State.OPEN
    await shop.billing.tidy()
    assert (await shop.books.found(other.number)).state is State.CANCELLED
    assert await shop.billing.pay(invoice.number, BOB, None, private(BOB)) is Closed.PAID


async def test_every_card_of_an_invoice_is_told_when_it_is_paid(shop: Shop) -> None:
    invoice = await shop.issue()
    [notice] = await shop.books.notices.due(shop.clock.now(), 9)
    assert (notice.kind, notice.invoice) == (Kind.INVOICE, invoice)
    await shop.books.notices.told(notice, 44, shop.clock.now())
    await shop.billing.remind(invoice)
    [notice] = await shop.books.notices.due(shop.clock.now(), 9)
    await shop.books.notices.told(notice, 45, shop.clock.now())
    await shop.pay(await shop.start(invoice))
    cards = []
    for _ in range(2):
        for notice in await shop.books.notices.due(shop.clock.now(), 9):
            if notice.kind is Kind.INVOICE_CHANGED and notice.invoice and notice.card:
                assert notice.invoice.state is InvoiceState.PAID
                cards.append((notice.card.chat_id, notice.card.message_id))
            await shop.books.notices.told(notice, None, shop.clock.now())
    assert cards == [(GROUP.chat_id, 44), (GROUP.chat_id, 45)]


async def test_one_that_many_may_pay_stays_open_and_counts(shop: Shop) -> None:
    invoice = await shop.issue("10 USDT ticket --multi")
    for payer_id, amount in ((ALICE, "10"), (BOB, "12.5"), (ALICE, "10")):
        await shop.pay(await shop.start(invoice, payer_id), amount)
        await shop.billing.tidy()
    now = await shop.now(invoice)
    assert (now.state, now.paid, now.received) == (InvoiceState.OPEN, 3, Money.of("32.5", "USDT"))


async def test_less_than_asked_does_not_pay_it_and_the_rest_does(shop: Shop) -> None:
    invoice = await shop.issue()
    order = await shop.start(invoice)
    await shop.pay(order, "20")
    assert (await shop.now(invoice)).state is InvoiceState.OPEN
    again = await shop.billing.pay(invoice.number, ALICE, None, private(ALICE))
    assert isinstance(again, Attempt)
    assert again.order.state is State.SHORT
    await shop.pay(order)
    assert (await shop.now(invoice)).received == Money.of("25", "USDT")


async def test_a_report_that_is_repeated_counts_once(shop: Shop) -> None:
    invoice = await shop.issue()
    order = await shop.start(invoice)
    for _ in range(3):
        await shop.pay(order)
    assert (await shop.now(invoice)).paid == 1


@pytest.mark.parametrize(
    ("words", "name", "may"),
    [
        *(("to @Alice_1", "alice_1", True), ("to @Alice_1", "bob", False)),
        *(("to @Alice_1", None, False), ("", None, True)),
    ],
)
async def test_an_invoice_for_somebody_is_for_nobody_else(
    shop: Shop, words: str, name: str | None, *, may: bool
) -> None:
    invoice = await shop.issue(f"25 USDT coffee {words}")
    came = await shop.billing.pay(invoice.number, ALICE, name, private(ALICE))
    assert isinstance(came, Attempt) if may else came is Closed.NOT_YOURS


async def test_an_invoice_bound_to_a_person_goes_by_their_id(shop: Shop) -> None:
    wish = read_wish("25 USDT", TERMS, shop.clock.now())
    assert isinstance(wish, Wish)
    invoice = await shop.billing.issue(wish, MIA, GROUP, payer_id=BOB)
    came = await shop.billing.pay(invoice.number, ALICE, "bob", private(ALICE))
    assert came is Closed.NOT_YOURS
    assert (await shop.start(invoice, BOB)).payer_id == BOB


async def test_an_invoice_whose_time_is_over_expires_and_an_attempt_may_go_on(
    shop: Shop,
) -> None:
    invoice = await shop.issue("25 USDT coffee until 2h")
    order = await shop.start(invoice)
    shop.clock.forward(hours=2)
    assert await shop.billing.pay(invoice.number, BOB, None, private(BOB)) is Closed.EXPIRED
    await shop.billing.tidy()
    assert (await shop.now(invoice)).state is InvoiceState.EXPIRED
    assert (await shop.books.found(order.number)).state is State.OPEN
    await shop.pay(order)
    assert (await shop.now(invoice)).state is InvoiceState.PAID


async def test_a_cancelled_invoice_takes_its_attempts_with_it_and_late_money_counts(
    shop: Shop,
) -> None:
    invoice = await shop.issue()
    order = await shop.start(invoice)
    assert await shop.billing.cancel(invoice)
    assert not await shop.billing.cancel(invoice)
    assert (await shop.books.found(order.number)).state is State.CANCELLED
    assert await shop.billing.pay(invoice.number, ALICE, None, private(ALICE)) is Closed.CANCELLED
    assert not await shop.billing.remind(invoice)
    await shop.pay(order)
    assert (await shop.now(invoice)).state is InvoiceState.PAID


async def test_of_payments_and_attempts_at_once_none_begins_after_the_invoice_is_paid(
    shop: Shop,
) -> None:
    invoice = await shop.issue()
    order = await shop.start(invoice)
    attempts = [
        shop.billing.pay(invoice.number, person_id, None, private(person_id))
        for person_id in range(200, 220)
    ]
    await asyncio.gather(*attempts[:10], shop.pay(order), *attempts[10:])
    await shop.billing.tidy()
    live = [each for each in await shop.billing.attempts(invoice) if each.state is not State.PAID]
    assert {each.state for each in live} <= {State.CANCELLED}


async def test_reminders_come_once_an_hour_at_most(shop: Shop) -> None:
    invoice = await shop.issue()
    assert await shop.billing.remind(invoice)
    shop.clock.forward(minutes=59)
    assert not await shop.billing.remind(invoice)
    shop.clock.forward(minutes=1)
    assert await shop.billing.remind(invoice)
    assert (await shop.books.kinds()).count(Kind.INVOICE_REMINDER) == 2


async def test_who_has_too_many_open_orders_begins_no_more(shop: Shop) -> None:
    for message_id in range(3):
        await shop.start(await shop.issue(place=replace(GROUP, message_id=message_id)))
    invoice = await shop.issue()
    came = await shop.billing.pay(invoice.number, ALICE, None, private(ALICE))
    assert isinstance(came, TooManyOpen)


async def test_where_its_network_is_closed_it_is_paid_on_another(shop: Shop) -> None:
    invoice = await shop.issue()
    TERMS.lists.now = replace(TERMS.lists.now, closed=frozenset({"ethereum"}))
    try:
        assert (await shop.start(invoice)).network.key == "tron"
        TERMS.lists.now = replace(TERMS.lists.now, closed=frozenset({"ethereum", "tron"}))
        came = await shop.billing.pay(invoice.number, BOB, None, private(BOB))
    finally:
        TERMS.lists.now = replace(TERMS.lists.now, closed=frozenset())
    assert isinstance(came, Refusal)
    assert came.reason is Reason.CLOSED


async def no() -> bool:
    return False


@pytest.mark.parametrize(
    ("is_merchant", "chat_id", "sees"),
    [(True, MIA, True), (True, -100500, True), (True, -100600, False), (False, ALICE, False)],
)
async def test_invoices_are_for_merchants_and_in_groups_only_the_groups_own(
    shop: Shop, chat_id: int, *, is_merchant: bool, sees: bool
) -> None:
    invoice = await shop.issue()
    asker = Asker(MIA if is_merchant else ALICE, chat_id, is_merchant, no)
    assert (await shop.billing.see(invoice.number, asker) is not None) is sees
    if is_merchant:
        assert bool(await shop.billing.newest(asker, 9)) is sees


async def test_a_number_that_is_none_pays_nothing(shop: Shop) -> None:
    assert await shop.billing.pay("0000000099", ALICE, None, private(ALICE)) is None


async def test_money_on_top_is_counted_for_the_invoice_too(shop: Shop) -> None:
    invoice = await shop.issue("10 USDT ticket --multi")
    order = await shop.start(invoice)
    for amount in ("10", "12.5", "12.5", "99999999999999999999999"):
        await shop.pay(order, amount)
    now = await shop.now(invoice)
    assert now.paid == 1
    assert now.received == Money(MOST_MILLIONTHS, "USDT")
    await shop.pay(await shop.start(invoice, BOB), "10")
    assert (await shop.now(invoice)).paid == 2


async def test_a_card_that_was_told_while_the_invoice_changed_is_put_right(shop: Shop) -> None:
    invoice = await shop.issue()
    [notice] = await shop.books.notices.due(shop.clock.now(), 9)
    assert await shop.billing.cancel(invoice)
    await shop.books.notices.told(notice, 44, shop.clock.now())
    [notice] = await shop.books.notices.due(shop.clock.now(), 9)
    assert notice.kind is Kind.INVOICE_CHANGED
    assert notice.invoice is not None
    assert notice.invoice.state is InvoiceState.CANCELLED
    assert notice.card is not None
    assert notice.card.message_id == 44


async def test_a_card_is_written_anew_once_for_all_that_has_changed(shop: Shop) -> None:
    invoice = await shop.issue("10 USDT ticket --multi")
    [notice] = await shop.books.notices.due(shop.clock.now(), 9)
    await shop.books.notices.told(notice, 44, shop.clock.now())
    for payer_id in range(ALICE, ALICE + 5):
        await shop.pay(await shop.start(invoice, payer_id), "10")
    rows = await shop.books.database.rows(
        "SELECT 1 FROM notices WHERE kind = 'invoice_changed' AND closed_at IS NULL"
    )
    assert len(rows) == 1


async def test_a_reminder_of_an_invoice_that_is_over_is_told_no_more(shop: Shop) -> None:
    invoice = await shop.issue()
    await shop.billing.remind(invoice)
    await shop.billing.cancel(invoice)
    told = [
        notice
        for notice in await shop.books.notices.due(shop.clock.now(), 9)
        if not is_overtaken(notice)
    ]
    assert Kind.INVOICE_REMINDER not in {notice.kind for notice in told}


async def test_an_order_that_nobody_watches_any_more_is_no_way_to_pay(shop: Shop) -> None:
    invoice = await shop.issue()
    order = await shop.start(invoice)
    await shop.move(order, replace(order, state=State.CONFIRMING))
    again = await shop.billing.pay(invoice.number, ALICE, None, private(ALICE))
    assert isinstance(again, Attempt)
    assert again.order.number == order.number
    shop.clock.forward(hours=100)
    again = await shop.billing.pay(invoice.number, ALICE, None, private(ALICE))
    assert isinstance(again, Attempt)
    assert again.order.number != order.number


async def test_what_could_not_be_opened_is_tried_on_another_network(shop: Shop) -> None:
    invoice = await shop.issue()
    came = await shop.billing.pay(invoice.number, ALICE, None, private(ALICE))
    assert isinstance(came, Attempt)
    await shop.move(came.order, replace(came.order, state=State.FAILED))
    assert (await shop.start(invoice)).network.key == "tron"
    assert (await shop.start(invoice, BOB)).network.key == "ethereum"
