from dataclasses import replace

import pytest
from telegram import Bot
from telegram.error import BadRequest

from bot.chat.invoice_telling import InvoiceTeller
from bot.payments.invoice import InvoiceCard, InvoiceState
from bot.payments.notice import Kind
from bot.payments.order import Place
from bot.sandbox.telegram import Group, TelegramServer
from tests.chat.making_invoices import INVOICE


@pytest.fixture
def teller(bot: Bot) -> InvoiceTeller:
    return InvoiceTeller(bot)


async def test_an_invoice_is_shown_where_it_was_asked_for(
    teller: InvoiceTeller, telegram: TelegramServer, forum: Group
) -> None:
    invoice = replace(INVOICE, place=Place(forum.id, None, 1))
    number = await teller.tell(Kind.INVOICE, invoice, None)
    said = telegram.messages(forum.id)[-1]
    assert said.message_id == number
    assert (said.text or "").startswith("🧾 Invoice: 25 USDT")
    assert [each["text"] for each in said.buttons] == ["💳 Pay 25 USDT", "↗️ Share"]


async def test_a_topic_that_is_gone_does_not_lose_the_invoice(
    teller: InvoiceTeller, telegram: TelegramServer, forum: Group
) -> None:
    await teller.tell(Kind.INVOICE, replace(INVOICE, place=Place(forum.id, 999, 1)), None)
    assert (telegram.messages(forum.id)[-1].text or "").startswith("🧾 Invoice: 25 USDT")


async def test_a_reminder_shows_the_invoice_again(
    teller: InvoiceTeller, telegram: TelegramServer, group: Group
) -> None:
    await teller.tell(Kind.INVOICE_REMINDER, INVOICE, None)
    said = telegram.messages(group.id)[-1]
    assert (said.text or "").startswith("🔔 This invoice is still open.\n🧾 Invoice: 25 USDT")


async def test_a_card_that_has_changed_is_written_anew(
    teller: InvoiceTeller, telegram: TelegramServer, group: Group
) -> None:
    number = await teller.tell(Kind.INVOICE, INVOICE, None)
    card = InvoiceCard(1, group.id, number)
    paid = replace(INVOICE, state=InvoiceState.PAID)
    assert await teller.tell(Kind.INVOICE_CHANGED, paid, card) is None
    said = telegram.messages(group.id)[-1]
    assert (said.text or "").startswith("✅ Invoice paid: 25 USDT")
    assert said.buttons == []
    with pytest.raises(BadRequest, match="not modified"):
        await teller.tell(Kind.INVOICE_CHANGED, paid, card)


async def test_a_card_that_was_never_noted_changes_nothing(
    teller: InvoiceTeller, telegram: TelegramServer
) -> None:
    assert await teller.tell(Kind.INVOICE_CHANGED, INVOICE, None) is None
    assert not [call for call in telegram.calls if call.method.startswith("edit")]
