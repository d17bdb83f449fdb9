import pytest

from bot.sandbox.telegram import Group, Person, TelegramServer
from tests.sandbox.telegram.caller import Caller


async def heard(caller: Caller) -> list[str]:
    return [update["message"]["text"] for update in await caller.updates()]


@pytest.mark.parametrize("text", ["/pay@till_bot 1", "/pay@Till_Bot 1"])
async def test_a_command_that_names_the_bot_arrives(
    caller: Caller, bob: Person, shop: Group, text: str
) -> None:
    bob.write(text, chat=shop)
    assert await heard(caller) == [text]


@pytest.mark.parametrize(
    "text", ["/pay 1", "/pay@other_bot 1", "hello", "hello @till_bot", "so /pay@till_bot", "@a /b"]
)
async def test_what_is_not_for_the_bot_does_not_arrive(
    caller: Caller, bob: Person, shop: Group, text: str
) -> None:
    bob.write(text, chat=shop)
    assert await heard(caller) == []


async def test_a_bare_command_arrives_once_the_bot_has_spoken(
    caller: Caller, bob: Person, shop: Group
) -> None:
    await caller.get("sendMessage", chat_id=shop.id, text="x")
    for text in ("/pay 1", "/pay@other_bot 1", "hello"):
        bob.write(text, chat=shop)
    assert await heard(caller) == ["/pay 1"]


async def test_an_admin_bot_hears_everything(caller: Caller, bob: Person, shop: Group) -> None:
    shop.promote_bot()
    bob.write("hello", chat=shop)
    assert "hello" in [u["message"]["text"] for u in (await caller.updates())[1:]]


async def test_a_reply_to_the_bot_arrives(
    server: TelegramServer, caller: Caller, bob: Person, shop: Group
) -> None:
    await caller.get("sendMessage", chat_id=shop.id, text="how much?")
    bob.write("100", chat=shop, reply_to=server.messages(shop.id)[-1])
    assert await heard(caller) == ["100"]


async def test_a_reply_to_a_person_does_not_arrive(
    caller: Caller, alice: Person, bob: Person, shop: Group
) -> None:
    bob.write("100", chat=shop, reply_to=alice.write("how much?", chat=shop))
    assert await heard(caller) == []


async def test_a_bot_that_was_put_out_hears_nothing(
    caller: Caller, bob: Person, shop: Group
) -> None:
    shop.kick_bot()
    bob.write("/pay@till_bot 1", chat=shop)
    assert ["message" in update for update in await caller.updates()] == [False]
