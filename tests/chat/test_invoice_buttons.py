from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.invoice_buttons import (
    invoice_in,
    link_of,
    merchants_buttons,
    number_in_payload,
    pay_buttons,
    payload_of,
    words_in_payload,
)
from bot.payments.invoice import InvoiceState
from bot.payments.money import Asset, Money
from bot.payments.request import Request
from tests.chat.making_invoices import INVOICE, NUMBER


def test_a_link_leads_back_to_its_invoice() -> None:
    link = urlsplit(link_of(INVOICE, "till_bot"))
    [payload] = parse_qs(link.query)["start"]
    assert (link.netloc, link.path) == ("t.me", "/till_bot")
    assert number_in_payload(payload) == NUMBER


@pytest.mark.parametrize(
    "payload", ["", "i", f"x{NUMBER}", f"i{NUMBER}0", "i7kq2m9xw4t", "iUUUUUUUUUU"]
)
def test_what_is_no_payload_leads_nowhere(payload: str) -> None:
    assert number_in_payload(payload) is None


def test_an_open_invoice_can_be_paid_and_shared_by_its_link() -> None:
    buttons = pay_buttons(INVOICE, "till_bot")
    assert buttons is not None
    [[pay], [share]] = buttons.inline_keyboard
    assert (pay.text, pay.url) == ("💳 Pay 25 USDT", link_of(INVOICE, "till_bot"))
    assert parse_qs(urlsplit(share.url or "").query) == {"url": [pay.url]}


@pytest.mark.parametrize("state", sorted(set(InvoiceState) - {InvoiceState.OPEN}))
def test_an_invoice_that_has_ended_has_no_buttons(state: InvoiceState) -> None:
    ended = replace(INVOICE, state=state)
    assert pay_buttons(ended, "till_bot") is None
    assert merchants_buttons(ended, "till_bot") is None


def test_the_data_of_a_button_names_its_invoice() -> None:
    buttons = merchants_buttons(INVOICE, "till_bot")
    assert buttons is not None
    data = [each.callback_data for row in buttons.inline_keyboard for each in row]
    assert [invoice_in(str(each)) for each in data if each] == [NUMBER, NUMBER]


@pytest.mark.parametrize("data", [None, "", "revoke", "revoke:", "revoke:1", f"revoke:{NUMBER}:1"])
def test_forged_data_names_nothing(data: str | None) -> None:
    assert invoice_in(data) is None


@given(st.integers(1, 10**21), st.sampled_from(["USDT@tron", "USDC@arbitrum-sepolia"]))
def test_what_somebody_asks_to_pay_goes_through_a_link_unchanged(
    millionths: int, asset: str
) -> None:
    wanted = Asset.of(asset)
    payload = payload_of(Request(Money(millionths, wanted.token), wanted))
    if payload is not None:
        amount, token, network = str(words_in_payload(payload)).split()
        assert (Money.of(amount, token), network) == (
            *(Money(millionths, wanted.token), wanted.network.key),
        )
        assert number_in_payload(payload) is None


@pytest.mark.parametrize(
    "payload", ["", "p", "p1_", "p1.5_USDT_tron", "p1-_USDT_tron", "p_USDT_tron"]
)
def test_what_asks_for_nothing_is_no_wish(payload: str) -> None:
    assert words_in_payload(payload) is None
