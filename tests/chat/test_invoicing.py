import pytest
from telegram import Update

from bot.chat.invoicing import Invoicing
from bot.chat.texts import invoices as texts
from bot.payments.invoice import Invoice, InvoiceState
from bot.payments.order import Order, State
from bot.sandbox.telegram import Group, Person, SentMessage
from storage.invoices import InvoiceTable
from storage.sqlite import Database
from tests.chat.desk import Desk


@pytest.fixture
def invoices(database: Database) -> InvoiceTable:
    return InvoiceTable(database, lambda: None)


async def wrote(
    desk: Desk,
    person: Person,
    text: str,
    chat: Group | None = None,
    reply_to: SentMessage | None = None,
) -> None:
    desk.clock.forward(seconds=5)  # Telegram lets nobody write as fast as a test
    person.write(text, chat=chat, reply_to=reply_to)
    await desk.hear()


async def newest(invoices: InvoiceTable) -> Invoice:
    [invoice, *_] = await invoices.newest(None, 1)
    return invoice


async def test_a_merchant_issues_an_invoice_in_a_group(
    desk: Desk, olga: Person, group: Group, invoices: InvoiceTable
) -> None:
    group.add(olga)
    await wrote(desk, olga, "/invoice@till_bot 25 USDT coffee <3 to @bob_1 until 3d", group)
    invoice = await newest(invoices)
    assert (invoice.place.chat_id, invoice.merchant_id) == (group.id, olga.id)
    assert (str(invoice.amount), invoice.text, invoice.payer_name) == (
        "25 USDT",
        "coffee <3",
        "bob_1",
    )


async def test_an_answer_to_somebody_binds_the_invoice_to_them(
    desk: Desk, olga: Person, bob: Person, group: Group, invoices: InvoiceTable
) -> None:
    group.add(olga)
    hello = bob.write("one coffee please", chat=group)
    await wrote(desk, olga, "/invoice@till_bot 25", group, hello)
    assert (await newest(invoices)).payer_id == bob.id


async def test_an_answer_to_somebody_who_is_hidden_binds_nothing_and_issues_nothing(
    desk: Desk, olga: Person, alice: Person, group: Group, invoices: InvoiceTable
) -> None:
    group.add(olga)
    hello = alice.write("Hello", chat=group, anonymous=True)
    await wrote(desk, olga, "/invoice@till_bot 25", group, hello)
    assert desk.last(group.id).startswith("Telegram does not say who wrote the message")
    assert await invoices.newest(None, 1) == []


async def test_in_a_topic_an_invoice_is_bound_to_nobody_who_was_not_answered(
    desk: Desk, olga: Person, alice: Person, forum: Group, invoices: InvoiceTable
) -> None:
    forum.add(olga)
    topic = forum.topic("Sales")
    olga.write("/invoice@till_bot 25", chat=forum, topic=topic)
    await desk.hear()
    invoice = await newest(invoices)
    assert invoice.payer_id is None
    assert invoice.place.thread_id == topic
    assert alice.started


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("/invoice", "/invoice 10 USDT coffee until 3d\nissues an invoice"),
        ("/invoice coffee", "«coffee» is not a token or network I take."),
        ("/invoice 25 USTD tea", "«USTD» is not a token or network I take."),
        ("/invoice 25 tea until yesterday", "«until yesterday» is no time that I can read."),
        ("/invoice 25 tea until 2020-01-01", "«until 2020-01-01» is over already."),
        (f"/invoice 25 {'x' * 201}", "The text of an invoice can be 200 characters long at most."),
    ],
)
async def test_what_cannot_be_issued_is_said_and_nothing_is_kept(
    desk: Desk, olga: Person, invoices: InvoiceTable, text: str, answer: str
) -> None:
    await wrote(desk, olga, text)
    assert desk.last(olga.id).startswith(answer)
    assert await invoices.newest(None, 1) == []


async def test_invoices_are_listed_shown_reminded_of_and_cancelled(
    desk: Desk, olga: Person, invoices: InvoiceTable
) -> None:
    await wrote(desk, olga, "/invoices")
    assert desk.last(olga.id) == texts.NONE_YET
    await wrote(desk, olga, "/invoice 25 USDT coffee")
    number = (await newest(invoices)).number
    await wrote(desk, olga, "/invoices")
    assert f"{number} · 25 USDT · open\n    coffee" in desk.last(olga.id)
    await wrote(desk, olga, "/remind")
    assert desk.last(olga.id).startswith("Invoices, newest first")
    await wrote(desk, olga, f"/remind {number}")
    assert desk.last(olga.id) == texts.REMINDED
    await wrote(desk, olga, f"/invoices {number.lower()}")
    shown = desk.said(olga.id)[-1]
    assert f"Link: https://t.me/till_bot?start=i{number}" in (shown.text or "")
    assert [each["text"] for each in shown.buttons] == ["↗️ Share", "🔔 Remind", "✖️ Cancel"]
    press = olga.press(shown, "🔔 Remind")
    await desk.hear()
    assert (await press.answered())["text"] == texts.REMINDED_JUST_NOW
    olga.press(shown, "✖️ Cancel")
    await desk.hear()
    assert (await newest(invoices)).state is InvoiceState.CANCELLED
    assert (shown.text or "").startswith("✖️ Invoice cancelled: 25 USDT")
    assert shown.buttons == []
    await wrote(desk, olga, f"/cancel {number}")
    assert desk.last(olga.id) == texts.NOT_OPEN


