from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.money import Asset
from bot.payments.refusals import Reason, Refusal
from bot.payments.terms import Terms
from bot.payments.wishes import LONGEST_TEXT, Flaw, Flawed, Wish, read_wish
from tests.orders import NOW

TERMS = Terms(tuple(map(Asset.of, ("USDT@ethereum", "USDT@arbitrum", "USDC@tron"))), "1", "1000")


def read(text: str) -> Wish | Refusal | Flawed:
    return read_wish(text, TERMS, NOW)


def taken(text: str) -> Wish:
    wish = read(text)
    assert isinstance(wish, Wish), wish
    return wish


@pytest.mark.parametrize(
    ("text", "request_", "what"),
    [
        ("25", "25 USDT ethereum", ""),
        ("25 USDT coffee", "25 USDT ethereum", "coffee"),
        ("25usdt arbitrum one for two coffees", "25 USDT arbitrum", "for two coffees"),
        ("25 Arbitrum One", "25 USDT arbitrum", ""),
        ("usdc 25 tron shirt, size L", "25 USDC tron", "shirt, size L"),
        ("25 USDT 30 min massage", "25 USDT ethereum", "30 min massage"),
        ("25 from me to you", "25 USDT ethereum", "from me to you"),
        ("25 until we meet again", "25 USDT ethereum", "until we meet again"),
        ("25 قهوه ☕", "25 USDT ethereum", "قهوه ☕"),
    ],
)
def test_what_comes_after_amount_token_and_network_is_what_it_is_for(
    text: str, request_: str, what: str
) -> None:
    wish = taken(text)
    assert (str(wish.request), wish.text) == (request_, what)
    assert (wish.payer_name, wish.until, wish.is_multi) == ("", None, False)


def test_payer_time_and_multi_stand_at_the_end_in_any_order() -> None:
    for text in (
        "25 USDT coffee to @Bob_1 until 2h",
        "25 USDT coffee until 2h to @Bob_1",
        "25 USDT --multi coffee until 120m to @Bob_1",
        "25 USDT coffee UNTIL 2H To @Bob_1 —MULTI",
    ):
        wish = taken(text)
        assert (wish.text, wish.payer_name) == ("coffee", "Bob_1")
        assert wish.until == NOW + timedelta(hours=2)
        assert wish.is_multi == ("multi" in text.casefold())


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("90min", NOW + timedelta(minutes=90)),
        ("3d", NOW + timedelta(days=3)),
        ("2w", NOW + timedelta(weeks=2)),
        (f"{NOW + timedelta(days=9):%Y-%m-%d}", None),
        (f"{NOW:%Y-%m-%d} 23:59", NOW.replace(hour=23, minute=59, second=0, microsecond=0)),
    ],
)
def test_a_time_is_a_span_or_a_date_which_ends_with_its_day(
    text: str, moment: datetime | None
) -> None:
    if moment is None:
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC) + timedelta(days=1)
    assert taken(f"5 tea until {text}").until == moment


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        *(("2020-01-01", Flaw.PAST), ("2020-01-01 10:00", Flaw.PAST)),
        *(("400d", Flaw.TOO_FAR), ("99999w", Flaw.TOO_FAR), ("9999-12-31", Flaw.TOO_FAR)),
        *(("tomorrow", Flaw.NO_TIME), ("0d", Flaw.NO_TIME), ("2026-13-01", Flaw.NO_TIME)),
        *(("3 days", Flaw.NO_TIME), ("٣d", Flaw.NO_TIME), ("2026-12-24 25:00", Flaw.NO_TIME)),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_no_text(text: str, flaw: Flaw) -> None:
    assert read(f"5 tea until {text}") == Flawed(flaw, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *(("", Reason.NO_AMOUNT), ("coffee", Reason.UNKNOWN_TOKEN), ("USDT", Reason.NO_AMOUNT)),
        *(("1 000 USDT", Reason.TWO_AMOUNTS), ("1,000 tea", Reason.SEPARATOR)),
        *(("25 USTD coffee", Reason.UNKNOWN_TOKEN), ("25 BTC", Reason.UNKNOWN_TOKEN)),
        *(("25 USDT USDC", Reason.UNKNOWN_TOKEN), ("0 tea", Reason.ZERO)),
        *(("5000 tea", Reason.TOO_LARGE), ("0.5 tea", Reason.TOO_SMALL), ("-5", Reason.NEGATIVE)),
        *(("to @bob", Reason.UNKNOWN_TOKEN), ("until 2h", Reason.UNKNOWN_TOKEN)),
    ],
)
def test_what_is_not_certain_about_the_money_is_refused(text: str, reason: Reason) -> None:
    refusal = read(text)
    assert isinstance(refusal, Refusal)
    assert refusal.reason is reason


def test_a_text_has_a_longest_length() -> None:
    assert len(taken(f"5 {'x' * LONGEST_TEXT}").text) == LONGEST_TEXT
    too_long = read(f"5 {'x' * (LONGEST_TEXT + 1)}")
    assert isinstance(too_long, Flawed)
    assert too_long.flaw is Flaw.TOO_LONG


@given(st.text())
def test_any_words_give_a_wish_or_a_reason(text: str) -> None:
    wish = read(text)
    if isinstance(wish, Wish):
        low, high = TERMS.range_of(wish.request.asset)
        assert low <= wish.request.amount <= high
        assert wish.until is None or wish.until > NOW


WORDS = ("25", "1", "USDT", "usdc", "tron", "to", "@bob1", "until", "2h", "3d", "--multi", "tea")


@given(st.lists(st.sampled_from(WORDS)))
def test_no_order_of_words_changes_the_amount_that_was_written(words: list[str]) -> None:
    wish = read(" ".join(words))
    if isinstance(wish, Wish):
        assert wish.request.amount.plain in words
