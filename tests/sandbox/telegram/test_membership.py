import pytest
from aiogram.types import ChatFullInfo
from telegram import Bot, ChatMember, ChatMemberAdministrator

from bot.sandbox.telegram import Group, Person, TelegramServer
from tests.sandbox.telegram.caller import Caller


async def test_the_bot_knows_itself(bot: Bot) -> None:
    assert (bot.username, bot.id, bot.can_read_all_group_messages) == ("till_bot", 123456, False)


async def test_the_bot_knows_whether_it_can_be_asked(server: TelegramServer, bot: Bot) -> None:
    assert bot.supports_inline_queries
    server.world.inline.is_on = False
    assert not (await bot.get_me()).supports_inline_queries


async def test_a_chat_can_be_looked_up(bot: Bot, caller: Caller, alice: Person) -> None:
    found = await bot.get_chat(alice.chat_id)
    assert (found.first_name, found.type) == ("Alice", "private")
    ChatFullInfo.model_validate(await caller.get("getChat", chat_id=alice.chat_id))


async def test_a_group_can_be_looked_up(bot: Bot, shop: Group) -> None:
    found = await bot.get_chat(shop.id)
    assert (found.title, found.is_forum) == ("Shop", True)


async def test_standing_in_a_group_is_told(
    bot: Bot, shop: Group, alice: Person, bob: Person
) -> None:
    shop.promote(bob)
    shop.promote_bot()
    standings = [(await bot.get_chat_member(shop.id, who)).status for who in (101, 102, bot.id)]
    assert standings == [ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.ADMINISTRATOR]
    shop.remove(bob)
    assert (await bot.get_chat_member(shop.id, bob.id)).status == ChatMember.LEFT
    shop.add(bob)
    assert (await bot.get_chat_member(shop.id, bob.id)).status == ChatMember.MEMBER
    assert (await bot.get_chat_member(shop.id, 1087968824)).status == ChatMember.LEFT
    assert alice.id in shop.members


async def test_a_private_chat_has_two_members(caller: Caller, alice: Person, bob: Person) -> None:
    chat = alice.chat_id
    assert await caller.get("getChatMemberCount", chat_id=chat) == 2
    for user_id, status in ((alice.id, "member"), (bob.id, "left")):
        member = await caller.get("getChatMember", chat_id=chat, user_id=user_id)
        assert member["status"] == status


async def test_the_admins_of_a_group_are_listed(
    bot: Bot, caller: Caller, shop: Group, bob: Person
) -> None:
    assert [m.user.id for m in await bot.get_chat_administrators(shop.id)] == [101]
    shop.promote_bot()
    shop.promote(bob)
    assert [m.user.id for m in await bot.get_chat_administrators(shop.id)] == [101, 102, bot.id]
    assert await caller.get("getChatMemberCount", chat_id=shop.id) == 3


async def test_a_private_chat_has_no_admins(caller: Caller, alice: Person) -> None:
    refusal = await caller.refusal("getChatAdministrators", chat_id=alice.chat_id)
    assert refusal == "Bad Request: there are no administrators in the private chat"


@pytest.mark.parametrize(
    ("user_id", "reason"), [("", "invalid user_id specified"), ("999", "user not found")]
)
async def test_a_member_must_be_somebody(
    caller: Caller, shop: Group, user_id: str, reason: str
) -> None:
    refusal = await caller.refusal("getChatMember", chat_id=shop.id, user_id=user_id)
    assert refusal == f"Bad Request: {reason}"


async def test_an_anonymous_admin_is_marked(
    bot: Bot, caller: Caller, shop: Group, alice: Person, bob: Person
) -> None:
    shop.promote(bob, anonymous=True)
    admins = await caller.get("getChatAdministrators", chat_id=shop.id)
    assert [admin["is_anonymous"] for admin in admins] == [False, True]
    found = await bot.get_chat_member(shop.id, bob.id)
    assert isinstance(found, ChatMemberAdministrator)
    assert found.is_anonymous
    shop.promote(bob)
    shop.promote(alice, anonymous=True)
    admins = await caller.get("getChatAdministrators", chat_id=shop.id)
    assert [admin["is_anonymous"] for admin in admins] == [True, False]


async def test_the_bot_leaves_a_group(bot: Bot, shop: Group) -> None:
    await bot.leave_chat(shop.id)
    assert shop.bot_status == "left"


async def test_the_bot_cannot_leave_a_person(caller: Caller, alice: Person) -> None:
    refusal = await caller.refusal("leaveChat", chat_id=alice.chat_id)
    assert refusal == "Bad Request: chat member status can't be changed in private chats"
