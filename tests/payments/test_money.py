# ruff: noqa: RUF001 - digits and signs that look alike are what is tested

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.money import MOST_MILLIONTHS, NETWORKS, Asset, Money

MILLIONTHS = st.integers(0, MOST_MILLIONTHS)


@pytest.mark.parametrize(
    ("text", "millionths"),
    [("100", 100_000_000), ("12.5", 12_500_000), ("0.000001", 1), ("007", 7_000_000), ("0", 0)],
)
def test_plain_decimals_are_read_exactly(text: str, millionths: int) -> None:
    assert Money.of(text, "USDT") == Money(millionths, "USDT")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "-1",
        "+1",
        ".5",
        "5.",
        "1,5",
        "1e3",
        "0x1",
        "1.0000001",
        "NaN",
        "inf",
        "1_0",
        "١",
        "１",
        "1\n",
    ],
)
def test_anything_else_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="is not a plain decimal of at most 6 decimals"):
        Money.of(text, "USDT")


@given(MILLIONTHS)
def test_the_plain_text_of_an_amount_reads_as_that_amount(millionths: int) -> None:
    money = Money(millionths, "USDT")
    assert Money.of(money.plain, "USDT") == money


@pytest.mark.parametrize(
    ("text", "plain"), [("100.000000", "100"), ("0.50", "0.5"), ("10", "10"), ("0", "0")]
)
def test_the_plain_text_has_no_needless_zeros(text: str, plain: str) -> None:
    assert Money.of(text, "USDT").plain == plain
    assert str(Money.of(text, "USDT")) == f"{plain} USDT"


@pytest.mark.parametrize(
    ("counted", "millionths"),
    [
        ("100", 100_000_000),
        ("0.0000019", 1),
        ("99.9999999999", 99_999_999),
        ("99.99999999999999999999999999999999999999", 99_999_999),
        ("1E-999999", 0),
        ("9999999999999", MOST_MILLIONTHS),
        ("1E+999", MOST_MILLIONTHS),
    ],
)
def test_what_somebody_else_counted_is_cut_off(counted: str, millionths: int) -> None:
    assert Money.counted(Decimal(counted), "USDT") == Money(millionths, "USDT")


@given(st.decimals(0, 10**18, allow_nan=False, places=24))
def test_cutting_off_never_makes_an_amount_larger(counted: Decimal) -> None:
    money = Money.counted(counted, "USDT")
    assert 0 <= money.millionths <= MOST_MILLIONTHS
    assert Decimal(money.plain) <= counted


@given(MILLIONTHS, MILLIONTHS)
def test_amounts_of_one_token_are_ordered_by_size(one: int, other: int) -> None:
    assert (Money(one, "USDT") < Money(other, "USDT")) == (one < other)
    assert (Money(one, "USDT") >= Money(other, "USDT")) == (one >= other)


def test_an_amount_is_taken_off_another() -> None:
    assert Money.of("100", "USDT") - Money.of("0.5", "USDT") == Money.of("99.5", "USDT")


def test_two_tokens_are_not_reckoned_together() -> None:
    one, other = Money.of("1", "USDT"), Money.of("1", "USDC")
    assert one != other
    with pytest.raises(ValueError, match="USDT and USDC cannot be reckoned together"):
        _ = one - other
    with pytest.raises(ValueError, match="USDT and USDC cannot be reckoned together"):
        _ = one < other


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("ethereum", "ethereum"),
        ("ETH", "ethereum"),
        ("erc20", "ethereum"),
        ("ERC-20", "ethereum"),
        ("Tron", "tron"),
        ("TRC20", "tron"),
        ("trx", "tron"),
        ("ArbitrumOne", "arbitrum"),
        ("arb", "arbitrum"),
        ("sepolia", "sepolia"),
        ("shasta", "shasta"),
        ("arbitrum-sepolia", "arbitrum-sepolia"),
    ],
)
def test_a_network_answers_to_what_people_call_it(word: str, key: str) -> None:
    assert [each.key for each in NETWORKS.values() if each.answers_to(word)] == [key]


def test_a_network_shows_both_its_names() -> None:
    assert str(NETWORKS["tron"]) == "TRON · TRC20"


@pytest.mark.parametrize("text", ["USDT@tron", " usdt@TRON "])
def test_an_asset_is_read_from_the_settings(text: str) -> None:
    assert Asset.of(text) == Asset("USDT", NETWORKS["tron"])
    assert str(Asset.of(text)) == "USDT@tron"


@pytest.mark.parametrize(
    "text", ["", "USDT", "@tron", "USDT@moon", "U@tron", "1USDT@tron", "ÜS@tron"]
)
def test_an_asset_needs_a_token_and_a_known_network(text: str) -> None:
    with pytest.raises(ValueError, match="is not TOKEN@network with a network of ethereum, tron"):
        Asset.of(text)
