import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.payments.incidents import BEGUN, OVER, Incidents
from bot.payments.notice import Kind
from bot.payments.vitals import Trouble
from storage.incidents import IncidentTable
from tests.clocks import SetClock
from tests.orders import NOW, Books, open_books
from tests.shaky import Fate, Shaky, shaky_beside

OWNERS = (11, 12)


@pytest.fixture
def table(books: Books) -> IncidentTable:
    return IncidentTable(books.database, lambda: books.calls.append(1))


@pytest.fixture
def incidents(table: IncidentTable, clock: SetClock) -> Incidents:
    return Incidents(table, clock, OWNERS)


async def told(books: Books) -> list[tuple[int, Kind]]:
    """Every notice to owners, oldest first."""
    rows = await books.database.rows("SELECT chat_id, kind FROM notices ORDER BY id")
    return [(row["chat_id"], Kind(row["kind"])) for row in rows]


@pytest.mark.parametrize("trouble", Trouble)
async def test_every_owner_is_told_once_when_it_begins_and_once_when_it_is_over(
    incidents: Incidents, books: Books, trouble: Trouble
) -> None:
    for _ in range(3):
        await incidents.begins(trouble)
    assert incidents.troubles == {trouble: NOW}
    for _ in range(3):
        await incidents.ends(trouble)
    assert incidents.troubles == {}
    kinds = (BEGUN[trouble], OVER[trouble])
    assert await told(books) == [(owner, kind) for kind in kinds for owner in OWNERS]
    assert len(books.calls) == 2


def test_each_trouble_has_words_of_its_own() -> None:
    assert set(BEGUN) == set(OVER) == set(Trouble)
    kinds = [*BEGUN.values(), *OVER.values()]
    assert len(set(kinds)) == len(kinds)


async def test_what_began_before_a_restart_is_not_told_again_but_its_end_is(
    incidents: Incidents, table: IncidentTable, books: Books, clock: SetClock
) -> None:
    await incidents.begins(Trouble.GATEWAY_DOWN)
    clock.forward(hours=1)
    again = Incidents(table, clock, OWNERS)
    await again.load()
    await again.begins(Trouble.GATEWAY_DOWN)
    assert again.troubles == {Trouble.GATEWAY_DOWN: clock.now() - timedelta(hours=1)}
    await again.ends(Trouble.GATEWAY_DOWN)
    assert [kind for _, kind in await told(books)] == [
        *[Kind.GATEWAY_DOWN] * 2,
        *[Kind.GATEWAY_BACK] * 2,
    ]


async def test_what_never_began_does_not_end(incidents: Incidents, books: Books) -> None:
    await incidents.ends(Trouble.CLOCK_OFF)
    assert await told(books) == []


async def test_without_owners_it_is_remembered_all_the_same(
    table: IncidentTable, clock: SetClock, books: Books
) -> None:
    await Incidents(table, clock, ()).begins(Trouble.CLOCK_OFF)
    assert await table.troubles() == {Trouble.CLOCK_OFF: NOW}
    assert await told(books) == []


