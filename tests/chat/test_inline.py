import asyncio

import pytest
from telegram import Update

from bot.chat.inline import Inline
from bot.payments.invoice import InvoiceState
from bot.payments.notice import Kind
from bot.sandbox.telegram import Group, Person
from storage.invoices import InvoiceTable
from storage.notices import NoticeTable
from storage.sqlite import Database
from tests.chat.desk import Desk


@pytest.fixture
def invoices(database: Database) -> InvoiceTable:
    return InvoiceTable(database, lambda: None)


@pytest.fixture
def far_away(desk: Desk, alice: Person, olga: Person) -> Group:
    """A group that the bot is no member of."""
    group = desk.telegram.group(-100700, "Elsewhere", members=[alice, olga])
    group.kick_bot()
    return group


async def test_a_merchant_sends_an_invoice_into_a_chat_without_the_bot(
    desk: Desk, olga: Person, far_away: Group, invoices: InvoiceTable, database: Database
) -> None:
    query = olga.ask("25 USDT tron coffee <3", chat=far_away)
    await desk.hear()
    answer = await query.answered()
    [result] = answer.results
    assert await invoices.newest(None, 9) == []
    message = olga.choose(query, result.id)
    await desk.hear()
    [invoice] = await invoices.newest(None, 9)
    assert (invoice.number, invoice.text, invoice.merchant_id) == (result.id, "coffee <3", olga.id)
    assert (message.text or "").startswith("🧾 Invoice: 25 USDT\nFor: coffee <3\n")
    assert f"start=i{invoice.number}" in str(message.buttons[0]["url"])
    await invoices.end(invoice, InvoiceState.CANCELLED, desk.clock.now())
    [notice] = await NoticeTable(database, lambda: None).due(desk.clock.now(), 9)
    assert notice.kind is Kind.INVOICE_CHANGED
    assert notice.card is not None
    assert notice.card.inline_id is not None


async def test_an_invoice_that_is_sent_twice_is_one_with_two_messages(
    desk: Desk, olga: Person, far_away: Group, group: Group, invoices: InvoiceTable
) -> None:
    group.add(olga)
    query = olga.ask("25 USDT", chat=far_away)
    await desk.hear()
    answer = await query.answered()
    for _ in range(2):
        olga.choose(query, answer.results[0].id)
    await desk.hear()
    assert len(await invoices.newest(None, 9)) == 1


@pytest.mark.parametrize(
    ("text", "words", "payload"),
    [
        ("25.5 usdt tron", "Pay 25.5 USDT", "p25-5_USDT_tron"),
        ("coffee", "Write an amount, such as 25 USDT", "help"),
        ("", "Write an amount, such as 25 USDT", "help"),
    ],
)
async def test_others_are_offered_to_pay(
    desk: Desk, alice: Person, text: str, words: str, payload: str
) -> None:
    query = alice.ask(text)
    await desk.hear()
    answer = await query.answered()
    assert not answer.results
    assert answer.button == {"text": words, "start_parameter": payload}


async def test_the_offer_to_pay_makes_an_order_in_private(desk: Desk, alice: Person) -> None:
    alice.start("p25-5_USDT_tron")
    await desk.hear()
    [order] = await desk.orders.of_payer(alice.id, None, 9)
    assert (str(order.amount), order.network.key) == ("25.5 USDT", "tron")


@pytest.mark.parametrize("text", ["", "coffee", "25 BTC", "5 tea until yesterday"])
async def test_a_merchant_is_told_what_to_write(desk: Desk, olga: Person, text: str) -> None:
    query = olga.ask(text)
    await desk.hear()
    answer = await query.answered()
    assert not answer.results
    assert answer.button is not None
    assert answer.button["text"] == "Write an amount, such as 25 USDT coffee"


async def test_what_was_chosen_by_who_is_no_merchant_any_more_is_not_kept(
    desk: Desk, olga: Person, alice: Person, invoices: InvoiceTable
) -> None:
    desk.clock.forward(seconds=5)
    olga.write(f"/merchants add {alice.id}")
    await desk.hear()
    query = alice.ask("25 USDT")
    await desk.hear()
    answer = await query.answered()
    desk.clock.forward(seconds=5)
    olga.write(f"/merchants remove {alice.id}")
    await desk.hear()
    alice.choose(query, answer.results[0].id)
    await desk.hear()
    assert await invoices.newest(None, 9) == []


async def test_a_query_that_is_too_old_is_no_trouble(desk: Desk, olga: Person) -> None:
    query = olga.ask("25 USDT")
    desk.clock.forward(minutes=5)
    await desk.hear()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(query.answered(), 0.05)


async def test_an_update_about_something_else_is_no_trouble() -> None:
    inline = Inline(None, None, None, None, None)  # type: ignore[arg-type]
    for handle in (inline.asked, inline.chosen):
        await handle(Update(1), None)  # type: ignore[arg-type]
