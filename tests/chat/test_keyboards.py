from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.keyboards import Chosen, amount_buttons, card_buttons, read_choice
from bot.payments.money import NETWORKS, Asset, Money
from bot.payments.order import Order
from bot.payments.request import Request, Terms
from tests.chat.making import (
    BARE,
    CANCELLED,
    CONFIRMING,
    EXPIRED,
    FAILED,
    LARGEST,
    OPEN,
    PAID,
    SHORT,
    TERMS,
    TRON_ADDRESS,
    URL,
)

TEN = Request(Money.of("10", "USDT"), TERMS.assets[1])


def buttons(order: Order) -> list[list[dict[str, Any]]]:
    markup = card_buttons(order)
    rows: list[list[dict[str, Any]]] = markup.to_dict()["inline_keyboard"] if markup else []
    return rows


def test_an_open_card_has_link_copies_and_check() -> None:
    assert buttons(OPEN) == [
        [{"text": "🔗 Open cashier", "url": URL}],
        [
            {"text": "📋 Copy address", "copy_text": {"text": TRON_ADDRESS}},
            {"text": "📋 Copy amount", "copy_text": {"text": "100"}},
        ],
        [{"text": "🔄 Check now", "callback_data": "check:0123456789"}],
    ]


def test_no_address_is_offered_that_is_not_there() -> None:
    assert [button["text"] for row in buttons(BARE) for button in row] == [
        "🔗 Open cashier",
        "📋 Copy amount",
        "🔄 Check now",
    ]
    assert buttons(replace(OPEN, cashier_url=None))[0][0]["text"] == "📋 Copy address"


@pytest.mark.parametrize(
    ("amount", "copied"), [("12.50", "12.5"), ("0.000001", "0.000001"), ("1000000", "1000000")]
)
def test_the_amount_is_copied_as_wallets_take_it(amount: str, copied: str) -> None:
    order = replace(OPEN, amount=Money.of(amount, "USDT"))
    assert buttons(order)[1][1]["copy_text"] == {"text": copied}


def test_while_it_is_confirmed_there_is_nothing_more_to_pay() -> None:
    assert buttons(CONFIRMING) == [[{"text": "🔄 Check now", "callback_data": "check:0123456789"}]]


@pytest.mark.parametrize("order", [SHORT, PAID, EXPIRED, CANCELLED, FAILED])
def test_what_is_over_has_no_buttons(order: Order) -> None:
    assert card_buttons(order) is None


def test_amounts_say_what_they_are_and_are_read_back() -> None:
    markup = amount_buttons([TEN], 101)
    assert markup is not None
    button = markup.inline_keyboard[0][0]
    assert button.text == "10 USDT · TRON"
    assert read_choice(str(button.callback_data), TERMS) == Chosen(101, TEN)


def test_no_requests_are_no_keyboard() -> None:
    assert amount_buttons([], 101) is None


ASSETS = st.sampled_from([Asset("LONGTOKEN1", network) for network in NETWORKS.values()])
AMOUNTS = st.integers(1, LARGEST.millionths)


@given(st.integers(1, 10**15 - 1), AMOUNTS, ASSETS)
def test_data_is_never_longer_than_telegram_takes(payer: int, amount: int, asset: Asset) -> None:
    request = Request(Money(amount, asset.token), asset)
    terms = Terms((asset,), "0.000001", LARGEST.plain)
    markup = amount_buttons([request], payer)
    if markup is not None:
        data = str(markup.inline_keyboard[0][0].callback_data)
        assert len(data.encode()) <= 64
        assert read_choice(data, terms) == Chosen(payer, request)


def test_usual_amounts_fit_with_the_longest_names() -> None:
    asset = Asset("LONGTOKEN1", NETWORKS["arbitrum-sepolia"])
    request = Request(Money.of("1000000000000", asset.token), asset)
    assert amount_buttons([request], 10**15 - 1) is not None


def test_a_request_too_long_for_a_button_is_left_out() -> None:
    asset = Asset("LONGTOKEN1", NETWORKS["arbitrum-sepolia"])
    long = Request(Money(LARGEST.millionths, asset.token), asset)
    markup = amount_buttons([long, TEN], 4_503_599_627_370_495)
    assert markup is not None
    assert [row[0].text for row in markup.inline_keyboard] == ["10 USDT · TRON"]


@pytest.mark.parametrize(
    "data",
    [
        "",
        "pay:",
        "pay:101:10",
        "pay:101:10:USDT@tron:1",
        "pay:-101:10:USDT@tron",
        "pay:\u0661:10:USDT@tron",
        "pay:x:10:USDT@tron",
        "pay:101:1e3:USDT@tron",
        "pay:101:-1:USDT@tron",
        "pay:101:0.1:USDT@tron",
        "pay:101:100001:USDT@tron",
        "pay:101:10 USDT:USDT@tron",
        "pay:101:10:USDT@solana",
        "pay:101:10:DOGE@tron",
        "pay:101:10:USDT",
    ],
)
def test_forged_and_old_data_is_no_choice(data: str) -> None:
    assert read_choice(data, TERMS) is None


@given(st.text(max_size=64))
def test_whatever_comes_is_read_without_an_error(data: str) -> None:
    choice = read_choice(f"pay:{data}", TERMS)
    assert choice is None or choice.request.asset in TERMS.assets
