import pytest

from bot.payments.groups import GENERAL, GroupSettings
from bot.payments.money import Asset
from storage.groups import GroupTable
from tests.orders import Books

EVERYTHING = GroupSettings(Asset.of("USDT@tron"), True, True, 77)

GENERAL_HEARS = GroupSettings(topic_id=GENERAL)


@pytest.fixture
def groups(books: Books) -> GroupTable:
    return GroupTable(books.database)


async def test_nothing_is_set_at_first(groups: GroupTable) -> None:
    assert await groups.of(-100) == GroupSettings()


@pytest.mark.parametrize(
    "settings", [EVERYTHING, GroupSettings(), GroupSettings(topic_id=GENERAL)]
)
async def test_what_is_set_is_kept_for_this_group(
    groups: GroupTable, settings: GroupSettings
) -> None:
    await groups.keep(-100, GroupSettings(in_private=True))
    await groups.keep(-100, settings)
    assert await groups.of(-100) == settings
    assert await groups.of(-200) == GroupSettings()


async def test_a_group_that_becomes_a_supergroup_keeps_its_settings(
    groups: GroupTable, books: Books
) -> None:
    await groups.keep(-5, EVERYTHING)
    for _ in range(2):
        await books.notices.chat_moved(-5, -1005)
        assert await groups.of(-1005) == EVERYTHING


async def test_what_was_set_in_the_supergroup_already_stays(
    groups: GroupTable, books: Books
) -> None:
    await groups.keep(-5, EVERYTHING)
    await groups.keep(-1005, GroupSettings(admins_only=True))
    await books.notices.chat_moved(-5, -1005)
    assert await groups.of(-1005) == GroupSettings(admins_only=True)


@pytest.mark.parametrize("text", ["", "USDT", "USDT@nowhere"])
async def test_a_choice_that_nobody_knows_any_more_is_none(
    groups: GroupTable, books: Books, text: str
) -> None:
    await groups.keep(-5, EVERYTHING)
    async with books.database.transaction() as tx:
        await tx.change("UPDATE groups SET asset = ?", text)
    assert await groups.of(-5) == GroupSettings(None, True, True, 77)
