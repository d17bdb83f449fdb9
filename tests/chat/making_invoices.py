"""Invoices to begin a test with."""

from dataclasses import replace
from datetime import timedelta

from bot.payments.invoice import Invoice, InvoiceState
from bot.payments.money import Asset, Money
from bot.payments.order import Place
from bot.payments.wishes import LONGEST_TEXT
from tests.chat.making import NOW

NUMBER = "7KQ2M9XW4T"
INVOICE = Invoice(
    number=NUMBER,
    origin="-100600:7",
    merchant_id=900,
    place=Place(-100600, None, 7),
    amount=Money.of("25", "USDT"),
    asset=Asset.of("USDT@tron"),
    created_at=NOW,
    text="coffee",
)
WIDEST = replace(
    INVOICE,
    amount=Money(10**15 - 1, "USDT"),
    text="&" * LONGEST_TEXT,
    payer_id=2**52 - 1,
    is_multi=True,
    paid=10**6,
    received=Money(10**18, "USDT"),
    until=NOW + timedelta(days=366),
)
EVERY_STATE = [replace(INVOICE, state=state) for state in InvoiceState]
