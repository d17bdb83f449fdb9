# ruff: noqa: RUF001 - digits and signs that look alike are what is tested

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.lists import Listing, Lists
from bot.payments.money import Asset, Money
from bot.payments.refusals import Reason, Refusal
from bot.payments.request import Request, read_request
from bot.payments.terms import Terms
from tests.listing import closed, limited
from tests.listing import limits as limits_of

ETHEREUM, TRON = Asset.of("USDT@ethereum"), Asset.of("USDT@tron")
USDC = Asset.of("USDC@ethereum")
TERMS = Terms((ETHEREUM, TRON, USDC), "0.1", "100000")


def refused(text: str, terms: Terms = TERMS) -> Refusal:
    refusal = read_request(text, terms)
    assert isinstance(refusal, Refusal)
    return refusal


@pytest.mark.parametrize(
    ("text", "amount", "asset"),
    [
        ("100", "100", ETHEREUM),
        ("100 USDT", "100", ETHEREUM),
        ("100usdt", "100", ETHEREUM),
        ("USDT 100", "100", ETHEREUM),
        ("usdt100", "100", ETHEREUM),
        ("0.5 usdt tron", "0.5", TRON),
        ("100 USDT TRC20", "100", TRON),
        ("100 uSdT tRoN", "100", TRON),
        ("tron 100usdt", "100", TRON),
        ("TRC-20 usdt 12.5", "12.5", TRON),
        ("100 tron", "100", TRON),
        ("100 erc20", "100", ETHEREUM),
        ("100 usdt eth", "100", ETHEREUM),
        ("100 trx usdt", "100", TRON),
        ("100 usdc", "100", USDC),
        (" \t100 \n  USDT   \u00a0tron ", "100", TRON),
        (".5", "0.5", ETHEREUM),
        (".5usdt", "0.5", ETHEREUM),
        ("007.500000", "7.5", ETHEREUM),
        ("0.1", "0.1", ETHEREUM),
        ("100000", "100000", ETHEREUM),
        ("99999.999999", "99999.999999", ETHEREUM),
    ],
)
def test_a_clear_request_is_understood(text: str, amount: str, asset: Asset) -> None:
    assert read_request(text, TERMS) == Request(Money.of(amount, asset.token), asset)


