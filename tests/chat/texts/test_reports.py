from dataclasses import replace
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.languages.known import Language
from bot.chat.languages.speaking import speaking
from bot.chat.texts.reports import (
    NO_NETWORKS,
    chart_labels,
    digest,
    grouped,
    not_a_period,
    report,
)
from bot.payments.money import NETWORKS, Money
from bot.payments.periods import Period, days
from bot.payments.reporting import Figures, Part, Short, Taken

WEEK = days(date(2026, 1, 1), date(2026, 1, 7), UTC)
DAY = days(date(2026, 1, 7), date(2026, 1, 7), ZoneInfo("Europe/Madrid"))


def part(count: int, amount: str, coin: str = "USDT") -> Part:
    return Part(count, Money.of(amount, coin))


NONE = part(0, "0")
TOKENS = ("USDT", "USDC", "EURC", "PYUSD")


def full(period: Period = WEEK) -> Figures:
    tron = Taken(part(10, "1000.5"), part(2, "20"), part(1, "0.25"), part(1, "3"))
    ethereum = Taken(part(2, "234"), NONE, NONE, NONE)
    dollars = Taken(*(part(count, "8", "USDC") for count in (1, 0, 0, 0)))
    return Figures(
        period,
        asked=20,
        asked_and_paid=13,
        taken={
            "USDC": {NETWORKS["tron"]: dollars},
            "USDT": {NETWORKS["ethereum"]: ethereum, NETWORKS["tron"]: tron},
        },
        median=timedelta(minutes=3, seconds=20),
        short={"USDT": Short(2, Money.of("5", "USDT"), Money.of("1005", "USDT"))},
        bars={"USDC": (0, 8_000_000), "USDT": (1_000_000_000, 234_500_000)},
    )


def test_a_report_tells_all_of_it_token_by_token() -> None:
    assert report(full(), in_group=False) == (
        "<b>Report: 2026-01-01 to 2026-01-07, UTC</b>\n"
        "<b>8 USDC</b> in 1 payment\n"
        "TRON · TRC20: 8 in 1\n\n"
        "<b>1,234.5 USDT</b> in 12 payments, 102.875 USDT on average\n"
        "Ethereum · ERC20: 234 in 2\n"
        "TRON · TRC20: 1,000.5 in 10\n"
        "Late: 2, 20 USDT\n"
        "Less than asked, but let pass: 1, 0.25 USDT is missing\n"
        "More than asked: 1, 3 USDT on top\n\n"
        "Asked for: 20 orders, of which 13 are paid (65 %)\n"
        "Time to pay: 3 minutes (median)\n"
        "Still short: 2 orders, 5 USDT has arrived and 1,005 USDT is missing. It is not counted"
        " above."
    )


def test_a_report_of_a_group_says_so() -> None:
    assert report(full(), in_group=True).startswith("<b>Report of this group: 2026-01-01 to")


def test_a_digest_says_which_day_and_whose() -> None:
    said = digest(full(DAY))
    assert said.startswith("🗓 <b>Yesterday, 2026-01-07, Europe/Madrid</b>\n<b>8 USDC</b>")


def test_a_day_without_anything_is_told_too() -> None:
    assert digest(Figures(DAY, 0, 0, {}, None, {}, {})) == (
        "🗓 <b>Yesterday, 2026-01-07, Europe/Madrid</b>\nNothing was received.\n\n"
        "No order was asked for."
    )


@pytest.mark.parametrize("language", Language)
def test_a_report_of_everything_fits_into_a_message(language: Language) -> None:
    largest = [part(10**6, "999999999999.999999", token) for token in TOKENS]
    figures = replace(
        full(),
        taken={
            each.amount.token: dict.fromkeys(NETWORKS.values(), Taken(each, each, each, each))
            for each in largest
        },
        short={each.amount.token: Short(10**6, each.amount, each.amount) for each in largest},
    )
    with speaking(language):
        for said in (report(figures, in_group=True), digest(figures)):
            assert len(said) <= 4096
            assert all(grouped(figures.of_token(token).paid.amount) in said for token in TOKENS)


def test_what_is_left_out_for_want_of_room_is_said() -> None:
    many = dict.fromkeys(NETWORKS.values(), Taken(*[part(10**6, "999999999999.999999")] * 4))
    tokens = [f"TOKEN{number}" for number in range(12)]
    said = report(replace(full(), taken=dict.fromkeys(tokens, many)), in_group=False)
    assert said.endswith(NO_NETWORKS)
    assert "TRC20" not in said


def test_a_strange_word_is_quoted_without_harm() -> None:
    assert "&lt;b&gt;" in not_a_period("<b>")


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0", "0"), ("999", "999"), ("1000", "1,000"), ("1234567.000001", "1,234,567.000001")],
)
def test_thousands_are_set_apart(amount: str, text: str) -> None:
    assert grouped(Money.of(amount, "USDT")) == f"{text} USDT"


@given(st.integers(0, 10**30))
def test_setting_thousands_apart_loses_nothing(millionths: int) -> None:
    money = Money(millionths, "USDT")
    assert grouped(money).replace(",", "") == str(money)


def test_the_picture_is_labelled_by_days() -> None:
    labels = chart_labels(full())
    assert labels.words["title"] == "Received each day"
    assert labels.words["axis"] == "2026-01-01 to 2026-01-07, UTC"
    assert labels.panels == ("8 USDC", "1,234.5 USDT")
    assert labels.marks == ("1", "2", "3", "4", "5", "6", "7")


def test_the_picture_of_one_day_is_labelled_by_hours() -> None:
    labels = chart_labels(full(DAY))
    assert labels.words["title"] == "Received each hour"
    assert labels.marks == tuple(map(str, range(24)))


def test_hours_that_are_changed_by_half_an_hour_are_labelled_truly() -> None:
    lord_howe = days(date(2026, 10, 4), date(2026, 10, 4), ZoneInfo("Australia/Lord_Howe"))
    assert chart_labels(full(lord_howe)).marks[:4] == ("0", "1", "2:30", "3:30")
