from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.chat.keyboards import (
    Chosen,
    amount_buttons,
    cancel_buttons,
    card_buttons,
    mute_buttons,
    network_buttons,
    network_in,
    number_in,
    read_choice,
    short_buttons,
)
from bot.chat.texts.merchants import NAMES
from bot.payments.lists import Lists
from bot.payments.money import NETWORKS, Asset, Money
from bot.payments.notice import MUTABLE, Kind
from bot.payments.order import Order
from bot.payments.request import Request
from bot.payments.terms import Terms
from tests.chat.making import (
    BARE,
    CANCELLED,
    CONFIRMING,
    EXPIRED,
    FAILED,
    LARGEST,
    OPEN,
    PAID,
    REPLACED,
    SHORT,
    TERMS,
    TRON_ADDRESS,
    URL,
)
from tests.listing import closed, limited

TEN = Request(Money.of("10", "USDT"), TERMS.assets[1])


def rows_of(markup: InlineKeyboardMarkup | None) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = markup.to_dict()["inline_keyboard"] if markup else []
    return rows


def buttons(order: Order, terms: Terms = TERMS) -> list[list[dict[str, Any]]]:
    return rows_of(card_buttons(order, terms))


def test_an_open_card_has_link_copies_check_and_ways_out() -> None:
    assert buttons(OPEN) == [
        [{"text": "🔗 Open cashier", "url": URL}],
        [
            {"text": "📋 Copy address", "copy_text": {"text": TRON_ADDRESS}},
            {"text": "📋 Copy amount", "copy_text": {"text": "100"}},
        ],
        [{"text": "🔄 Check now", "callback_data": "check:0123456789"}],
        [
            {"text": "🔀 Network", "callback_data": "network:0123456789"},
            {"text": "✖️ Cancel", "callback_data": "cancel:0123456789"},
        ],
    ]


def test_no_address_is_offered_that_is_not_there() -> None:
    assert "📋 Copy address" not in [button["text"] for row in buttons(BARE) for button in row]
    assert buttons(replace(OPEN, cashier_url=None))[0][0]["text"] == "📋 Copy address"


def test_no_network_is_offered_where_there_is_only_one() -> None:
    terms = Terms((Asset.of("USDT@tron"), Asset.of("USDC@ethereum")), "1", "1000")
    assert buttons(OPEN, terms)[-1] == [{"text": "✖️ Cancel", "callback_data": "cancel:0123456789"}]


def test_the_other_networks_are_offered_with_a_way_back() -> None:
    assert rows_of(network_buttons(OPEN, TERMS)) == [
        [{"text": "🔀 Ethereum · ERC20", "callback_data": "switch:0123456789:ethereum"}],
        [{"text": "« Back", "callback_data": "back:0123456789"}],
    ]


@pytest.mark.parametrize("lists", [closed("ethereum"), limited("USDT@ethereum", "101")])
def test_no_network_is_offered_that_the_order_could_not_go_on_with(lists: Lists) -> None:
    terms = Terms(TERMS.assets, TERMS.minimum, TERMS.maximum, lists)
    assert buttons(OPEN, terms)[-1] == [{"text": "✖️ Cancel", "callback_data": "cancel:0123456789"}]
    assert [row[0]["text"] for row in rows_of(network_buttons(OPEN, terms))] == ["« Back"]


def test_a_button_for_a_network_that_has_closed_meanwhile_is_no_choice() -> None:
    terms = Terms(TERMS.assets, TERMS.minimum, TERMS.maximum, closed("tron"))
    assert read_choice("pay:101:10:USDT@tron", terms) is None
    assert read_choice("pay:101:10:USDT@ethereum", terms) is not None


@pytest.mark.parametrize(
    ("amount", "copied"), [("12.50", "12.5"), ("0.000001", "0.000001"), ("1000000", "1000000")]
)
def test_the_amount_is_copied_as_wallets_take_it(amount: str, copied: str) -> None:
    order = replace(OPEN, amount=Money.of(amount, "USDT"))
    assert buttons(order)[1][1]["copy_text"] == {"text": copied}


def test_while_it_is_confirmed_there_is_nothing_more_to_pay() -> None:
    assert buttons(CONFIRMING) == [[{"text": "🔄 Check now", "callback_data": "check:0123456789"}]]


def test_what_is_short_can_still_be_completed_at_the_cashier() -> None:
    assert [row[0]["text"] for row in buttons(SHORT)] == ["🔗 Open cashier", "🔄 Check now"]


@pytest.mark.parametrize("order", [EXPIRED, CANCELLED, FAILED])
def test_what_has_ended_offers_a_new_order_and_another_look(order: Order) -> None:
    assert buttons(order) == [
        [
            {"text": "🆕 New order", "callback_data": "again:0123456789"},
            {"text": "💸 I have paid", "callback_data": "claim:0123456789"},
        ]
    ]


def test_what_has_a_successor_offers_no_second_one() -> None:
    assert [button["text"] for row in buttons(REPLACED) for button in row] == ["💸 I have paid"]


def test_what_is_paid_has_no_buttons() -> None:
    assert card_buttons(PAID, TERMS) is None


def test_only_what_is_short_can_be_accepted() -> None:
    assert [each["callback_data"] for each in rows_of(short_buttons(SHORT))[0]] == [
        "accept:0123456789",
        "leave:0123456789",
    ]
    assert short_buttons(PAID) is None


def test_open_orders_can_be_chosen_to_be_cancelled() -> None:
    [[button]] = rows_of(cancel_buttons([OPEN]))
    assert button == {"text": "✖️ 100 USDT · 0123456789", "callback_data": "cancel:0123456789"}


def test_each_kind_of_notice_has_a_switch_that_shows_how_it_stands() -> None:
    rows = rows_of(mute_buttons(NAMES, {Kind.SALE_SHORT}))
    assert [row[0]["text"][0] for row in rows] == ["🔔", "🔕", "🔔", "🔔"]
    assert [row[0]["callback_data"] for row in rows] == [
        f"mute:{kind}:{'on' if kind is Kind.SALE_SHORT else 'off'}" for kind in MUTABLE
    ]


@pytest.mark.parametrize(
    ("data", "number"),
    [
        ("cancel:0123456789", "0123456789"),
        ("switch:0123456789:tron", "0123456789"),
        ("cancel:", None),
        ("cancel", None),
        ("cancel:1", None),
        ("", None),
        (None, None),
    ],
)
def test_a_number_is_read_back_and_nothing_else_is_one(data: str, number: str | None) -> None:
    assert number_in(data) == number


def test_a_network_is_read_back_and_nothing_else_is_one() -> None:
    assert network_in("switch:0123456789:ethereum") == NETWORKS["ethereum"]
    assert network_in("switch:0123456789:solana") is None
    assert network_in(None) is None


@given(st.text(max_size=64))
def test_any_data_is_read_without_an_error(data: str) -> None:
    assert number_in(data) is None or ":" in data
    assert network_in(data) is None or data


def test_a_group_that_asked_in_its_own_name_is_read_back() -> None:
    assert read_choice("pay:-100500:10:USDT@tron", TERMS) == Chosen(-100500, TEN)


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
        "pay:--101:10:USDT@tron",
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
