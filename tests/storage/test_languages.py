from pathlib import Path

import pytest

from storage.languages import LanguageTable
from storage.migrations import migrate
from storage.sqlite import Database
from tests.storage.plans import Opening, Plans

GROUP, SUPERGROUP = -500, -1001234


@pytest.fixture
def languages(database: Database) -> LanguageTable:
    return LanguageTable(database)


async def test_at_first_nothing_is_known(languages: LanguageTable) -> None:
    assert await languages.of(101) is None


async def test_what_telegram_says_is_remembered_and_follows_it(languages: LanguageTable) -> None:
    await languages.remember(101, "ru")
    assert await languages.of(101) == ("ru", False)
    await languages.remember(101, "fa")
    assert await languages.of(101) == ("fa", False)


async def test_what_was_chosen_outweighs_what_telegram_says(languages: LanguageTable) -> None:
    await languages.remember(101, "ru")
    await languages.choose(101, "es")
    await languages.remember(101, "fa")
    assert await languages.of(101) == ("es", True)
    await languages.choose(101, "en")
    assert await languages.of(101) == ("en", True)


async def test_what_is_forgotten_can_be_remembered_again(languages: LanguageTable) -> None:
    await languages.choose(101, "es")
    await languages.forget(101)
    assert await languages.of(101) is None
    await languages.remember(101, "ru")
    assert await languages.of(101) == ("ru", False)


async def test_each_chat_is_known_for_itself(languages: LanguageTable) -> None:
    await languages.choose(GROUP, "es")
    await languages.remember(101, "ru")
    await languages.forget(101)
    assert await languages.of(GROUP) == ("es", True)


async def test_a_choice_follows_a_group_that_moves(languages: LanguageTable) -> None:
    await languages.choose(GROUP, "es")
    await languages.chat_moved(GROUP, SUPERGROUP)
    assert await languages.of(SUPERGROUP) == ("es", True)
    assert await languages.of(GROUP) is None


async def test_a_choice_in_the_new_group_stays(languages: LanguageTable) -> None:
    await languages.choose(GROUP, "es")
    await languages.choose(SUPERGROUP, "fa")
    await languages.chat_moved(GROUP, SUPERGROUP)
    await languages.chat_moved(GROUP, SUPERGROUP)
    assert await languages.of(SUPERGROUP) == ("fa", True)


async def test_it_is_remembered_when_the_file_is_opened_again(
    tmp_path: Path, open_database: Opening
) -> None:
    first = await open_database(tmp_path / "other.db")
    await migrate(first)
    await LanguageTable(first).choose(101, "zh_Hans")
    await first.close()
    again = await open_database(tmp_path / "other.db")
    assert await LanguageTable(again).of(101) == ("zh_Hans", True)


async def test_one_chat_is_read_by_its_number(languages: LanguageTable, plans: Plans) -> None:
    [line] = await plans.of(languages.of(101))
    assert line == "SEARCH languages USING INTEGER PRIMARY KEY (rowid=?)"
