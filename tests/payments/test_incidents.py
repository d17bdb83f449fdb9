from datetime import timedelta

import pytest

from bot.payments.incidents import BEGUN, OVER, Incidents
from bot.payments.notice import Kind
from bot.payments.vitals import Trouble
from storage.incidents import IncidentTable
from tests.clocks import SetClock
from tests.orders import NOW, Books

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


async def test_a_database_that_fails_breaks_nobody_else_and_it_is_tried_again(
    incidents: Incidents, books: Books, caplog: pytest.LogCaptureFixture
) -> None:
    await incidents.begins(Trouble.GATEWAY_DOWN)
    async with books.database.transaction() as tx:
        await tx.change("ALTER TABLE incidents RENAME TO hidden")
    await incidents.begins(Trouble.CLOCK_OFF)
    assert "clock_off could not be noted" in caplog.text
    async with books.database.transaction() as tx:
        await tx.change("ALTER TABLE hidden RENAME TO incidents")
    await incidents.begins(Trouble.CLOCK_OFF)
    assert set(incidents.troubles) == {Trouble.GATEWAY_DOWN, Trouble.CLOCK_OFF}


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