async def test_in_a_group_only_the_groups_invoices_are_seen(
    desk: Desk, olga: Person, group: Group, invoices: InvoiceTable
) -> None:
    group.add(olga)
    await wrote(desk, olga, "/invoice 25 USDT secret")
    number = (await newest(invoices)).number
    for command in ("invoices", "remind", "cancel"):
        await wrote(desk, olga, f"/{command}@till_bot {number}", group)
        assert "secret" not in desk.last(group.id)
        assert f"«{number}»" in desk.last(group.id)
    assert (await newest(invoices)).state is InvoiceState.OPEN


async def test_to_everybody_else_there_is_no_such_command_and_no_such_button(
    desk: Desk, olga: Person, alice: Person, group: Group, invoices: InvoiceTable
) -> None:
    await wrote(desk, olga, "/invoice 25 USDT coffee")
    number = (await newest(invoices)).number
    await wrote(desk, alice, "/nonsense")
    nonsense = desk.last(alice.id)
    for command in ("invoice 25", "invoices", f"invoices {number}", f"remind {number}"):
        await wrote(desk, alice, f"/{command}")
        assert desk.last(alice.id) == nonsense
        before = len(desk.said(group.id))
        await wrote(desk, alice, f"/{command.replace(' ', '@till_bot ', 1)}", group)
        assert len(desk.said(group.id)) == before
    await wrote(desk, alice, f"/cancel {number}")
    assert desk.last(alice.id).startswith(f"There is no order «{number}» of yours here.")
    for data in (f"revoke:{number}", f"remind:{number}", "revoke:", "remind:x:y", "revoke"):
        assert (await desk.answer(alice, data)).startswith("This button no longer works.")
    assert (await newest(invoices)).state is InvoiceState.OPEN


async def pays(desk: Desk, person: Person, invoice: Invoice) -> Order | None:
    """The order that following the link has made."""
    await wrote(desk, person, f"/start i{invoice.number}")
    orders = await desk.orders.of_payer(person.id, None, 1)
    return orders[0] if orders else None


async def test_a_link_leads_to_an_order_in_private_once(
    desk: Desk, olga: Person, alice: Person, invoices: InvoiceTable
) -> None:
    await wrote(desk, olga, "/invoice 25 USDT coffee")
    invoice = await newest(invoices)
    first = await pays(desk, alice, invoice)
    assert first is not None
    assert (first.state, first.invoice, first.place.chat_id) == (
        State.NEW,
        invoice.number,
        alice.id,
    )
    assert await pays(desk, alice, invoice) == first
    assert desk.last(alice.id).startswith(f"{texts.STANDING}\n\nOrder {first.number}")


@pytest.mark.parametrize(
    "case",
    [("to @somebody", "This invoice is for somebody else"), ("until 1m", "The time to pay this")],
)
async def test_a_link_that_leads_to_nothing_says_why(
    desk: Desk, olga: Person, alice: Person, database: Database, case: tuple[str, str]
) -> None:
    words, answer = case
    await wrote(desk, olga, f"/invoice 25 USDT coffee {words}")
    desk.clock.forward(minutes=1)
    [invoice] = await InvoiceTable(database, lambda: None).newest(None, 9)
    assert await pays(desk, alice, invoice) is None
    assert desk.last(alice.id).startswith(answer)
    await wrote(desk, alice, "/start i0000000000")
    assert desk.last(alice.id) == texts.NO_SUCH_INVOICE
    await wrote(desk, alice, "/start inonsense")
    assert desk.last(alice.id).startswith("Hello! I take payments")


async def test_a_link_that_is_followed_into_a_group_does_nothing_there(
    desk: Desk, olga: Person, alice: Person, group: Group, invoices: InvoiceTable
) -> None:
    await wrote(desk, olga, "/invoice 25 USDT coffee")
    invoice = await newest(invoices)
    await wrote(desk, alice, f"/start@till_bot i{invoice.number}", group)
    assert desk.opened == 0
    assert desk.said(group.id) == []


async def test_an_attempt_of_a_cancelled_invoice_cannot_be_renewed(
    desk: Desk, olga: Person, alice: Person, invoices: InvoiceTable
) -> None:
    await wrote(desk, olga, "/invoice 25 USDT coffee")
    invoice = await newest(invoices)
    order = await pays(desk, alice, invoice)
    assert order is not None
    await wrote(desk, olga, f"/cancel {invoice.number}")
    assert (await desk.found(order.number)).state is State.CANCELLED
    assert (await desk.answer(alice, f"again:{order.number}")).startswith("This invoice cannot")
    assert (await desk.found(order.number)).successor is None


async def test_an_update_about_something_else_is_no_trouble() -> None:
    invoicing = Invoicing(None, None, None, None)  # type: ignore[arg-type]
    for handle in (invoicing.press_remind, invoicing.press_cancel):
        await handle(Update(1), None)  # type: ignore[arg-type]
