from pathlib import Path

import pytest

from bot.payments.notice import MUTABLE, Kind
from storage.migrations import migrate
from storage.muted import MutedTable
from storage.sqlite import Database
from tests.storage.plans import Opening, Plans


@pytest.fixture
def muted(database: Database) -> MutedTable:
    return MutedTable(database)


async def test_at_first_nothing_is_muted(muted: MutedTable) -> None:
    assert await muted.of(900) == set()


async def test_what_is_muted_is_remembered(muted: MutedTable) -> None:
    for kind in MUTABLE:
        await muted.mute(900, kind)
    assert await muted.of(900) == set(MUTABLE)


async def test_muted_twice_is_muted_once(muted: MutedTable, database: Database) -> None:
    await muted.mute(900, Kind.SALE)
    await muted.mute(900, Kind.SALE)
    assert len(await database.rows("SELECT * FROM muted")) == 1
    await muted.unmute(900, Kind.SALE)
    assert await muted.of(900) == set()


async def test_one_kind_is_told_again_and_the_others_are_not(muted: MutedTable) -> None:
    await muted.mute(900, Kind.SALE)
    await muted.mute(900, Kind.SALE_LATE)
    await muted.unmute(900, Kind.SALE)
    assert await muted.of(900) == {Kind.SALE_LATE}


async def test_what_is_not_muted_can_be_unmuted(muted: MutedTable) -> None:
    await muted.unmute(900, Kind.SALE)
    assert await muted.of(900) == set()


async def test_each_person_decides_alone(muted: MutedTable) -> None:
    await muted.mute(900, Kind.SALE)
    await muted.mute(901, Kind.SALE_SHORT)
    await muted.unmute(901, Kind.SALE)
    assert await muted.of(900) == {Kind.SALE}
    assert await muted.of(901) == {Kind.SALE_SHORT}


async def test_it_is_remembered_when_the_file_is_opened_again(
    tmp_path: Path, open_database: Opening
) -> None:
    first = await open_database(tmp_path / "other.db")
    await migrate(first)
    await MutedTable(first).mute(900, Kind.SALE)
    await first.close()
    again = await open_database(tmp_path / "other.db")
    await migrate(again)
    assert await MutedTable(again).of(900) == {Kind.SALE}


async def test_nobody_elses_choice_is_read(muted: MutedTable, plans: Plans) -> None:
    [line] = await plans.of(muted.of(900))
    assert line.startswith("SEARCH muted USING")
    assert "(person_id=?)" in line
