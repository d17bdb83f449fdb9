from typing import Any

import pytest

from bot.sandbox.telegram import Group, Person, TelegramServer
from tests.sandbox.telegram.caller import PAY, Caller, keyboard

ASK = {"text": "Who?", "request_users": {"request_id": 7, "max_quantity": 2}}
BOARD = {"keyboard": [["Help", {"text": "My number", "request_contact": True}], [ASK]]}


async def last_message(caller: Caller) -> dict[str, Any]:
    """What the bot was told last."""
    message: dict[str, Any] = (await caller.updates(offset=-1))[-1]["message"]
    return message


def test_nobody_writes_in_a_group_that_moved(server: TelegramServer, alice: Person) -> None:
    old = server.group(-77, "G", members=[alice])
    old.migrate(-100777)
    with pytest.raises(ValueError, match="no longer"):
        alice.write("hi", chat=old)


def test_who_blocked_the_bot_does_not_write_to_it(alice: Person) -> None:
    alice.block_bot()
    with pytest.raises(ValueError, match="has blocked"):
        alice.write("hi")


async def test_an_anonymous_admin_hides_behind_the_group(
    caller: Caller, alice: Person, shop: Group
) -> None:
    alice.write("/report@till_bot", chat=shop, anonymous=True)
    (update,) = await caller.updates()
    assert update["message"]["from"]["id"] == 1087968824
    assert update["message"]["sender_chat"]["id"] == shop.id


def test_only_an_admin_is_anonymous(alice: Person, bob: Person, shop: Group) -> None:
    with pytest.raises(ValueError, match="no admin"):
        bob.write("hi", chat=shop, anonymous=True)
    with pytest.raises(ValueError, match="no admin"):
        alice.write("hi", anonymous=True)


def test_a_topic_must_exist(alice: Person, shop: Group) -> None:
    with pytest.raises(ValueError, match="no topic"):
        alice.write("hi", chat=shop, topic=999)


def test_only_an_admin_writes_into_a_closed_topic(alice: Person, bob: Person, shop: Group) -> None:
    topic = shop.topic("Payments")
    shop.close_topic(topic)
    with pytest.raises(ValueError, match="closed for Bob"):
        bob.write("hi", chat=shop, topic=topic)
    assert alice.write("hi", chat=shop, topic=topic).thread_id == topic


def test_who_is_an_anonymous_admin_writes_as_one_by_habit(alice: Person, shop: Group) -> None:
    shop.promote(alice, anonymous=True)
    assert alice.write("hi", chat=shop).sender_id == 1087968824
    assert alice.write("hi", chat=shop, anonymous=False).sender is alice
    assert alice.write("hi").sender is alice


def test_only_own_messages_are_edited(alice: Person, bob: Person) -> None:
    with pytest.raises(ValueError, match="did not write"):
        bob.edit(alice.write("hi"), "ho")


@pytest.fixture
async def board(caller: Caller, alice: Person) -> None:
    await caller.get("sendMessage", chat_id=alice.chat_id, text="x", reply_markup=BOARD)


@pytest.mark.usefixtures("board")
async def test_a_tapped_button_sends_its_text(caller: Caller, alice: Person) -> None:
    alice.tap("Help")
    message = await last_message(caller)
    assert message["text"] == "Help"
    assert "reply_to_message" not in message


@pytest.mark.usefixtures("board")
async def test_a_button_can_send_the_persons_number(caller: Caller, alice: Person) -> None:
    alice.tap("My number")
    contact = (await last_message(caller))["contact"]
    assert (contact["user_id"], contact["first_name"]) == (101, "Alice")
    assert contact["phone_number"].startswith("+1555")


@pytest.mark.usefixtures("board")
async def test_a_button_can_ask_for_people(caller: Caller, alice: Person, bob: Person) -> None:
    alice.share_users("Who?", bob, alice)
    shared = (await last_message(caller))["users_shared"]
    assert shared == {"request_id": 7, "users": [{"user_id": 102}, {"user_id": 101}]}
    with pytest.raises(ValueError, match="does not ask for 3 people"):
        alice.share_users("Who?", bob, alice, bob)
    with pytest.raises(ValueError, match="does not ask for people"):
        alice.share_users("Help", bob)
    with pytest.raises(ValueError, match="share_users answers it"):
        alice.tap("Who?")


async def test_in_a_group_a_tap_replies(caller: Caller, shop: Group, bob: Person) -> None:
    topic = shop.topic("Payments")
    params = {"chat_id": shop.id, "message_thread_id": topic, "text": "x"}
    await caller.get("sendMessage", **params, reply_markup={"keyboard": [["/pay 5"]]})
    bob.tap("/pay 5", chat=shop)
    message = await last_message(caller)
    assert message["reply_to_message"]["text"] == "x"
    assert message["message_thread_id"] == topic


async def test_contacts_are_shared_anywhere(
    caller: Caller, alice: Person, bob: Person, shop: Group
) -> None:
    alice.share_contact(bob)
    assert (await last_message(caller))["contact"]["user_id"] == 102
    alice.share_contact("Carol")
    assert "user_id" not in (await last_message(caller))["contact"]
    assert alice.share_contact(bob, chat=shop).unseen
    await caller.get("sendMessage", chat_id=shop.id, text="x", reply_markup=keyboard(PAY))
    asked = next(reversed(shop.messages.values()))
    alice.share_contact(bob, chat=shop, reply_to=asked)
    message = await last_message(caller)
    assert message["contact"]["user_id"] == 102
    assert message["reply_to_message"]["text"] == "x"


async def test_a_reply_tells_whose_message_it_answers(
    caller: Caller, alice: Person, bob: Person, shop: Group
) -> None:
    alice.write("/merchants@till_bot add", chat=shop, reply_to=bob.write("hi", chat=shop))
    replied = (await last_message(caller))["reply_to_message"]
    assert replied["from"]["id"] == bob.id
