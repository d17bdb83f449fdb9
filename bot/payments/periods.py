"""Stretches of time that reports are about: whole days of a time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Span(StrEnum):
    """How people name them; each ends with today."""

    TODAY = "today"
    WEEK = "7d"
    THIRTY = "30d"
    MONTH = "month"  # since the first of this month


@dataclass(frozen=True, slots=True)
class Period:
    """Some days, and the borders of its slots: hours if it is one day, else days.

    Attributes:
        zone: whose days they are.
        first: the first day.
        last: the last day, which belongs to it.
        borders: where each slot begins, and where the last one ends; UTC, never going back.
    """

    zone: tzinfo
    first: date
    last: date
    borders: tuple[datetime, ...]

    @property
    def start(self) -> datetime:
        """The first moment of it."""
        return self.borders[0]

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return self.borders[-1]

    @property
    def is_one_day(self) -> bool:
        """Whether its slots are hours."""
        return self.first == self.last


def period_of(span: Span, now: datetime, zone: tzinfo) -> Period:
    """The days that `span` means at this moment, in a time zone."""
    today = now.astimezone(zone).date()
    match span:
        case Span.TODAY:
            first = today
        case Span.WEEK:
            first = today - 6 * DAY
        case Span.THIRTY:
            first = today - 29 * DAY
        case Span.MONTH:
            first = today.replace(day=1)
    return days(first, today, zone)


def days(first: date, last: date, zone: tzinfo) -> Period:
    """The days from `first` to `last`, both among them."""
    if first == last:
        return Period(
            zone, first, last, _hours(midnight(first, zone), midnight(first + DAY, zone))
        )
    count = (last - first).days + 1
    borders = tuple(midnight(first + number * DAY, zone) for number in range(count + 1))
    return Period(zone, first, last, borders)


def midnight(day: date, zone: tzinfo) -> datetime:
    """When a day begins, in UTC; where clocks skip midnight, the moment when they do."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _hours(start: datetime, end: datetime) -> tuple[datetime, ...]:
    """A day has 24 of them, but one more or less when the clocks are changed."""
    borders = [start]
    while borders[-1] + HOUR < end:
        borders.append(borders[-1] + HOUR)
    return (*borders, end)
