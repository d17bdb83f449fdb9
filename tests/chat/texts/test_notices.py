from bot.chat.texts.notices import ABOUT_ORDERS, TO_OWNERS
from bot.payments.notice import Kind
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import EXCESS, FAILED, NEW, PAID, PAID_UNSAID, SHORT, WIDEST

CARDS = {Kind.CARD, Kind.CARD_CHANGED}


def test_every_kind_of_notice_has_its_words() -> None:
    assert not ABOUT_ORDERS.keys() & TO_OWNERS.keys()
    assert ABOUT_ORDERS.keys() | TO_OWNERS.keys() | CARDS == set(Kind)


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
    for words in ABOUT_ORDERS.values():
        assert units(parse_html(words(WIDEST))[0]) <= 1024
