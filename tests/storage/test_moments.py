from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.moments import from_ms, to_ms

MOMENTS = st.datetimes(timezones=st.just(UTC))


def test_a_moment_is_milliseconds_since_1970() -> None:
    assert to_ms(datetime(1970, 1, 1, 0, 0, 1, 234_567, tzinfo=UTC)) == 1234
    assert from_ms(1234) == datetime(1970, 1, 1, 0, 0, 1, 234_000, tzinfo=UTC)


def test_another_zone_is_the_same_moment() -> None:
    zone = timezone(timedelta(hours=8))
    assert to_ms(datetime(1970, 1, 1, 8, 0, 1, tzinfo=zone)) == 1000


@given(MOMENTS)
def test_a_moment_comes_back_cut_off_at_the_millisecond(moment: datetime) -> None:
    back = from_ms(to_ms(moment))
    assert back.tzinfo is UTC
    assert timedelta(0) <= moment - back < timedelta(milliseconds=1)


@given(MOMENTS, MOMENTS)
def test_later_moments_have_larger_numbers(one: datetime, other: datetime) -> None:
    assert (to_ms(one) <= to_ms(other)) or one > other


@pytest.mark.parametrize("convert", [to_ms, from_ms])
def test_no_moment_stays_none(convert: object) -> None:
    assert callable(convert)
    assert convert(None) is None
