from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.periods import Span, days, midnight, period_of

# Clocks that are changed at midnight, by half an hour, across the date line, or never.
ZONES = (
    "UTC",
    "Europe/Madrid",
    "Asia/Tehran",
    "Asia/Shanghai",
    "Africa/Cairo",
    "Asia/Beirut",
    "America/Nuuk",
    "America/Havana",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(datetime(2005, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001 - UTC is put in next
    lambda at: at.replace(tzinfo=UTC)
)
NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
MADRID = ZoneInfo("Europe/Madrid")


@given(moments, zones, st.sampled_from(Span))
def test_slots_follow_each_other_and_hold_the_moment(
    now: datetime, zone: ZoneInfo, span: Span
) -> None:
    period = period_of(span, now, zone)
    assert period.start <= now < period.end
    assert all(begins <= ends for begins, ends in pairwise(period.borders))
    assert period.last == now.astimezone(zone).date()
    assert all(border.tzinfo is UTC for border in period.borders)


@given(moments, zones, st.sampled_from([Span.WEEK, Span.THIRTY]))
def test_every_slot_of_some_days_is_a_day(now: datetime, zone: ZoneInfo, span: Span) -> None:
    period = period_of(span, now, zone)
    assert len(period.borders) == {Span.WEEK: 8, Span.THIRTY: 31}[span]
    for number, (begins, ends) in enumerate(pairwise(period.borders)):
        if begins < ends:  # Samoa has skipped a whole day once
            day = period.first + timedelta(days=number)
            assert begins.astimezone(zone).date() == day
            assert (ends - timedelta(seconds=1)).astimezone(zone).date() == day


@given(moments, zones)
def test_the_slots_of_a_day_are_its_hours(now: datetime, zone: ZoneInfo) -> None:
    period = period_of(Span.TODAY, now, zone)
    lengths = [ends - begins for begins, ends in pairwise(period.borders)]
    assert all(each == timedelta(hours=1) for each in lengths[:-1])
    assert timedelta() < lengths[-1] <= timedelta(hours=1)


@pytest.mark.parametrize(("day", "hours"), [(28, 24), (29, 23)])
def test_a_day_on_which_the_clocks_go_forward_is_shorter(day: int, hours: int) -> None:
    period = days(date(2026, 3, day), date(2026, 3, day), MADRID)
    assert len(period.borders) - 1 == hours
    assert period.is_one_day


@pytest.mark.parametrize(
    ("span", "first"), [("today", 29), ("7d", 23), ("30d", date(2026, 2, 28)), ("month", 1)]
)
def test_a_period_ends_with_today(span: str, first: int | date) -> None:
    period = period_of(Span(span), NOON, UTC)
    assert period.first == (first if isinstance(first, date) else date(2026, 3, first))
    assert period.last == date(2026, 3, 29)


def test_on_the_first_of_a_month_the_month_is_one_day() -> None:
    assert period_of(Span.MONTH, datetime(2026, 3, 1, 5, tzinfo=UTC), UTC).is_one_day


def test_the_day_is_that_of_the_zone() -> None:
    late = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    assert period_of(Span.TODAY, late, UTC).first == date(2026, 1, 31)
    assert period_of(Span.TODAY, late, MADRID).first == date(2026, 2, 1)


def test_where_clocks_skip_midnight_the_day_begins_when_they_do() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    begins = midnight(date(2026, 4, 24), cairo)
    assert begins.astimezone(cairo).hour == 1
    assert (begins - timedelta(seconds=1)).astimezone(cairo).date() == date(2026, 4, 23)
