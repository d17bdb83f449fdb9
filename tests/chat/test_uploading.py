from dataclasses import replace

from telegram import Bot

from bot.chat.uploading import MOST_CHATS, Uploading
from bot.payments.order import Place
from bot.sandbox.telegram import Group, Person, TelegramServer
from storage.orders import OrderTable
from tests.chat.making import NEW, NOW


async def test_who_waits_sees_that_something_comes(
    telegram: TelegramServer, bot: Bot, orders: OrderTable, alice: Person, forum: Group
) -> None:
    topic = forum.topic("Payments")
    await orders.add(replace(NEW, place=Place(alice.chat_id, None, 1)))
    place = Place(forum.id, topic, 2)
    await orders.add(replace(NEW, number="B", origin="b", place=place))
    await Uploading(bot, orders).show()
    assert telegram.actions == [
        (alice.chat_id, None, "upload_photo"),
        (forum.id, topic, "upload_photo"),
    ]


async def test_a_chat_that_is_gone_does_not_hide_the_others(
    telegram: TelegramServer, bot: Bot, orders: OrderTable, alice: Person, bob: Person
) -> None:
    alice.blocked = True
    await orders.add(NEW)
    await orders.add(replace(NEW, number="B", origin="b", place=Place(bob.chat_id, None, 1)))
    await Uploading(bot, orders).show()
    assert telegram.actions == [(bob.chat_id, None, "upload_photo")]


async def test_who_was_told_to_wait_is_shown_nothing(
    telegram: TelegramServer, bot: Bot, orders: OrderTable, alice: Person
) -> None:
    await orders.tell_delayed(await orders.add(NEW), NOW)
    await Uploading(bot, orders).show()
    assert alice.started
    assert telegram.actions == []


async def test_a_rush_does_not_flood_telegram_with_ornaments(
    telegram: TelegramServer, bot: Bot, orders: OrderTable, alice: Person
) -> None:
    for number in range(MOST_CHATS + 5):
        place = Place(alice.chat_id, None, number)
        await orders.add(replace(NEW, number=f"{number}", origin=f"{number}", place=place))
    await Uploading(bot, orders).show()
    assert len(telegram.actions) == MOST_CHATS
