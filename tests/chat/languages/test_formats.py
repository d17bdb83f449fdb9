from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.languages.formats import (
    all_of,
    calendar_day,
    clock_time,
    date_and_time,
    day_and_time,
    either,
    number,
    set_apart,
    signs,
)
from bot.chat.languages.known import Language
from bot.chat.languages.speaking import speaking

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "moment", "day", "time"),
    [
        (Language.ENGLISH, "2026-01-02 03:04", "01-02 03:04:05", "03:04"),
        (Language.CHINESE, "2026年1月2日 03:04", "1月2日 03:04:05", "03:04"),
        (Language.RUSSIAN, "2 янв. 2026\u202fг., 03:04", "2 янв., 03:04:05", "03:04"),
        (Language.SPANISH, "2 ene 2026, 3:04", "2 ene, 3:04:05", "3:04"),
        (Language.PERSIAN, "۲ ژانویه ۲۰۲۶، ۳:۰۴", "۲ ژانویه، ۳:۰۴:۰۵", "۳:۰۴"),
    ],
)
def test_a_moment_is_written_as_the_language_writes_it(
    language: Language, moment: str, day: str, time: str
) -> None:
    with speaking(language):
        assert date_and_time(AT) == moment
        assert day_and_time(AT) == day
        assert clock_time(AT) == time


@pytest.mark.parametrize("language", [each for each in Language if each is not Language.ENGLISH])
def test_a_moment_is_told_in_utc_wherever_it_was_written(language: Language) -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=9)))
    with speaking(language):
        assert date_and_time(elsewhere) == date_and_time(AT)
        assert clock_time(elsewhere, seconds=True) == clock_time(AT, seconds=True)


@pytest.mark.parametrize(
    ("language", "count", "measure"),
    [
        (Language.ENGLISH, "1234567", "3.0"),
        (Language.CHINESE, "1,234,567", "3.0"),
        (Language.RUSSIAN, "1\u00a0234\u00a0567", "3,0"),
        (Language.SPANISH, "1.234.567", "3,0"),
        (Language.PERSIAN, "۱٬۲۳۴٬۵۶۷", "۳٫۰"),
    ],
)
def test_a_number_is_written_as_the_language_writes_it(
    language: Language, count: str, measure: str
) -> None:
    with speaking(language):
        assert number(1234567) == count
        assert number(3.0, "0.0") == measure


@pytest.mark.parametrize(
    ("language", "two", "three"),
    [
        (Language.ENGLISH, "A1 or B2", "A1 or B2 or C3"),
        (Language.CHINESE, "A1或B2", "A1、B2或C3"),
        (Language.RUSSIAN, "A1 или B2", "A1, B2 или C3"),
        (Language.SPANISH, "A1 o B2", "A1, B2 o C3"),
        (
            Language.PERSIAN,
            "\u2068A1\u2069 یا \u2068B2\u2069",
            "\u2068A1\u2069، \u2068B2\u2069، یا \u2068C3\u2069",
        ),
    ],
)
def test_choices_are_joined_as_the_language_joins_them(
    language: Language, two: str, three: str
) -> None:
    with speaking(language):
        assert either(["A1"]) in {"A1", "\u2068A1\u2069"}
        assert either(["A1", "B2"]) == two
        assert either(["A1", "B2", "C3"]) == three


@pytest.mark.parametrize(
    ("language", "three"),
    [
        (Language.ENGLISH, "A1, B2, C3"),
        (Language.CHINESE, "A1、B2和C3"),
        (Language.RUSSIAN, "A1, B2 и C3"),
        (Language.SPANISH, "A1, B2 y C3"),
        (Language.PERSIAN, "\u2068A1\u2069، \u2068B2\u2069، و \u2068C3\u2069"),
    ],
)
def test_what_comes_together_is_joined_as_the_language_joins_it(
    language: Language, three: str
) -> None:
    with speaking(language):
        assert all_of([]) == ""
        assert all_of(["A1"]) in {"A1", "\u2068A1\u2069"}
        assert all_of(["A1", "B2", "C3"]) == three


@pytest.mark.parametrize(
    ("language", "day", "amount"),
    [
        (Language.ENGLISH, "2026-01-02", "1,234,567.000001"),
        (Language.CHINESE, "2026年1月2日", "1,234,567.000001"),
        (Language.RUSSIAN, "2 янв. 2026\u202fг.", "1\xa0234\xa0567,000001"),
        (Language.SPANISH, "2 ene 2026", "1\xa0234\xa0567,000001"),
        (Language.PERSIAN, "۲ ژانویه ۲۰۲۶", "۱٬۲۳۴٬۵۶۷٫۰۰۰۰۰۱"),
    ],
)
def test_what_is_only_read_is_written_as_the_language_writes_it(
    language: Language, day: str, amount: str
) -> None:
    with speaking(language):
        assert calendar_day(AT.date()) == day
        assert set_apart("1234567.000001") == amount
        assert [set_apart(small) for small in (0, 999)] == [number(0), number(999)]


@pytest.mark.parametrize("language", Language)
@given(whole=st.integers(0, 10**30), part=st.integers(0, 999_999))
def test_setting_thousands_apart_loses_nothing(language: Language, whole: int, part: int) -> None:
    plain = f"{whole}.{part:06}"
    with speaking(language):
        back = {own: str(latin) for latin, own in enumerate(signs().digits)}
        back |= {signs().thousands: "", signs().decimal: "."}
        assert "".join(back[char] for char in set_apart(plain)) == plain
