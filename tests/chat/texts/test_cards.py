from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.texts.cards import caption
from bot.payments.order import Order
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import (
    ACCEPTED,
    BARE,
    CANCELLED,
    CONFIRMING,
    EVERY_STATE,
    EXCESS,
    EXPIRED,
    FAILED,
    LATE,
    NOW,
    OPEN,
    PAID,
    PAID_UNSAID,
    REPLACED,
    SHORT,
    TRON_ADDRESS,
    TX_HASH,
    URL,
    WIDEST,
)


def shown(order: Order, **later: float) -> str:
    return parse_html(caption(order, NOW + timedelta(**later)))[0]


def test_an_open_card_says_everything_that_is_needed_to_pay() -> None:
    assert shown(OPEN) == (
        "Pay 100 USDT\n"
        "Network: TRON · TRC20\n"
        f"Address:\n{TRON_ADDRESS}\n"
        "Order: 0123456789\n"
        "Pay within 30 min, until 03:34 UTC\n\n"
        "Send exactly 100 USDT on TRON · TRC20: another amount or network can be lost. If your"
        " wallet or exchange takes a fee, it must come on top."
    )


def test_address_and_number_are_copied_when_tapped() -> None:
    assert f"<code>{TRON_ADDRESS}</code>" in caption(OPEN, NOW)
    assert "<code>0123456789</code>" in caption(OPEN, NOW)


def test_without_a_good_address_only_the_cashier_is_named() -> None:
    text = shown(BARE)
    assert "Address" not in text
    assert TRON_ADDRESS not in text
    assert "Scan the code, or press «Open cashier», to pay." in text
    assert URL not in text


@pytest.mark.parametrize(
    ("later", "words"),
    [
        ({"seconds": 20}, "Pay within 30 min, until 03:34 UTC"),
        ({"minutes": 29}, "Pay within 1 min, until 03:34 UTC"),
        ({"minutes": 28, "seconds": 50}, "Pay within 1 min, until 03:34 UTC"),
        ({"minutes": 29, "seconds": 50}, "Pay until 03:34:05 UTC: less than a minute is left"),
        ({"minutes": 30}, "⌛ The time to pay 100 USDT is over"),
        ({"hours": 9}, "⌛ The time to pay 100 USDT is over"),
    ],
)
def test_the_time_left_is_told_and_never_negative(later: dict[str, float], words: str) -> None:
    assert words in shown(OPEN, **later).splitlines()


def test_past_the_deadline_there_is_no_address_any_more() -> None:
    text = shown(OPEN, minutes=30)
    assert TRON_ADDRESS not in text
    assert "Please do not pay any more. I am asking the gateway" in text


def test_without_a_deadline_no_time_is_told() -> None:
    assert " min" not in shown(replace(OPEN, deadline=None))


def test_a_payment_on_its_way_is_not_yet_said_to_have_arrived() -> None:
    text = shown(CONFIRMING)
    assert "A payment for 100 USDT was seen" in text
    assert "do not send anything more" in text
    assert "paid" not in text


def test_a_short_payment_says_what_arrived_and_what_is_missing() -> None:
    text = shown(SHORT)
    assert "Not fully paid: 100 USDT" in text
    assert "60.5 USDT of 100 USDT has arrived; 39.5 USDT is missing." in text
    assert "I look for the rest until 2026-01-05 03:34 UTC" in text
    assert "until" not in shown(replace(SHORT, watched_until=None))


def test_a_paid_card_is_a_receipt() -> None:
    assert shown(PAID) == (
        "✅ Receipt: 100 USDT paid\nNetwork: TRON · TRC20\nOrder: 0123456789\n"
        "Arrived: 100 USDT\nPaid: 2026-01-02 03:09 UTC"
    )


def test_a_receipt_names_only_what_the_gateway_said() -> None:
    assert "Arrived" not in shown(PAID_UNSAID)
    assert "Arrived: 100.5 USDT, 0.5 USDT more than asked" in shown(EXCESS)
    assert "Paid:" not in shown(replace(PAID, settled_at=None))


def test_a_late_receipt_says_so_and_what_was_let_pass_and_where_to_look() -> None:
    assert shown(LATE) == (
        "✅ Receipt: 100 USDT paid, late\nNetwork: TRON · TRC20\nOrder: 0123456789\n"
        "Arrived: 99.5 USDT\nMissing: 0.5 USDT, which this till lets pass as a fee\n"
        "Paid: 2026-01-02 03:09 UTC\nIt came after the order had expired.\n"
        "Transaction: 0f0f0f0f0f…0f0f0f"
    )
    assert f'href="https://tronscan.org/#/transaction/{TX_HASH}"' in caption(LATE, NOW)


def test_a_receipt_says_that_the_merchant_has_accepted_less() -> None:
    assert "Missing: 39.5 USDT, accepted by the merchant" in shown(ACCEPTED).splitlines()


def test_a_hash_that_is_none_is_shown_and_leads_nowhere() -> None:
    odd = caption(replace(PAID, tx_hash='"><b>x'), NOW)
    assert "href" not in odd
    assert 'Transaction: "><b>x' in parse_html(odd)[0]


def test_a_replaced_order_names_the_one_in_its_place() -> None:
    text = shown(REPLACED)
    assert text.startswith("⌛ Replaced: 100 USDT")
    assert "In its place there is order ZZZZZZZZZZ." in text
    assert shown(replace(EXPIRED, successor="ZZZZZZZZZZ")).startswith("⌛ Expired: 100 USDT")


@pytest.mark.parametrize(("order", "word"), [(EXPIRED, "Expired"), (CANCELLED, "Cancelled")])
def test_an_ended_card_warns_consoles_and_offers_a_new_order(order: Order, word: str) -> None:
    text = shown(order)
    assert f"{word}: 100 USDT" in text
    assert "Please do not send money for this order any more." in text
    assert "I look for it until 2026-01-05 03:34 UTC" in text
    assert "show the merchant the order number" in text
    assert TRON_ADDRESS not in text


def test_nobody_is_promised_a_watch_that_is_not_kept() -> None:
    text = shown(replace(FAILED, watched_until=None))
    assert "I look for it" not in text
    assert "show the merchant the order number" in text


@pytest.mark.parametrize("order", [*EVERY_STATE, WIDEST])
def test_every_caption_is_short_enough(order: Order) -> None:
    assert 0 < units(shown(order)) <= 1024


@pytest.mark.parametrize("order", EVERY_STATE)
def test_every_card_names_amount_network_and_number(order: Order) -> None:
    text = shown(order)
    assert all(word in text for word in ("100 USDT", "TRON · TRC20", "0123456789"))
