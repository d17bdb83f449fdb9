import pytest

from bot.sandbox.telegram import Group, Person, TelegramServer
from bot.sandbox.telegram.boards import board_of, contact_of, find_key, shared_users
from tests.sandbox.telegram.caller import PAY, Caller, keyboard

HELP = {"keyboard": [["Help"]]}


async def test_the_newest_keyboard_is_seen_until_it_is_taken_away(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    async def say(markup: object) -> None:
        await caller.get("sendMessage", chat_id=101, text="x", reply_markup=markup)

    chat = alice.private_chat
    await say(HELP)
    await say(keyboard(PAY))
    board = board_of(chat, alice)
    assert board is not None
    assert board.buttons == [{"text": "Help"}]
    await say({"keyboard": [["Other"]]})
    assert find_key(chat, alice, "Other") == ({"text": "Other"}, server.messages(101)[-1])
    with pytest.raises(ValueError, match="no such button to tap"):
        find_key(chat, alice, "Help")
    await say({"remove_keyboard": True})
    assert board_of(chat, alice) is None


async def test_a_deleted_message_takes_its_keyboard_along(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    await caller.get("sendMessage", chat_id=101, text="x", reply_markup=HELP)
    server.world.delete(server.messages(101)[-1])
    assert board_of(alice.private_chat, alice) is None


async def test_a_selective_keyboard_is_for_who_is_replied_to(
    caller: Caller, alice: Person, bob: Person, shop: Group
) -> None:
    question = bob.write("/help@till_bot", chat=shop)
    reply = {"message_id": question.message_id}
    markup = HELP | {"selective": True}
    params = {"chat_id": shop.id, "text": "x", "reply_markup": markup}
    await caller.get("sendMessage", **params, reply_parameters=reply)
    assert board_of(shop, bob) is not None
    assert board_of(shop, alice) is None


def test_only_what_was_asked_for_is_told_of_people(alice: Person, bob: Person) -> None:
    wanted = {"request_id": 1, "max_quantity": 2, "request_name": True, "request_username": True}
    shared = shared_users({"text": "x", "request_users": wanted}, [alice, bob])["users_shared"]
    assert shared["users"] == [
        {"user_id": 101, "first_name": "Alice", "username": "alice"},
        {"user_id": 102, "first_name": "Bob"},
    ]


def test_a_contact_without_telegram_has_no_id(alice: Person) -> None:
    assert contact_of(alice)["user_id"] == 101
    assert contact_of("Carol") == {"phone_number": "+15550000000", "first_name": "Carol"}
