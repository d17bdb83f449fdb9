from bot.chat.texts.notices import ABOUT_ORDERS, TO_MERCHANTS
from bot.chat.texts.troubles import TO_OWNERS
from bot.payments.notice import Kind
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import (
    CANCELLED,
    EXCESS,
    FAILED,
    LATE,
    NEW,
    PAID,
    PAID_UNSAID,
    SHORT,
    WIDEST,
)

CARDS = (Kind.CARD, Kind.CARD_CHANGED, Kind.COUNTDOWN)
OTHERS = (Kind.INVOICE, Kind.INVOICE_CHANGED, Kind.INVOICE_REMINDER, Kind.DIGEST)


def test_every_kind_of_notice_has_its_words() -> None:
    tables = [ABOUT_ORDERS, TO_MERCHANTS, TO_OWNERS, dict.fromkeys(CARDS + OTHERS)]
    assert sorted(kind for table in tables for kind in table) == sorted(Kind)


def test_a_receipt_says_what_has_arrived() -> None:
    text, _ = parse_html(ABOUT_ORDERS[Kind.RECEIPT](PAID))
    assert text == "✅ 100 USDT has arrived. Order 0123456789 is paid. Thank you!"
    assert ABOUT_ORDERS[Kind.RECEIPT](PAID_UNSAID) == ABOUT_ORDERS[Kind.RECEIPT](PAID)


def test_a_receipt_names_the_excess_and_who_can_help() -> None:
    text, _ = parse_html(ABOUT_ORDERS[Kind.RECEIPT](EXCESS))
    assert "100.5 USDT has arrived, 0.5 USDT more than asked." in text
    assert "The merchant" in text


def test_a_short_payment_is_told_with_what_is_missing() -> None:
    text, _ = parse_html(ABOUT_ORDERS[Kind.SHORT](SHORT))
    assert "60.5 USDT of 100 USDT has arrived; 39.5 USDT is missing." in text
    assert "ask the merchant before you send anything more" in text


def test_a_late_receipt_says_so_and_what_was_let_pass() -> None:
    text, _ = parse_html(ABOUT_ORDERS[Kind.RECEIPT](LATE))
    assert text == (
        "✅ 99.5 USDT has arrived. Order 0123456789 is paid. It came after the order had expired."
        " 0.5 USDT is missing, which this till lets pass as a fee. Thank you!"
    )


def test_money_on_top_of_a_paid_order_is_told() -> None:
    text, _ = parse_html(ABOUT_ORDERS[Kind.MORE](EXCESS))
    assert "which was paid already" in text
    assert "100.5 USDT has arrived in all, 0.5 USDT more than asked" in text


def test_who_did_not_cancel_hears_not_to_pay() -> None:
    text, _ = parse_html(ABOUT_ORDERS[Kind.CANCELLED](CANCELLED))
    assert "Order 0123456789 for 100 USDT was cancelled. Please do not send money" in text


def test_who_waits_for_the_gateway_hears_that_nothing_is_lost_and_nothing_to_be_paid() -> None:
    text, _ = parse_html(ABOUT_ORDERS[Kind.DELAYED](NEW))
    assert "0123456789" in text
    assert "is kept" in text
    assert "nothing to pay" in text


def test_a_failed_order_tells_how_to_try_again() -> None:
    text, _ = parse_html(ABOUT_ORDERS[Kind.FAILED](FAILED))
    assert "There is nothing to pay." in text
    assert "/pay 100 USDT tron" in text


def test_owners_hear_what_to_do() -> None:
    blocked, _ = parse_html(TO_OWNERS[Kind.GATEWAY_BLOCKED])
    assert "at least ten minutes" in blocked
    refused, _ = parse_html(TO_OWNERS[Kind.GATEWAY_REFUSES_KEYS])
    assert "BLOCKATM_API_KEY" in refused
    parse_html(TO_OWNERS[Kind.GATEWAY_RECOVERED])


def test_even_the_longest_is_short() -> None:
    told = [words(WIDEST) for words in ABOUT_ORDERS.values()]
    told += [words(WIDEST, {}) for words in TO_MERCHANTS.values()]
    for html in told:
        assert units(parse_html(html)[0]) <= 1024