@pytest.mark.parametrize(
    ("text", "reason", "word"),
    [
        ("", Reason.NO_AMOUNT, ""),
        ("   ", Reason.NO_AMOUNT, ""),
        ("usdt tron", Reason.NO_AMOUNT, ""),
        ("0", Reason.ZERO, "0"),
        ("0.000000", Reason.ZERO, "0.000000"),
        ("0.0000000", Reason.ZERO, "0.0000000"),
        (".0usdt", Reason.ZERO, ".0"),
        ("-5", Reason.NEGATIVE, "-5"),
        ("−5 usdt", Reason.NEGATIVE, "−5"),
        ("–.5", Reason.NEGATIVE, "–.5"),
        ("-5usdt", Reason.NEGATIVE, "-5"),
        ("1.0000001", Reason.TOO_PRECISE, "1.0000001"),
        ("1.0000000", Reason.TOO_PRECISE, "1.0000000"),
        ("0.0000001usdt", Reason.TOO_PRECISE, "0.0000001"),
        ("1e9", Reason.EXPONENT, "1e9"),
        ("1E+2 usdt", Reason.EXPONENT, "1E+2"),
        ("NaN", Reason.NOT_A_NUMBER, "NaN"),
        ("inf", Reason.NOT_A_NUMBER, "inf"),
        ("-Infinity", Reason.NOT_A_NUMBER, "-Infinity"),
        ("0x10", Reason.NOT_A_NUMBER, "0x10"),
        ("+5", Reason.NOT_A_NUMBER, "+5"),
        ("100.", Reason.NOT_A_NUMBER, "100."),
        ("$100", Reason.NOT_A_NUMBER, "$100"),
        ("1/2", Reason.NOT_A_NUMBER, "1/2"),
        ("1½", Reason.NOT_A_NUMBER, "1½"),
        ("usdt.5", Reason.NOT_A_NUMBER, "usdt.5"),
        ("1\u200b000", Reason.NOT_A_NUMBER, "1\u200b000"),
        ("1,000", Reason.SEPARATOR, "1,000"),
        ("1,5", Reason.SEPARATOR, "1,5"),
        ("1.000,5", Reason.SEPARATOR, "1.000,5"),
        ("1,000.5", Reason.SEPARATOR, "1,000.5"),
        ("1.000.000", Reason.SEPARATOR, "1.000.000"),
        ("1'000", Reason.SEPARATOR, "1'000"),
        ("1’000", Reason.SEPARATOR, "1’000"),
        ("1_000", Reason.SEPARATOR, "1_000"),
        ("1٬000", Reason.SEPARATOR, "1٬000"),
        ("1٫5", Reason.SEPARATOR, "1٫5"),
        ("1،000", Reason.SEPARATOR, "1،000"),
        ("1，000", Reason.SEPARATOR, "1，000"),
        ("1．5", Reason.SEPARATOR, "1．5"),
        ("1。5", Reason.SEPARATOR, "1。5"),
        ("1·5", Reason.SEPARATOR, "1·5"),
        ("1,000usdt", Reason.SEPARATOR, "1,000"),
        ("usdt1,000", Reason.SEPARATOR, "1,000"),
        ("100,", Reason.SEPARATOR, "100,"),
        ("1 000", Reason.TWO_AMOUNTS, "1 000"),
        ("1\u00a0000", Reason.TWO_AMOUNTS, "1 000"),
        ("1\u202f000", Reason.TWO_AMOUNTS, "1 000"),
        ("100 usdt 200", Reason.TWO_AMOUNTS, "100 200"),
        ("1 000,5", Reason.TWO_AMOUNTS, "1 000,5"),
        ("١٠٠", Reason.FOREIGN_DIGITS, "١٠٠"),
        ("１００", Reason.FOREIGN_DIGITS, "１００"),
        ("१०० usdt", Reason.FOREIGN_DIGITS, "१००"),
        ("10０", Reason.FOREIGN_DIGITS, "10０"),
        ("١٬٠٠٠٫٥", Reason.FOREIGN_DIGITS, "١٬٠٠٠٫٥"),
        ("１００usdt", Reason.FOREIGN_DIGITS, "１００"),
        ("10²", Reason.FOREIGN_DIGITS, "10²"),
        ("0.099999", Reason.TOO_SMALL, "0.099999"),
        ("100000.000001", Reason.TOO_LARGE, "100000.000001"),
        ("9" * 4000, Reason.TOO_LARGE, "9" * 4000),
        ("100 doge", Reason.UNKNOWN_TOKEN, "doge"),
        ("please", Reason.UNKNOWN_TOKEN, "please"),
        ("100 «»", Reason.UNKNOWN_TOKEN, "«»"),
        ("100 usdt moon", Reason.UNKNOWN_NETWORK, "moon"),
        ("100 usdt arbitrum", Reason.UNKNOWN_NETWORK, "arbitrum"),
        ("100 usdc tron", Reason.NOT_ON_NETWORK, "usdc tron"),
        ("100 usdt tron please", Reason.TOO_MUCH, "please"),
        ("100 usdt usdt", Reason.TOO_MUCH, "usdt"),
        ("100 usdt usdc", Reason.TOO_MUCH, "usdc"),
        ("100 usdt tron eth", Reason.TOO_MUCH, "eth"),
    ],
)
def test_an_unclear_request_is_refused_for_its_reason(
    text: str, reason: Reason, word: str
) -> None:
    refusal = refused(text)
    assert (refusal.reason, refusal.word) == (reason, word)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5 btc", "5"),
        ("5 usdt moon", "5"),
        ("1e9 btc", ""),
        ("btc", ""),
        ("0.01", ""),
        ("5 6", ""),
    ],
)
def test_the_amount_is_remembered_if_other_words_are_at_fault(text: str, amount: str) -> None:
    assert refused(text).amount == amount


