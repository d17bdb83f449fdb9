from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.texts import invoices as texts
from bot.payments.billing import Closed
from bot.payments.invoice import Invoice, InvoiceState
from bot.payments.money import Money
from bot.payments.wishes import Flaw, Flawed
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import NOW, OPEN, PAID
from tests.chat.making_invoices import EVERY_STATE, INVOICE, WIDEST


def shown(html: str) -> str:
    return parse_html(html)[0]


def test_an_open_invoice_says_what_it_is_for_and_how_to_pay() -> None:
    assert shown(texts.card(INVOICE)) == (
        "🧾 Invoice: 25 USDT\nFor: coffee\nInvoice: 7KQ2M9XW4T\n\n"
        "Press Pay: the order comes in a private chat with me."
    )


def test_a_bound_and_limited_invoice_says_for_whom_and_until_when() -> None:
    bound = replace(INVOICE, payer_name="bob_1", until=NOW + timedelta(days=3))
    assert "To: @bob_1\nInvoice: 7KQ2M9XW4T\nUntil: 2026-01-05 03:04 UTC" in shown(
        texts.card(bound)
    )


@pytest.mark.parametrize(
    ("paid", "words"),
    [(0, "nobody yet"), (1, "1 time, 10 USDT in all"), (3, "3 times, 10 USDT in all")],
)
def test_an_invoice_for_many_counts(paid: int, words: str) -> None:
    received = Money.of("10", "USDT") if paid else None
    many = replace(INVOICE, is_multi=True, paid=paid, received=received)
    assert f"Paid: {words}" in shown(texts.card(many))


@pytest.mark.parametrize("invoice", EVERY_STATE, ids=lambda each: each.state)
def test_an_invoice_that_has_ended_says_so_and_asks_for_nothing(invoice: Invoice) -> None:
    text = shown(texts.card(invoice))
    assert ("Press Pay" in text) is (invoice.state is InvoiceState.OPEN)
    assert ("Invoice: 25 USDT" in text) is (invoice.state is InvoiceState.OPEN)


@pytest.mark.parametrize("text", ["<b>\u202e&amp;", "x\x00y", "🧾" * 200])
def test_what_it_is_for_is_escaped_and_hides_nothing(text: str) -> None:
    card = shown(texts.card(replace(INVOICE, text=text)))
    assert "\u202e" not in card
    assert "\x00" not in card


def test_the_widest_texts_fit_in_a_message() -> None:
    orders = [PAID, OPEN] * 30
    for html in (
        texts.card(WIDEST),
        texts.reminder(WIDEST),
        texts.listing([WIDEST] * 10),
        texts.details(WIDEST, orders, "https://t.me/till_bot?start=i7KQ2M9XW4T"),
    ):
        assert units(shown(html)) <= 4096


def test_only_so_many_orders_are_named() -> None:
    text = shown(texts.details(INVOICE, [OPEN] * 12, "https://t.me/x"))
    assert text.count("\n0123456789") == texts.LISTED_ORDERS
    assert text.endswith("…and 2 before")


def test_every_reason_has_a_sentence() -> None:
    assert {shown(texts.flawed(Flawed(flaw, "<x>"))) != "" for flaw in Flaw} == {True}
    assert set(texts.CLOSED) == set(Closed)