async def test_repeating_it_asks_the_database_nothing(
    incidents: Incidents, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    await incidents.begins(Trouble.CLOCK_OFF)
    for connection in (books.database._reader, books.database._writer):
        monkeypatch.setattr(connection, "execute", None)
        monkeypatch.setattr(connection, "execute_fetchall", None)
    await incidents.begins(Trouble.CLOCK_OFF)
    await incidents.ends(Trouble.GATEWAY_DOWN)


@pytest.fixture
async def shaky(books: Books) -> AsyncIterator[Shaky]:
    async with shaky_beside(books.database) as shaky:
        yield shaky


def over(shaky: Shaky, clock: SetClock) -> Incidents:
    return Incidents(IncidentTable(shaky, lambda: None), clock, OWNERS)


async def test_what_cannot_be_written_counts_at_once_and_is_told_with_whatever_is_said_next(
    shaky: Shaky,
    books: Books,
    table: IncidentTable,
    clock: SetClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    incidents = over(shaky, clock)
    shaky.goes_away()
    await incidents.begins(Trouble.CLOCK_OFF)
    assert incidents.troubles == {Trouble.CLOCK_OFF: NOW}
    assert "clock_off could not be noted: the database is away" in caplog.text
    assert await table.troubles() == {}
    shaky.comes_back()
    clock.forward(minutes=1)
    await incidents.ends(Trouble.UPDATES_MISSING)
    assert await table.troubles() == {Trouble.CLOCK_OFF: NOW}
    assert await told(books) == [(owner, Kind.CLOCK_OFF) for owner in OWNERS]


async def test_what_was_over_before_it_could_be_written_is_told_from_its_beginning(
    shaky: Shaky, books: Books, table: IncidentTable, clock: SetClock
) -> None:
    incidents = over(shaky, clock)
    shaky.goes_away()
    await incidents.begins(Trouble.GATEWAY_BLOCKED)
    await incidents.ends(Trouble.GATEWAY_BLOCKED)
    shaky.comes_back()
    await incidents.ends(Trouble.GATEWAY_BLOCKED)
    assert (incidents.troubles, await table.troubles()) == ({}, {})
    kinds = (Kind.GATEWAY_BLOCKED, Kind.GATEWAY_RECOVERED)
    assert await told(books) == [(owner, kind) for kind in kinds for owner in OWNERS]


said = st.tuples(
    st.sampled_from([Trouble.GATEWAY_BLOCKED, Trouble.CLOCK_OFF]),
    st.booleans(),
    st.lists(st.sampled_from(Fate), max_size=3),
)


@settings(deadline=None, max_examples=40)  # each example has a file of its own
@given(st.lists(said, max_size=12))
async def test_whenever_the_database_fails_all_is_told_once_in_its_order(
    tmp_path_factory: pytest.TempPathFactory, story: list[tuple[Trouble, bool, list[Fate]]]
) -> None:
    path, clock = tmp_path_factory.mktemp("incidents") / "till.db", SetClock(NOW)
    async with open_books(path) as books, shaky_beside(books.database) as shaky:
        incidents, kinds = over(shaky, clock), list[Kind]()
        wrong: dict[Trouble, datetime] = {}
        for trouble, begins, fates in story:
            clock.forward(seconds=1)
            shaky.comes_back(after=fates)
            if begins != (trouble in wrong):
                kinds.append((BEGUN if begins else OVER)[trouble])
            if begins:
                wrong.setdefault(trouble, clock.now())
                await incidents.begins(trouble)
            else:
                wrong.pop(trouble, None)
                await incidents.ends(trouble)
            assert incidents.troubles == wrong
        shaky.comes_back()
        await incidents.ends(Trouble.DATABASE_FULL)
        assert await IncidentTable(books.database, lambda: None).troubles() == wrong
        assert await told(books) == [(owner, kind) for kind in kinds for owner in OWNERS]


async def test_what_is_said_at_once_is_told_once(
    incidents: Incidents, table: IncidentTable, books: Books
) -> None:
    blocked = Trouble.GATEWAY_BLOCKED
    await asyncio.gather(
        *(incidents.begins(blocked) for _ in range(3)),
        *(incidents.ends(blocked) for _ in range(3)),
    )
    assert (incidents.troubles, await table.troubles()) == ({}, {})
    kinds = (Kind.GATEWAY_BLOCKED, Kind.GATEWAY_RECOVERED)
    assert await told(books) == [(owner, kind) for kind in kinds for owner in OWNERS]


async def test_nobody_waits_for_another_who_writes(incidents: Incidents, books: Books) -> None:
    async with books.database.transaction():
        saying = asyncio.create_task(incidents.begins(Trouble.GATEWAY_BLOCKED))
        await asyncio.wait([saying], timeout=0)
        await asyncio.wait_for(incidents.begins(Trouble.CLOCK_OFF), timeout=5)
    await saying
    kinds = (Kind.GATEWAY_BLOCKED, Kind.CLOCK_OFF)
    assert await told(books) == [(owner, kind) for kind in kinds for owner in OWNERS]


async def test_what_was_broken_off_while_it_was_written_is_told_all_the_same(
    incidents: Incidents, books: Books
) -> None:
    async with books.database.transaction():
        saying = asyncio.create_task(incidents.begins(Trouble.GATEWAY_BLOCKED))
        await asyncio.wait([saying], timeout=0)
        saying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await saying
    assert set(incidents.troubles) == {Trouble.GATEWAY_BLOCKED}
    await incidents.begins(Trouble.GATEWAY_BLOCKED)
    assert await told(books) == [(owner, Kind.GATEWAY_BLOCKED) for owner in OWNERS]


async def test_what_is_of_no_concern_any_more_is_forgotten_without_a_word(
    incidents: Incidents, table: IncidentTable, books: Books, clock: SetClock
) -> None:
    await incidents.begins(Trouble.WEBHOOKS_SILENT)
    again = Incidents(table, clock, OWNERS)
    await again.load()
    assert set(again.troubles) == {Trouble.WEBHOOKS_SILENT}
    await again.forget(Trouble.WEBHOOKS_SILENT)
    await again.forget(Trouble.GATEWAY_DOWN)
    assert (again.troubles, await table.troubles()) == ({}, {})
    assert [kind for _, kind in await told(books)] == [Kind.WEBHOOKS_SILENT] * 2