@pytest.mark.parametrize("name", ["Arbitrum One", "arbitrum  one", "ARB", "arbitrum"])
def test_a_network_may_be_named_as_on_its_card(name: str) -> None:
    arbitrum = Asset.of("USDT@arbitrum")
    terms = Terms((ETHEREUM, arbitrum), "1", "1000")
    assert read_request(f"100 usdt {name}", terms) == Request(Money.of("100", "USDT"), arbitrum)
    assert isinstance(read_request("100 usdt arbitrum onetwo", terms), Refusal)


def test_the_first_fault_is_named() -> None:
    assert refused("1,000 doge -5").reason is Reason.SEPARATOR


@pytest.mark.parametrize("text", ["0.5 ETH", "0.5 trx", "trx 5"])
def test_the_coin_of_a_network_is_not_taken_for_a_token_on_it(text: str) -> None:
    assert refused(text).reason is Reason.UNKNOWN_TOKEN


def test_a_token_named_like_a_network_is_that_token() -> None:
    ether = Asset.of("ETH@ethereum")
    terms = Terms((ETHEREUM, ether), "0.1", "1000")
    assert read_request("5 ETH", terms) == Request(Money.of("5", "ETH"), ether)
    assert read_request("5eth eth", terms) == Request(Money.of("5", "ETH"), ether)
    assert read_request("5 USDT ETH", terms) == Request(Money.of("5", "USDT"), ETHEREUM)


def test_a_word_for_two_networks_is_not_guessed() -> None:
    terms = Terms((Asset.of("USDT@sepolia"), Asset.of("USDT@shasta")), "1", "1000")
    assert refused("100 usdt test", terms) == Refusal(Reason.UNKNOWN_NETWORK, "test", amount="100")


def test_a_token_may_end_in_a_digit() -> None:
    usd1 = Asset.of("USD1@ethereum")
    terms = Terms((usd1,), "1", "1000")
    assert read_request("100 usd1", terms) == Request(Money.of("100", "USD1"), usd1)
    assert refused("usd1100", terms).reason is Reason.NOT_A_NUMBER


def test_the_first_asset_of_a_token_is_its_default() -> None:
    terms = Terms((USDC, TRON, ETHEREUM), "1", "1000")
    assert read_request("5", terms) == Request(Money.of("5", "USDC"), USDC)
    assert read_request("5 usdt", terms) == Request(Money.of("5", "USDT"), TRON)


def on(lists: Lists) -> Terms:
    """The usual terms, with what the gateway's lists say."""
    return Terms(TERMS.assets, TERMS.minimum, TERMS.maximum, lists)


@pytest.mark.parametrize("text", ["5", "5 usdt"])
def test_an_open_network_is_preferred_when_none_was_named(text: str) -> None:
    terms = on(closed("ethereum"))
    assert read_request(text, terms) == Request(Money.of("5", "USDT"), TRON)


@pytest.mark.parametrize(
    ("text", "keys", "asset"),
    [
        ("5 usdt tron", ("tron",), TRON),
        ("5 tron", ("tron",), TRON),
        ("5 usdc", ("ethereum",), USDC),
        ("5", ("tron", "ethereum"), ETHEREUM),
    ],
)
def test_a_network_under_maintenance_is_refused_by_name(
    text: str, keys: tuple[str, ...], asset: Asset
) -> None:
    refusal = refused(text, on(closed(*keys)))
    assert refusal == Refusal(Reason.CLOSED, amount="5", asset=asset)


def test_nobody_who_named_no_token_is_moved_to_another_one() -> None:
    terms = Terms((ETHEREUM, Asset.of("USDC@tron")), "1", "1000", closed("ethereum"))
    assert refused("5", terms).reason is Reason.CLOSED


@pytest.mark.parametrize(
    ("text", "reason", "limit"),
    [
        ("9.99", Reason.TOO_SMALL_THERE, "10"),
        ("501 usdt", Reason.TOO_LARGE_THERE, "500"),
    ],
)
def test_the_gateways_limit_is_named_where_it_is_the_tighter_one(
    text: str, reason: Reason, limit: str
) -> None:
    refusal = refused(text, on(limited("USDT@ethereum", "10", "500")))
    assert (refusal.reason, refusal.asset) == (reason, ETHEREUM)
    assert refusal.limit == Money.of(limit, "USDT")


