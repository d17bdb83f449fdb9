from dataclasses import replace

import pytest

from bot.chat.suggestions import usual
from bot.chat.texts.asking import (
    HOW_MUCH,
    SENTENCES,
    chosen,
    how_much,
    open_orders,
    refusal,
)
from bot.chat.texts.words import NOTHING_OFFERED
from bot.payments.lists import Listing, Lists
from bot.payments.order import Place
from bot.payments.refusals import Reason, Refusal
from bot.payments.request import read_request
from bot.payments.terms import Terms
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import NEW, OPEN, TERMS, WIDEST
from tests.listing import closed, limits

REQUEST = usual(TERMS)[0]
NASTY = ("<b>&\"'", "🤑" * 5000, "{word}", "\u202e100\u200b", "ع" * 5000, "")


def refused(text: str, terms: Terms = TERMS) -> str:
    answer = read_request(text, terms)
    assert isinstance(answer, Refusal)
    return parse_html(refusal(answer, terms, REQUEST))[0]


def test_every_reason_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Reason)


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("word", NASTY)
def test_every_refusal_is_valid_short_and_ends_with_an_example(reason: Reason, word: str) -> None:
    text, _ = parse_html(refusal(Refusal(reason, word), TERMS, REQUEST))
    assert units(text) < 400
    assert text.endswith("\nFor example: /pay 10 USDT ethereum")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("usdt", "The amount is missing."),
        ("0", "The amount must be more than zero."),
        ("-5", "«-5» is negative"),
        ("1.1234567", "too many decimals; 6 at most"),
        ("1e9", "«1e9» has an exponent."),
        ("1,000", "«1,000» is ambiguous"),
        ("\u0661\u0660", "digits other than 0 to 9"),
        ("nan", "«nan» is not an amount."),
        ("1 000", "«1 000» are two numbers."),
        ("0.5", "0.5 is too little: an order must be for at least 1."),
        ("100000.01", "100000.01 is too much: an order can be for at most 100000."),
        ("5 doge", "«doge» is not a token or network I take. I take USDT (Ethereum"),
        ("5 usdt solana", "«solana» is not a network I take. I take USDT (Ethereum"),
        ("5 usdt tron usdt", "«usdt» is one word too many."),
    ],
)
def test_a_refusal_says_what_was_wrong(text: str, words: str) -> None:
    assert words in refused(text)


def test_tokens_and_networks_that_do_not_go_together_are_both_named() -> None:
    text = refusal(Refusal(Reason.NOT_ON_NETWORK, "USDC tron"), TERMS, REQUEST)
    assert "«USDC tron» do not go together." in text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "5",
            "5 is too little: the payment gateway takes at least 10 USDT on Ethereum · ERC20.",
        ),
        (
            "501",
            (
                "501 is too much: the payment gateway takes at most 500 USDT on Ethereum · ERC20"
                " in one order."
            ),
        ),
        (
            "5 tron",
            (
                "TRON · TRC20 is under maintenance at the payment gateway right now. I take USDT"
                " (Ethereum · ERC20)."
            ),
        ),
    ],
)
def test_what_the_gateway_does_not_take_is_told_by_network_and_limit(
    text: str, sentence: str
) -> None:
    lists = Lists(Listing(frozenset({"tron"}), limits("USDT@ethereum", "10", "500")))
    terms = Terms(TERMS.assets, TERMS.minimum, TERMS.maximum, lists)
    assert refused(text, terms) == f"{sentence}\nFor example: /pay 10 USDT ethereum"


def test_where_nothing_is_offered_there_is_no_example() -> None:
    terms = Terms(TERMS.assets, "1", "100000", closed("tron", "ethereum"))
    assert refused("5", terms) == (
        "Ethereum · ERC20 is under maintenance at the payment gateway right now."
        f" {NOTHING_OFFERED}"
    )


def test_the_question_and_its_answer_begin_alike() -> None:
    assert how_much(REQUEST).startswith(HOW_MUCH)
    assert parse_html(chosen(REQUEST))[0] == f"{HOW_MUCH}\n10 USDT on Ethereum · ERC20"


def test_open_orders_are_listed_in_private() -> None:
    elsewhere = replace(OPEN, number="ZZZZZZZZZZ", place=Place(-100600, None, 5))
    text, _ = parse_html(open_orders([NEW, elsewhere], 101))
    assert text.startswith("You have 2 open orders")
    assert NEW.number in text
    assert "ZZZZZZZZZZ" in text
    assert "more." not in text.splitlines()[-1]


def test_a_group_hears_nothing_of_orders_made_elsewhere() -> None:
    elsewhere = replace(OPEN, number="ZZZZZZZZZZ", place=Place(-100600, None, 5))
    text, _ = parse_html(open_orders([NEW, elsewhere], -100600))
    assert NEW.number not in text
    assert "ZZZZZZZZZZ" in text
    assert "…and 1 more. /status in our private chat lists them." in text


def test_a_thousand_open_orders_still_fit() -> None:
    text, _ = parse_html(open_orders([WIDEST] * 1000, 101))
    assert "…and 990 more." in text
    assert units(text) <= 4096
