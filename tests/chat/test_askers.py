import pytest
from telegram import Bot, CallbackQuery, Chat, InaccessibleMessage, Message, User
from telegram.error import NetworkError

from bot.chat.admins import Admins
from bot.chat.askers import Askers, person_of
from bot.sandbox.faults import Fault
from bot.sandbox.telegram import Group, Person, TelegramServer
from tests.chat.conftest import OWNER_ID
from tests.clocks import SetClock

CHANNEL = {"id": -100900, "type": "channel", "title": "News"}


@pytest.fixture
def askers(bot: Bot, clock: SetClock) -> Askers:
    return Askers(Admins(bot, clock), [OWNER_ID], [OWNER_ID])


async def heard(bot: Bot) -> Message:
    message = (await bot.get_updates())[-1].message
    assert message is not None
    return message


async def pressed(bot: Bot) -> CallbackQuery:
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    return query


async def test_who_wrote_is_the_person(bot: Bot, alice: Person, group: Group) -> None:
    alice.write("/help@till_bot", chat=group)
    assert person_of(await heard(bot)) == alice.id


async def test_an_anonymous_admin_is_the_group(bot: Bot, alice: Person, group: Group) -> None:
    alice.write("/help@till_bot", chat=group, anonymous=True)
    assert person_of(await heard(bot)) == group.id


def test_who_writes_as_a_channel_is_the_channel(bot: Bot) -> None:
    mask = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
    written = {"message_id": 1, "date": 1, "chat": {"id": -100600, "type": "supergroup"}}
    message = Message.de_json(written | {"from": mask, "sender_chat": CHANNEL}, bot)
    assert person_of(message) == -100900


def test_what_nobody_wrote_is_of_its_chat(bot: Bot) -> None:
    message = Message.de_json({"message_id": 1, "date": 1, "chat": CHANNEL}, bot)
    assert person_of(message) == -100900


async def test_a_private_message_is_of_its_person(bot: Bot, alice: Person, askers: Askers) -> None:
    alice.write("/help")
    asker = askers.of_message(await heard(bot))
    assert (asker.person_id, asker.chat_id, asker.in_private) == (alice.id, alice.id, True)


async def test_a_message_of_a_group_is_of_person_and_group(
    bot: Bot, bob: Person, group: Group, askers: Askers
) -> None:
    bob.write("/help@till_bot", chat=group)
    asker = askers.of_message(await heard(bot))
    assert (asker.person_id, asker.chat_id, asker.in_private) == (bob.id, group.id, False)


async def test_an_anonymous_admin_asks_as_the_group_in_the_group(
    bot: Bot, alice: Person, group: Group, askers: Askers
) -> None:
    alice.write("/help@till_bot", chat=group, anonymous=True)
    asker = askers.of_message(await heard(bot))
    assert (asker.person_id, asker.chat_id, asker.in_private) == (group.id, group.id, False)


async def test_a_press_in_private_is_of_its_person(
    telegram: TelegramServer, bot: Bot, alice: Person, askers: Askers
) -> None:
    card = telegram.world.add_message(alice.private_chat, telegram.world.bot, text="x")
    alice.press(card, "x", forged=True)
    asker = askers.of_press(await pressed(bot))
    assert (asker.person_id, asker.chat_id, asker.in_private) == (alice.id, alice.id, True)


async def test_a_press_in_a_group_is_of_who_pressed_not_of_who_wrote(
    telegram: TelegramServer, bot: Bot, bob: Person, group: Group, askers: Askers
) -> None:
    card = telegram.world.add_message(group, telegram.world.bot, text="x")
    bob.press(card, "x", forged=True)
    asker = askers.of_press(await pressed(bot))
    assert (asker.person_id, asker.chat_id, asker.in_private) == (bob.id, group.id, False)


def test_a_message_too_old_to_be_shown_to_bots_still_tells_its_group(
    alice: Person, group: Group, askers: Askers
) -> None:
    old = InaccessibleMessage(Chat(group.id, Chat.SUPERGROUP), 9)
    query = CallbackQuery("1", User(alice.id, "Alice", is_bot=False), "1", message=old)
    asker = askers.of_press(query)
    assert (asker.person_id, asker.chat_id) == (alice.id, group.id)


