from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.suggestions import usual
from bot.chat.texts.orders import STANDS, details, line, listing, none_yet, stand, unknown_number
from bot.payments.order import Order, State
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import (
    CONFIRMING,
    EVERY_STATE,
    EXPIRED,
    NEW,
    OPEN,
    PAID,
    PAID_UNSAID,
    SHORT,
    TERMS,
    WIDEST,
)


def test_every_state_has_its_words() -> None:
    assert set(STANDS) == set(State)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (NEW, "being prepared"),
        (OPEN, "waiting for the payment until 03:34 UTC"),
        (replace(OPEN, deadline=None), "waiting for the payment"),
        (CONFIRMING, "the payment was seen and is being confirmed"),
        (SHORT, "39.5 USDT is missing"),
        (replace(SHORT, received=None), "less than asked has arrived"),
        (PAID, "paid ✅"),
        (EXPIRED, "expired"),
    ],
)
def test_it_says_how_an_order_stands(order: Order, words: str) -> None:
    assert stand(order) == words


def test_a_line_has_number_amount_network_and_stand() -> None:
    assert line(PAID) == "<code>0123456789</code> · 100 USDT · TRON: paid ✅"


def test_details_tell_when_it_was_asked_and_paid_and_what_arrived() -> None:
    text, _ = parse_html(details(PAID))
    assert text == (
        "Order 0123456789\n100 USDT on TRON · TRC20\nAsked: 2026-01-02 03:04 UTC\nNow: paid ✅\n"
        "Arrived: 100 USDT\nPaid: 2026-01-02 03:09 UTC"
    )


def test_details_leave_out_what_is_not_known() -> None:
    assert "Arrived" not in details(PAID_UNSAID)
    assert "Paid:" not in details(OPEN)


def test_details_tell_where_to_pay_only_while_there_is_something_to_pay() -> None:
    assert (OPEN.address or "?") in details(OPEN)
    assert (PAID.address or "?") not in details(PAID)
    assert "Address" not in details(replace(OPEN, address=None))


def test_a_listing_keeps_the_order_and_says_when_there_is_more() -> None:
    other = replace(OPEN, number="ZZZZZZZZZZ", created_at=OPEN.created_at - timedelta(days=1))
    text, _ = parse_html(listing([PAID, other], more=False))
    assert text.index("0123456789") < text.index("ZZZZZZZZZZ")
    assert "older" not in text
    assert "/status 0123456789" in text
    assert "…and older ones." in listing([PAID], more=True)


def test_the_longest_listing_is_short_enough() -> None:
    text, _ = parse_html(listing([WIDEST] * 10, more=True))
    assert units(text) <= 4096


@pytest.mark.parametrize("order", EVERY_STATE)
def test_every_order_can_be_told_in_full(order: Order) -> None:
    text, _ = parse_html(details(order))
    assert order.number in text


def test_who_has_no_orders_gets_an_example() -> None:
    assert "/pay 10 USDT ethereum" in none_yet(usual(TERMS)[0])


def test_an_unknown_number_is_quoted_safely() -> None:
    text, _ = parse_html(unknown_number("<i>" + "7" * 5000))
    assert text.startswith("There is no order «<i>7777")
    assert len(text) < 200
