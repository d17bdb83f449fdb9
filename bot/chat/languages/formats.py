"""Moments, numbers and lists, as the language that is spoken writes them.

English keeps to the ISO's way of writing moments and to bare digits, which nobody misreads.
Amounts that may be copied are written by none of these: they are the same everywhere.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple

from babel.dates import format_date, format_skeleton, get_datetime_format
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.chat.languages.directions import isolate
from bot.chat.languages.known import Language
from bot.chat.languages.speaking import spoken

MARK = "\u200f"  # of the direction; Babel puts it where our own fences do its work
LATIN = "0123456789"


class Signs(NamedTuple):
    """What numbers are written with: the ten digits begin with nought."""

    thousands: str
    decimal: str
    digits: str


# Spaces, since a point and a comma mean the opposite in Madrid and in Mexico.
_SPACED = Signs("\N{NO-BREAK SPACE}", ",", LATIN)
_SIGNS: Mapping[Language, Signs] = {
    Language.ENGLISH: Signs(",", ".", LATIN),
    Language.CHINESE: Signs(",", ".", LATIN),
    Language.RUSSIAN: _SPACED,
    Language.SPANISH: _SPACED,
    Language.PERSIAN: Signs("٬", "\N{ARABIC DECIMAL SEPARATOR}", "۰۱۲۳۴۵۶۷۸۹"),
}
_PERSIAN_DIGITS = str.maketrans(LATIN, _SIGNS[Language.PERSIAN].digits, MARK)


def signs() -> Signs:
    """The signs of numbers in the language that is spoken."""
    return _SIGNS[spoken()]


def set_apart(plain: str | int) -> str:
    """A number such as `1234.5` with its thousands set apart, to be read and not to be copied."""
    whole, _, part = str(plain).partition(".")
    ours = signs()
    text = f"{int(whole):,}".replace(",", ours.thousands)
    return digits(f"{text}{ours.decimal if part else ''}{part}")


def number(count: float, pattern: str | None = None) -> str:
    """A count or a measure; `pattern` says how many decimals, such as `0.0`."""
    language = spoken()
    if language is Language.ENGLISH and pattern is None:
        return str(count)
    return digits(format_decimal(count, pattern, language, numbering_system="default"))


def calendar_day(on: date) -> str:
    """A day with its year."""
    language = spoken()
    if language is Language.ENGLISH:
        return on.isoformat()
    return digits(format_date(on, "medium", language))


def date_and_time(at: datetime) -> str:
    """A moment in UTC, to the minute."""
    language = spoken()
    if language is Language.ENGLISH:
        return f"{at:%Y-%m-%d %H:%M}"
    return _joined(format_date(at.astimezone(UTC), "medium", language), clock_time(at))


def day_and_time(at: datetime) -> str:
    """A moment in UTC of these days, to the second and without its year."""
    language = spoken()
    if language is Language.ENGLISH:
        return f"{at:%m-%d %H:%M:%S}"
    return _joined(_skeleton("MMMd", at), clock_time(at, seconds=True))


def clock_time(at: datetime, *, seconds: bool = False) -> str:
    """A time of day in UTC."""
    if spoken() is Language.ENGLISH:
        return f"{at:%H:%M:%S}" if seconds else f"{at:%H:%M}"
    return _skeleton("Hms" if seconds else "Hm", at)


def either(choices: Sequence[str]) -> str:
    """All of them, as one says that any will do: `A or B`."""
    return " or ".join(choices) if spoken() is Language.ENGLISH else _listed(choices, "or")


def all_of(pieces: Sequence[str]) -> str:
    """All of them together: `A, B`."""
    return ", ".join(pieces) if spoken() is Language.ENGLISH else _listed(pieces, "standard")


def _listed(pieces: Sequence[str], style: Literal["or", "standard"]) -> str:
    language = spoken()
    fenced = [isolate(each) for each in pieces] if language.is_right_to_left else pieces
    return format_list(fenced, style, language).replace(MARK, "")


def _joined(day: str, time: str) -> str:
    """Day and time, in the order of the language."""
    pattern = str(get_datetime_format("medium", locale=spoken()))
    return digits(pattern.replace("{1}", day).replace("{0}", time))


def _skeleton(fields: str, at: datetime) -> str:
    return digits(format_skeleton(fields, at, UTC, locale=spoken()))


def digits(text: str) -> str:
    """In Persian its own digits, which Babel leaves out; marks of direction are not needed."""
    return text.translate(_PERSIAN_DIGITS) if spoken() is Language.PERSIAN else text
