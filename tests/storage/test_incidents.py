from datetime import timedelta

import pytest

from bot.payments.notice import Kind
from bot.payments.vitals import Trouble
from storage.incidents import IncidentTable
from tests.orders import NOW, Books

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def table(books: Books) -> IncidentTable:
    return IncidentTable(books.database, lambda: books.calls.append(1))


async def test_nothing_is_wrong_at_first(table: IncidentTable) -> None:
    assert await table.troubles() == {}


async def test_a_trouble_is_kept_with_its_notices_and_told_once(
    table: IncidentTable, books: Books
) -> None:
    await table.begin(Trouble.CLOCK_OFF, (11, 12), Kind.CLOCK_OFF, NOW)
    await table.begin(Trouble.CLOCK_OFF, (11, 12), Kind.CLOCK_OFF, LATER)
    assert await table.troubles() == {Trouble.CLOCK_OFF: NOW}
    due = await books.notices.due(LATER, 10)
    assert [(each.chat_id, each.kind, each.order) for each in due] == [
        (11, Kind.CLOCK_OFF, None),
        (12, Kind.CLOCK_OFF, None),
    ]
    assert books.calls == [1]


async def test_a_trouble_that_is_over_is_struck_off_and_told_once(
    table: IncidentTable, books: Books
) -> None:
    await table.begin(Trouble.CLOCK_OFF, (), Kind.CLOCK_OFF, NOW)
    for _ in range(2):
        await table.end(Trouble.CLOCK_OFF, (11,), Kind.CLOCK_RIGHT, LATER)
    assert await table.troubles() == {}
    assert [each.kind for each in await books.notices.due(LATER, 10)] == [Kind.CLOCK_RIGHT]


async def test_what_a_newer_version_knew_is_passed_over(
    table: IncidentTable, books: Books
) -> None:
    async with books.database.transaction() as tx:
        await tx.change("INSERT INTO incidents (trouble, began_at) VALUES ('moon_gone', 1)")
    assert await table.troubles() == {}
