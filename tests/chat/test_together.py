from collections.abc import Sequence
from dataclasses import replace

import pytest
from telegram import Bot

from bot.chat.together import Together
from bot.payments.groups import GENERAL, GroupSettings
from bot.payments.notice import Kind, Notice
from bot.payments.order import Place
from bot.sandbox.telegram import Group, Person, TelegramServer
from storage.groups import GroupTable
from storage.sqlite import Database
from tests.chat.making import PAID, notice


@pytest.fixture
def groups(database: Database) -> GroupTable:
    return GroupTable(database)


@pytest.fixture
def together(bot: Bot, groups: GroupTable) -> Together:
    return Together(bot, groups)


def receipts(group: Group, *threads: int | None) -> list[Notice]:
    return [
        notice(Kind.RECEIPT, replace(PAID, place=Place(group.id, thread, 1)), group.id)
        for thread in threads
    ]


async def threads(together: Together, notices: Sequence[Notice]) -> list[list[int | None]]:
    apart = await together.apart(notices)
    return [[each.order.place.thread_id for each in part if each.order] for part in apart]


async def test_payments_are_told_apart_by_topic_and_stay_in_their_order(
    together: Together, forum: Group
) -> None:
    found = await threads(together, receipts(forum, 5, None, 7, 5, None))
    assert found == [[5, 5], [None, None], [7]]


@pytest.mark.parametrize("topic_id", [9, GENERAL])
async def test_where_one_topic_hears_of_payments_they_come_together(
    together: Together, groups: GroupTable, forum: Group, topic_id: int
) -> None:
    await groups.keep(forum.id, GroupSettings(topic_id=topic_id))
    assert await threads(together, receipts(forum, 5, None, 7)) == [[5, None, 7]]


async def test_they_are_told_in_the_topic_that_hears_of_payments(
    telegram: TelegramServer, together: Together, groups: GroupTable, forum: Group
) -> None:
    topic = forum.topic("Payments")
    await groups.keep(forum.id, GroupSettings(topic_id=topic))
    await together.tell(receipts(forum, None, None))
    assert telegram.messages(forum.id)[-1].thread_id == topic


async def test_when_the_topic_is_gone_the_group_hears(
    telegram: TelegramServer, together: Together, forum: Group
) -> None:
    topic = forum.topic("Payments")
    forum.delete_topic(topic)
    await together.tell(receipts(forum, topic, topic))
    assert telegram.messages(forum.id)[-1].thread_id is None


async def test_a_merchant_hears_in_private(
    telegram: TelegramServer, together: Together, olga: Person, forum: Group
) -> None:
    sales = [replace(each, kind=Kind.SALE, chat_id=olga.id) for each in receipts(forum, 5, 7)]
    [part] = await together.apart(sales)
    await together.tell(part)
    assert "tells more about it" in (telegram.messages(olga.id)[-1].text or "")
