from datetime import timedelta
from pathlib import Path

import pytest

from storage.lists import ListTable
from storage.migrations import migrate
from storage.sqlite import Database
from tests.orders import NOW
from tests.storage.plans import Opening


@pytest.fixture
def lists(database: Database) -> ListTable:
    return ListTable(database)


async def test_at_first_nothing_is_cached(lists: ListTable) -> None:
    assert await lists.all() == {}


async def test_answers_are_kept_by_name(lists: ListTable) -> None:
    await lists.keep("coins", '["é"]', NOW)
    await lists.keep("networks", "[]", NOW + timedelta(hours=1))
    assert await lists.all() == {
        "coins": ('["é"]', NOW),
        "networks": ("[]", NOW + timedelta(hours=1)),
    }


async def test_a_new_answer_takes_the_place_of_the_one_before(lists: ListTable) -> None:
    await lists.keep("coins", "[]", NOW)
    await lists.keep("coins", "[1]", NOW + timedelta(days=1))
    assert await lists.all() == {"coins": ("[1]", NOW + timedelta(days=1))}


async def test_they_are_there_when_the_file_is_opened_again(
    tmp_path: Path, open_database: Opening
) -> None:
    first = await open_database(tmp_path / "other.db")
    await migrate(first)
    await ListTable(first).keep("coins", "[]", NOW)
    second = await open_database(tmp_path / "other.db")
    assert await ListTable(second).all() == {"coins": ("[]", NOW)}
