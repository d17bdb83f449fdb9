from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.payments.digesting import Digest
from bot.payments.notice import Kind
from storage.digests import DigestTable
from tests.orders import NOW, Books

MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)
NINE = Digest(900, 540, "Europe/Madrid", MONDAY)


@pytest.fixture
def table(books: Books) -> DigestTable:
    return DigestTable(books.database, lambda: books.calls.append(1))


async def test_nobody_has_one_at_first(table: DigestTable) -> None:
    assert await table.of(900) is None
    assert await table.wanted() == []


async def test_it_is_kept_as_it_was_chosen(table: DigestTable) -> None:
    await table.keep(NINE)
    off = replace(NINE, person_id=901, minute=None)
    await table.keep(off)
    assert await table.of(900) == NINE
    assert await table.of(901) == off
    assert await table.wanted() == [NINE]


async def test_a_day_that_was_told_is_not_told_again_by_another_choice(
    table: DigestTable,
) -> None:
    await table.keep(replace(NINE, last_day=TUESDAY))
    await table.keep(replace(NINE, minute=600, zone="UTC", last_day=MONDAY))
    assert await table.of(900) == Digest(900, 600, "UTC", TUESDAY)


async def test_a_day_is_queued_once(table: DigestTable, books: Books) -> None:
    await table.keep(NINE)
    for _ in range(2):
        await table.tell(NINE, TUESDAY, NOW)
    [notice] = await books.notices.due(NOW + timedelta(minutes=1), 9)
    assert (notice.kind, notice.chat_id, notice.order) == (Kind.DIGEST, 900, None)
    assert await books.kinds() == [Kind.DIGEST]
    assert books.calls


async def test_a_choice_that_was_changed_meanwhile_is_not_told(
    table: DigestTable, books: Books
) -> None:
    await table.keep(replace(NINE, minute=600))
    await table.tell(NINE, TUESDAY, NOW)
    assert await books.kinds() == []


async def test_an_hour_that_is_none_is_refused(table: DigestTable) -> None:
    with pytest.raises(Exception, match="CHECK constraint failed"):
        await table.keep(replace(NINE, minute=1440))