def test_a_press_without_a_message_is_as_in_private(alice: Person, askers: Askers) -> None:
    asker = askers.of_press(CallbackQuery("1", User(alice.id, "Alice", is_bot=False), "1"))
    assert (asker.person_id, asker.chat_id) == (alice.id, alice.id)


async def test_a_merchant_is_known_in_private_and_in_groups(
    bot: Bot, olga: Person, group: Group, askers: Askers
) -> None:
    group.add(olga)
    olga.write("/help")
    assert askers.of_message(await heard(bot)).is_merchant
    olga.write("/help@till_bot", chat=group)
    assert askers.of_message(await heard(bot)).is_merchant


async def test_nobody_else_is_a_merchant_not_even_a_merchant_without_a_name(
    bot: Bot, alice: Person, olga: Person, group: Group, askers: Askers
) -> None:
    alice.write("/help")
    assert not askers.of_message(await heard(bot)).is_merchant
    group.promote(olga)
    olga.write("/help@till_bot", chat=group, anonymous=True)
    assert not askers.of_message(await heard(bot)).is_merchant


async def is_admin(bot: Bot, askers: Askers) -> bool:
    return await askers.of_message(await heard(bot)).is_admin()


async def test_who_made_the_group_and_who_was_promoted_are_admins(
    bot: Bot, alice: Person, bob: Person, group: Group, askers: Askers
) -> None:
    alice.write("/help@till_bot", chat=group)
    assert await is_admin(bot, askers)
    group.promote(bob)
    bob.write("/help@till_bot", chat=group)
    assert await is_admin(bot, askers)


async def test_a_plain_member_is_no_admin(
    telegram: TelegramServer, bot: Bot, bob: Person, group: Group, askers: Askers
) -> None:
    bob.write("/help@till_bot", chat=group)
    assert not await is_admin(bot, askers)
    assert telegram.calls[-1].method == "getChatMember"


async def test_an_admin_who_was_demoted_or_has_left_is_none_any_more(
    bot: Bot, alice: Person, bob: Person, group: Group, askers: Askers
) -> None:
    group.promote(bob)
    alice.write("/help@till_bot", chat=group)
    asker = askers.of_message(await heard(bot))
    group.demote(alice)
    assert not await asker.is_admin()
    group.remove(alice)
    assert not await asker.is_admin()


async def test_who_speaks_as_the_group_is_an_admin_without_asking(
    telegram: TelegramServer, bot: Bot, alice: Person, group: Group, askers: Askers
) -> None:
    alice.write("/help@till_bot", chat=group, anonymous=True)
    assert await is_admin(bot, askers)
    assert "getChatMember" not in {call.method for call in telegram.calls}


async def test_whom_telegram_does_not_know_is_no_admin(
    telegram: TelegramServer, group: Group, askers: Askers
) -> None:
    unseen = InaccessibleMessage(Chat(group.id, Chat.SUPERGROUP), 9)
    query = CallbackQuery("1", User(999, "Nobody", is_bot=False), "1", message=unseen)
    assert not await askers.of_press(query).is_admin()
    assert "user not found" in telegram.calls[-1].answer["description"]


async def test_where_the_bot_was_put_out_nobody_is_an_admin(
    bot: Bot, alice: Person, group: Group, askers: Askers
) -> None:
    alice.write("/help@till_bot", chat=group)
    asker = askers.of_message(await heard(bot))
    group.kick_bot()
    assert not await asker.is_admin()


async def test_a_telegram_that_cannot_be_reached_is_not_taken_for_a_no(
    telegram: TelegramServer, bot: Bot, alice: Person, group: Group, askers: Askers
) -> None:
    alice.write("/help@till_bot", chat=group)
    asker = askers.of_message(await heard(bot))
    telegram.faults.plan(Fault("getChatMember", times=None, drop=True))
    with pytest.raises(NetworkError):
        await asker.is_admin()
