from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.payments.digesting import GRACE, Digesting, chosen, due_at, due_day
from bot.payments.notice import Kind
from bot.payments.order import State
from storage.digests import DigestTable
from storage.reports import ReportTable
from tests.clocks import SetClock
from tests.orders import NOW, Books, another, open_books, opened
from tests.payments.test_periods import moments, zones

DAY = timedelta(days=1)
NUUK = ZoneInfo("America/Nuuk")
minutes = st.integers(0, 1439)
OLGA, MARA = 900, 901


@settings(deadline=None)  # each lives through some days
@given(moments, zones, minutes, st.integers(5, 45))
@example(datetime(2024, 3, 29, tzinfo=UTC), NUUK, 23 * 60 + 30, 10)
@example(datetime(2011, 12, 28, tzinfo=UTC), ZoneInfo("Pacific/Apia"), 9 * 60, 10)
@example(datetime(2026, 10, 24, tzinfo=UTC), ZoneInfo("Europe/Madrid"), 2 * 60 + 30, 10)
@example(datetime(2026, 3, 28, tzinfo=UTC), ZoneInfo("Europe/Madrid"), 2 * 60 + 30, 10)
def test_every_day_is_told_once_and_none_is_left_out(
    start: datetime, zone: ZoneInfo, minute: int, step: int
) -> None:
    last, told = chosen(OLGA, minute, zone.key, start).last_day, list[date]()
    now = start
    while now < start + 6 * DAY:
        day = due_day(minute, zone, now)
        if day and day > last:
            told.append(day)
            last = day
            late = now - due_at(day, minute, zone)
            assert timedelta() <= late < timedelta(minutes=step)
        now += timedelta(minutes=step)
    first = told[0]
    skipped = (
        {date(2011, 12, 30)} if zone.key == "Pacific/Apia" else set()
    )  # there was no such day
    expected = [first + number * DAY for number in range((told[-1] - first).days + 1)]
    assert told == [day for day in expected if day not in skipped]
    assert len(told) >= 5


@given(moments, zones, minutes)
def test_a_missed_hour_is_told_on_the_same_day_or_not_at_all(
    now: datetime, zone: ZoneInfo, minute: int
) -> None:
    day = due_day(minute, zone, now)
    if day is not None:
        late = now - due_at(day, minute, zone)
        assert late >= timedelta()
        assert day == now.astimezone(zone).date() or late < GRACE


@given(moments, zones, minutes)
def test_what_is_chosen_is_not_told_at_once(now: datetime, zone: ZoneInfo, minute: int) -> None:
    day = due_day(minute, zone, now)
    assert day is None or day <= chosen(OLGA, minute, zone.key, now).last_day


def test_an_hour_that_is_skipped_comes_as_much_later() -> None:
    madrid = ZoneInfo("Europe/Madrid")
    due = due_at(date(2026, 3, 29), 2 * 60 + 30, madrid)
    assert f"{due.astimezone(madrid):%H:%M}" == "03:30"


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Books]:
    async with open_books(tmp_path / "till.db") as books:
        yield books


@pytest.fixture
def clock() -> SetClock:
    return SetClock()  # 03:04 in the night, UTC


@pytest.fixture
def table(books: Books) -> DigestTable:
    return DigestTable(books.database, lambda: books.calls.append(1))


@pytest.fixture
def digesting(books: Books, table: DigestTable, clock: SetClock) -> Digesting:
    return Digesting(table, ReportTable(books.database), [OLGA], clock)


async def told(books: Books) -> int:
    return (await books.kinds()).count(Kind.DIGEST)


async def test_it_is_queued_once_a_day(
    books: Books, table: DigestTable, digesting: Digesting, clock: SetClock
) -> None:
    await table.keep(chosen(OLGA, 9 * 60, "UTC", clock.now()))
    counts = []
    for _ in range(3 * 24 * 2):
        await digesting.tick()
        counts.append(await told(books))
        clock.forward(minutes=30)
    assert counts[11] == 0  # 08:34
    assert counts[12] == 1  # 09:04
    assert counts[-1] == 3


async def test_after_a_restart_it_is_told_late_and_not_twice(
    books: Books, table: DigestTable, digesting: Digesting, clock: SetClock
) -> None:
    await table.keep(chosen(OLGA, 9 * 60, "UTC", clock.now()))
    clock.forward(hours=19)  # the till was off at nine
    await digesting.tick()
    again = Digesting(table, ReportTable(books.database), [OLGA], clock)
    await again.tick()
    assert await told(books) == 1


async def test_what_nobody_wants_is_not_queued(
    books: Books, table: DigestTable, digesting: Digesting, clock: SetClock
) -> None:
    await table.keep(chosen(OLGA, None, "UTC", clock.now()))
    await table.keep(chosen(MARA, 9 * 60, "UTC", clock.now()))  # she is no merchant
    clock.forward(hours=12)
    await digesting.tick()
    assert await told(books) == 0


async def test_it_tells_of_the_day_before_in_the_merchants_zone(
    books: Books, table: DigestTable, digesting: Digesting, clock: SetClock
) -> None:
    zone = "Asia/Tehran"
    midnight = datetime(2026, 1, 2, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    for number, ago in enumerate((-1, 1, 24 * 60 - 1, 24 * 60 + 1)):
        at = midnight - timedelta(minutes=ago)
        await books.keep(opened(another(number), state=State.PAID, settled_at=at))
    await table.keep(chosen(OLGA, 9 * 60, zone, clock.now()))
    clock.forward(hours=10)
    await digesting.tick()
    figures = await digesting.figures(OLGA, clock.now())
    assert figures is not None
    assert figures.period.first == figures.period.last == date(2026, 1, 1)
    assert figures.count == 2


@pytest.mark.parametrize(("hour", "then"), [(9, 21), (9, 5), (23, 9), (23, 22)])
async def test_another_hour_changes_nothing_for_what_is_queued_already(
    table: DigestTable, digesting: Digesting, clock: SetClock, *, hour: int, then: int
) -> None:
    await table.keep(chosen(OLGA, hour * 60, "UTC", clock.now()))
    clock.forward(hours=7 if hour == 9 else 22)  # 10:04 of the same day, or 01:04 of the next
    await digesting.tick()
    queued = clock.now()
    clock.forward(hours=1)
    await table.keep(chosen(OLGA, then * 60, "UTC", clock.now()))
    figures = await digesting.figures(OLGA, queued)
    assert figures is not None
    assert figures.period.first == date(2026, 1, 1)


async def test_a_digest_that_was_switched_off_meanwhile_says_nothing(
    table: DigestTable, digesting: Digesting, clock: SetClock
) -> None:
    clock.forward(hours=10)
    assert await digesting.figures(OLGA, clock.now()) is None
    await table.keep(chosen(OLGA, None, "UTC", clock.now()))
    assert await digesting.figures(OLGA, clock.now()) is None
    await table.keep(chosen(MARA, 9 * 60, "UTC", clock.now()))
    assert await digesting.figures(MARA, clock.now()) is None
    assert clock.now() > NOW
