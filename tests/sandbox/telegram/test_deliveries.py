from bot.sandbox.telegram import Group, Person, TelegramServer
from tests.sandbox.telegram.caller import PAY, Caller, keyboard


async def test_a_written_message_becomes_an_update(caller: Caller, alice: Person) -> None:
    alice.write("/start abc")
    (update,) = await caller.updates()
    assert update["message"]["text"] == "/start abc"
    assert update["message"]["from"]["id"] == 101


async def test_an_edited_message_becomes_an_update(caller: Caller, alice: Person) -> None:
    message = alice.write("/pay 1")
    alice.edit(message, "/pay 2")
    update = (await caller.updates())[-1]
    assert update["edited_message"]["text"] == "/pay 2"
    assert "edit_date" in update["edited_message"]


async def test_the_bots_own_messages_are_no_updates(caller: Caller, alice: Person) -> None:
    await caller.get("sendMessage", chat_id=alice.chat_id, text="x")
    assert await caller.updates() == []


async def test_a_press_carries_the_message_with_its_keyboard(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    markup = keyboard(PAY)
    await caller.get("sendMessage", chat_id=alice.chat_id, text="x", reply_markup=markup)
    press = alice.press(server.messages(alice.chat_id)[-1], "pay:1")
    (update,) = await caller.updates()
    query = update["callback_query"]
    assert (query["id"], query["data"]) == (press.id, "pay:1")
    assert query["message"]["reply_markup"] == markup


async def test_blocking_and_unblocking_are_told(caller: Caller, alice: Person) -> None:
    alice.block_bot()
    alice.unblock_bot()
    changes = [update["my_chat_member"] for update in await caller.updates()]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]


async def test_a_kick_is_told(caller: Caller, shop: Group) -> None:
    shop.kick_bot()
    (update,) = await caller.updates()
    change = update["my_chat_member"]
    assert change["chat"]["id"] == shop.id
    assert change["old_chat_member"]["status"] == "member"
    assert change["new_chat_member"]["status"] == "kicked"


async def test_what_privacy_keeps_from_the_bot_is_marked(alice: Person, shop: Group) -> None:
    assert alice.write("/pay 1", chat=shop).unseen
    assert not alice.write("/pay@till_bot 1", chat=shop).unseen
    assert not alice.write("/pay 1").unseen