def test_the_gateways_limit_of_one_network_is_none_of_another() -> None:
    terms = on(limited("USDT@ethereum", "10", "500"))
    assert read_request("5 tron", terms) == Request(Money.of("5", "USDT"), TRON)
    assert read_request("10", terms) == Request(Money.of("10", "USDT"), ETHEREUM)


def test_our_own_limit_is_named_where_it_is_the_tighter_one() -> None:
    terms = on(limited("USDT@ethereum", "0.01", "9000000"))
    assert refused("0.05", terms) == Refusal(Reason.TOO_SMALL, "0.05")
    assert refused("100001", terms) == Refusal(Reason.TOO_LARGE, "100001")


def test_what_no_amount_would_fit_is_passed_over_and_refused_if_it_is_named() -> None:
    terms = on(limited("USDT@ethereum", "100001"))
    assert read_request("5", terms) == Request(Money.of("5", "USDT"), TRON)
    refusal = refused("5 usdt erc20", terms)
    assert (refusal.reason, refusal.word) == (Reason.NOT_ON_NETWORK, "USDT ethereum")


PIECES = st.sampled_from(
    [
        "usdt",
        "USDC",
        "tron",
        "ERC20",
        "eth",
        "doge",
        "1",
        "0",
        "00",
        "25",
        ".",
        ",",
        "-",
        "−",
        "e",
        "'",
        "_",
        " ",
        "  ",
        "\u00a0",
        "٣",
        "１",
        "，",
        "nan",
        "inf",
        "+",
        "%",
        "½",
        "²",
        "ſ",
        "ß",
    ]
)
TEXTS = st.text() | st.lists(PIECES, max_size=8).map("".join)
PLAIN = re.compile(r"[0-9]*\.?[0-9]+", re.ASCII)


@given(TEXTS)
def test_any_text_is_taken_within_the_terms_or_refused(text: str) -> None:
    answer = read_request(text, TERMS)
    if isinstance(answer, Refusal):
        assert isinstance(answer.reason, Reason)
        return
    assert answer.asset in TERMS.assets
    assert answer.amount.token == answer.asset.token
    assert Money.of("0.1", answer.asset.token) <= answer.amount
    assert answer.amount <= Money.of("100000", answer.asset.token)


@given(
    TEXTS,
    st.sets(st.sampled_from(["tron", "ethereum"])),
    st.sampled_from([("", ""), ("20", ""), ("", "0.5"), ("100001", ""), ("", "0.01")]),
)
def test_whatever_the_lists_say_only_what_is_offered_is_taken(
    text: str, keys: set[str], limits: tuple[str, str]
) -> None:
    lists = Lists(Listing(frozenset(keys), limits_of("USDT@tron", *limits)))
    answer = read_request(text, on(lists))
    assert isinstance(answer, Refusal) or on(lists).takes(answer.amount, answer.asset)


@given(TEXTS)
def test_the_amount_taken_stands_in_the_text_and_is_the_only_one(text: str) -> None:
    answer = read_request(text, TERMS)
    if isinstance(answer, Request):
        numbers = PLAIN.findall(re.sub(r"(?i)[et]rc-?20", "", text))
        assert [Decimal(number) for number in numbers] == [Decimal(answer.amount.plain)]


@given(
    st.integers(100_000, 10**11).map(lambda millionths: Money(millionths, "USDT")),
    st.sampled_from([ETHEREUM, TRON]),
)
def test_the_text_of_a_request_reads_as_that_request(amount: Money, asset: Asset) -> None:
    request = Request(amount, asset)
    assert read_request(str(request), TERMS) == request


@pytest.mark.parametrize("word", ["1" + "," * 4094 + "x", "1" * 4095 + "x", "x1" * 2000])
def test_a_long_word_is_refused_without_much_ado(word: str) -> None:
    assert refused(word).reason is Reason.NOT_A_NUMBER
