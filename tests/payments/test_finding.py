import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.finding import read_filter, read_hash, read_sum
from bot.payments.listing import Filter, Sum
from bot.payments.money import MOST_MILLIONTHS

TOKENS = ("USDT", "USDC")
HASH = "0123456789abcdef" * 4


@pytest.mark.parametrize("wanted", Filter)
def test_a_filter_is_named_in_any_case(wanted: Filter) -> None:
    assert read_filter(f" {wanted.upper()} ") is wanted
    assert read_filter(f"{wanted}s") is None


@pytest.mark.parametrize("text", [HASH, HASH.upper(), f"0x{HASH}", f"0X{HASH}", f" {HASH}\n"])
def test_a_transaction_is_named_by_its_hash(text: str) -> None:
    assert read_hash(text) == text.strip()


@pytest.mark.parametrize(
    "text", [HASH[1:], f"{HASH}0", f"0x{HASH[:-1]}g", f"{HASH} x", "\u0663" * 64]
)
def test_what_is_no_hash_is_none(text: str) -> None:
    assert read_hash(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("100", Sum(100_000_000)),
        ("100.5 USDT", Sum(100_500_000, "USDT")),
        ("usdc 0.000001", Sum(1, "USDC")),
        (" 7usdt ", Sum(7_000_000, "USDT")),
        (".5", Sum(500_000)),
        ("0000000005", Sum(5_000_000)),
        ("9223372036854.775807", Sum(MOST_MILLIONTHS)),
    ],
)
def test_an_amount_is_read(text: str, found: Sum) -> None:
    assert read_sum(text, TOKENS) == found


@pytest.mark.parametrize(
    "text",
    [
        *("", "USDT", "0", "-5", "1e3", "1,000", "1.2.3", "1 000", "0.0000001", "100 DOGE"),
        *(
            "USDT 100 USDT",
            "100 USDT tron",
            "9223372036854.775808",
            "999999999999999",
            "..",
            "\u0661",
        ),
    ],
)
def test_what_is_no_amount_is_not_guessed_at(text: str) -> None:
    assert read_sum(text, TOKENS) is None


@given(st.integers(1, MOST_MILLIONTHS), st.sampled_from([None, *TOKENS]))
def test_every_amount_is_read_as_it_is_written(millionths: int, token: str | None) -> None:
    wanted = Sum(millionths, token)
    assert read_sum(str(wanted), TOKENS) == wanted


@given(st.text(max_size=80))
def test_any_words_are_read_without_an_error(text: str) -> None:
    for found in (read_filter(text), read_hash(text), read_sum(text, TOKENS)):
        assert found is None or text.strip()
