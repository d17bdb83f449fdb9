"""The digest: once a day, at an hour of their own, merchants hear of the day before."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

from bot.clock import Clock
from bot.payments.periods import DAY, Period, days
from bot.payments.reporting import Figures, Reports
from bot.payments.zones import zone_named

HOUR = 60
GRACE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Digest:
    """When a merchant is told of the day before, and where the merchant's days begin.

    Attributes:
        minute: of the day; `None` if never.
        zone: the name of the time zone.
        last_day: the newest day on which the digest was told, or needed not be told.
    """

    person_id: int
    minute: int | None
    zone: str
    last_day: date


class Digests(Protocol):
    """The digests, as the database keeps them."""

    async def of(self, person_id: int) -> Digest | None:
        """What a merchant has chosen."""
        ...

    async def wanted(self) -> Sequence[Digest]:
        """All that are to be told."""
        ...

    async def keep(self, digest: Digest) -> None:
        """Keep what a merchant has chosen; no day is told again that was told before."""
        ...

    async def tell(self, digest: Digest, day: date, at: datetime) -> None:
        """Queue the notice of a day, unless that or a later one was queued before."""
        ...


def due_at(day: date, minute: int, zone: tzinfo) -> datetime:
    """When the digest of a day is due, in UTC.

    A time that the clocks skip is as much later as they skip; of one that comes twice the first
    counts.
    """
    hour = time(minute // HOUR, minute % HOUR)
    return datetime.combine(day, hour, zone).astimezone(UTC)


def due_day(minute: int, zone: tzinfo, now: datetime) -> date | None:
    """The day whose digest may be told now: from its hour until the end of that day.

    What is due late in the evening may be told some hours into the next day too.
    """
    today = now.astimezone(zone).date()
    for day in (today, today - DAY):
        due = due_at(day, minute, zone)
        if due <= now and (day == today or now - due < GRACE):
            return day
    return None


def chosen(person_id: int, minute: int | None, zone: str, now: datetime) -> Digest:
    """A digest as somebody chooses it; an hour that has passed today is for tomorrow."""
    here = zone_named(zone)
    today = now.astimezone(here).date()
    has_passed = minute is not None and due_at(today, minute, here) <= now
    return Digest(person_id, minute, zone, today if has_passed else today - DAY)


class Digesting:
    """Queues digests at their hours, and adds them up when they are told.

    Args:
        digests: what merchants have chosen.
        reports: what the database can add up.
        merchants: who may hear of money.
        clock: what the time is.
    """

    def __init__(
        self, digests: Digests, reports: Reports, merchants: Container[int], clock: Clock
    ) -> None:
        self._digests = digests
        self._reports = reports
        self._merchants = merchants
        self._clock = clock

    async def tick(self) -> None:
        """Queue what is due and was not queued before."""
        now = self._clock.now()
        for digest in await self._digests.wanted():
            day = _due(digest, now)
            if day and day > digest.last_day and digest.person_id in self._merchants:
                await self._digests.tell(digest, day, now)

    async def figures(self, person_id: int, queued_at: datetime) -> Figures | None:
        """What the notice that was queued at a moment tells; `None` if nobody wants it now."""
        digest = await self._digests.of(person_id)
        if digest is None or digest.minute is None or person_id not in self._merchants:
            return None
        zone = zone_named(digest.zone)
        # Queued for that day, or after midnight for the one before; the hour may be another now.
        day = min(digest.last_day, queued_at.astimezone(zone).date())
        return await self._reports.figures(_day_before(day, zone), None)


def _due(digest: Digest, now: datetime) -> date | None:
    return None if digest.minute is None else due_day(digest.minute, zone_named(digest.zone), now)


def _day_before(day: date, zone: tzinfo) -> Period:
    return days(day - DAY, day - DAY, zone)
