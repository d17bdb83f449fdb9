import pytest
from telegram import (
    Bot,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
)

from bot.sandbox.telegram import Group, Person, TelegramServer
from bot.sandbox.telegram.chats import Chat
from bot.sandbox.telegram.menus import menu_for
from tests.sandbox.telegram.caller import Caller

PAY_COMMAND = {"command": "pay", "description": "Pay an amount"}


async def test_a_menu_belongs_to_a_scope_and_a_language(
    server: TelegramServer, bot: Bot, shop: Group
) -> None:
    await bot.set_my_commands([("pay", "Pay")])
    await bot.set_my_commands([("pay", "Zahlen")], language_code="de")
    await bot.set_my_commands([("report", "Report")], scope=BotCommandScopeChat(shop.id))
    await bot.set_my_commands([("ban", "Ban")], scope=BotCommandScopeChatMember(shop.id, 101))
    assert {key: menu[0]["description"] for key, menu in server.commands.items()} == {
        ("default", ""): "Pay",
        ("default", "de"): "Zahlen",
        ("chat:-100500", ""): "Report",
        ("chat_member:-100500:101", ""): "Ban",
    }


async def test_a_menu_can_be_read_and_deleted(bot: Bot) -> None:
    await bot.set_my_commands([("pay", "Pay")])
    assert [command.command for command in await bot.get_my_commands()] == ["pay"]
    assert await bot.get_my_commands(language_code="de") == ()
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()


@pytest.mark.parametrize("name", ["", "Pay", "x" * 33, "pay-now", "zahl ung"])
async def test_a_command_has_a_plain_name(caller: Caller, name: str) -> None:
    commands = [PAY_COMMAND | {"command": name}]
    refusal = await caller.refusal("setMyCommands", commands=commands)
    assert refusal == "Bad Request: BOT_COMMAND_INVALID"


@pytest.mark.parametrize("description", ["", " ", "x" * 257])
async def test_a_command_is_described(caller: Caller, description: str) -> None:
    commands = [PAY_COMMAND | {"description": description}]
    refusal = await caller.refusal("setMyCommands", commands=commands)
    assert refusal == "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"


async def test_a_menu_holds_a_hundred_commands(caller: Caller) -> None:
    await caller.get("setMyCommands", commands=[PAY_COMMAND] * 100)
    refusal = await caller.refusal("setMyCommands", commands=[PAY_COMMAND] * 101)
    assert refusal == "Bad Request: BOT_COMMANDS_TOO_MUCH"


async def test_a_scope_must_exist(caller: Caller) -> None:
    refusal = await caller.refusal("getMyCommands", scope={"type": "everybody"})
    assert refusal.startswith("Bad Request: can't parse BotCommandScope")
    scope = {"type": "chat", "chat_id": 999}
    assert await caller.refusal("getMyCommands", scope=scope) == "Bad Request: chat not found"


async def test_a_language_has_two_letters(caller: Caller) -> None:
    refusal = await caller.refusal("getMyCommands", language_code="deu")
    assert refusal == "Bad Request: invalid language code specified"


async def test_descriptions_are_kept_by_language(bot: Bot) -> None:
    await bot.set_my_description("Pay here")
    await bot.set_my_description("Hier zahlen", language_code="de")
    await bot.set_my_short_description("A till")
    assert (await bot.get_my_description("de")).description == "Hier zahlen"
    assert (await bot.get_my_description("fr")).description == "Pay here"
    assert (await bot.get_my_short_description()).short_description == "A till"


async def test_a_description_is_not_too_long(caller: Caller) -> None:
    refusal = await caller.refusal("setMyDescription", description="x" * 513)
    assert refusal == "Bad Request: BOT_DESCRIPTION_TOO_LONG"
    refusal = await caller.refusal("setMyShortDescription", short_description="x" * 121)
    assert refusal == "Bad Request: BOT_SHORT_DESCRIPTION_TOO_LONG"


async def test_a_person_sees_the_menu_of_the_narrowest_scope_that_has_one(
    server: TelegramServer, bot: Bot, shop: Group, alice: Person, bob: Person
) -> None:
    def shown(chat: Chat, person: Person) -> list[str]:
        return [command["command"] for command in menu_for(server.api, chat, person)]

    assert shown(alice.private_chat, alice) == []
    await bot.set_my_commands([("everywhere", "x")])
    await bot.set_my_commands([("privately", "x")], scope=BotCommandScopeAllPrivateChats())
    assert shown(alice.private_chat, alice) == ["privately"]
    assert shown(shop, alice) == shown(shop, bob) == ["everywhere"]
    for scope, admin_sees, member_sees in (
        (BotCommandScopeAllGroupChats(), "all_group_chats", "all_group_chats"),
        (BotCommandScopeAllChatAdministrators(), "all_chat_administrators", "all_group_chats"),
        (BotCommandScopeChat(shop.id), "chat", "chat"),
        (BotCommandScopeChatAdministrators(shop.id), "chat_administrators", "chat"),
        (BotCommandScopeChatMember(shop.id, bob.id), "chat_administrators", "chat_member"),
    ):
        await bot.set_my_commands([(scope.type, "x")], scope=scope)
        assert (shown(shop, alice), shown(shop, bob)) == ([admin_sees], [member_sees])


async def test_a_menu_in_the_persons_language_comes_before_the_usual_one(
    server: TelegramServer, bot: Bot, alice: Person, bob: Person
) -> None:
    await bot.set_my_commands([("pay", "Pay")])
    await bot.set_my_commands([("pay", "Pay, in English")], language_code="en")
    described = [
        menu_for(server.api, person.private_chat, person)[0]["description"]
        for person in (alice, bob)
    ]
    assert described == ["Pay, in English", "Pay"]
