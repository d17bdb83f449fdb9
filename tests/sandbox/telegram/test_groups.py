from typing import Any

import pytest

from bot.sandbox.telegram import Group, Person, TelegramServer
from tests.sandbox.telegram.caller import Caller


def test_the_id_tells_a_supergroup_from_a_basic_group(server: TelegramServer) -> None:
    kinds = [server.group(chat_id, "G").kind for chat_id in (-100500, -77)]
    assert kinds == ["supergroup", "group"]


def test_a_forum_says_so(shop: Group) -> None:
    view = {"id": -100500, "type": "supergroup", "title": "Shop", "is_forum": True}
    assert shop.as_json() == view
    assert shop.chat_id == shop.id


async def test_a_topic_begins_with_a_message_of_its_own_id(caller: Caller, shop: Group) -> None:
    topic = shop.topic("Payments")
    (update,) = await caller.updates()
    message = update["message"]
    assert message["message_id"] == message["message_thread_id"] == topic
    assert message["forum_topic_created"]["name"] == "Payments"
    assert "reply_to_message" not in message


def test_only_a_forum_has_topics(server: TelegramServer) -> None:
    with pytest.raises(ValueError, match="not a forum"):
        server.group(-77, "G").topic("Payments")


async def test_migration_is_told_in_both_groups(
    server: TelegramServer, caller: Caller, alice: Person, bob: Person
) -> None:
    old = server.group(-77, "G", members=[bob], admins=[alice])
    new = old.migrate(-100777)
    assert (new.kind, new.admins, set(new.members)) == ("supergroup", [101], {101, 102})
    first, second = [update["message"] for update in await caller.updates()]
    assert (first["chat"]["id"], first["migrate_to_chat_id"]) == (-77, -100777)
    assert (second["chat"]["id"], second["migrate_from_chat_id"]) == (-100777, -77)


async def test_an_empty_group_can_migrate(server: TelegramServer, caller: Caller) -> None:
    server.group(-77, "G").migrate(-100777)
    assert len(await caller.updates()) == 2


def test_ranks_come_and_go(shop: Group, alice: Person, bob: Person) -> None:
    shop.promote(bob, alice)
    assert shop.admins == [101, 102]
    shop.demote(alice)
    shop.remove(bob)
    assert (shop.admins, list(shop.members)) == ([], [101])


def test_the_bot_comes_and_goes(shop: Group) -> None:
    shop.promote_bot()
    assert shop.bot_status == "administrator"
    shop.kick_bot()
    shop.add_bot()
    assert shop.bot_status == "member"


ALL = {"allowed_updates": ["chat_member", "my_chat_member", "message"]}


async def told(caller: Caller, kind: str) -> list[dict[str, Any]]:
    """The updates of a kind, so far."""
    return [update[kind] for update in await caller.updates(**ALL) if kind in update]


async def test_what_becomes_of_people_is_told_to_a_bot_that_is_admin(
    server: TelegramServer, caller: Caller, shop: Group, alice: Person, bob: Person
) -> None:
    shop.promote_bot()
    await caller.updates(**ALL)
    eve = server.person(103, "Eve")
    shop.add(eve)
    shop.promote(bob, by=alice, anonymous=True)
    shop.demote(bob)
    shop.remove(bob, by=bob)
    shop.add(bob, by=alice)
    changes = await told(caller, "chat_member")
    assert [
        (
            change["from"]["id"],
            change["new_chat_member"]["user"]["id"],
            change["old_chat_member"]["status"],
            change["new_chat_member"]["status"],
        )
        for change in changes
    ] == [
        (103, 103, "left", "member"),
        (101, 102, "member", "administrator"),
        (101, 102, "administrator", "member"),
        (102, 102, "member", "left"),
        (101, 102, "left", "member"),
    ]
    assert changes[1]["new_chat_member"]["is_anonymous"] is True


async def test_what_changes_nothing_is_not_told(
    caller: Caller, shop: Group, alice: Person, bob: Person
) -> None:
    shop.promote_bot()
    await caller.updates(**ALL, offset=-1)
    shop.add(bob)
    shop.promote(alice)
    shop.demote(bob)
    shop.promote_bot()
    before = await caller.updates(**ALL)
    assert [set(update) for update in before] == [{"update_id", "my_chat_member"}]


async def test_a_bot_that_is_no_admin_hears_nothing_of_ranks(
    caller: Caller, shop: Group, bob: Person
) -> None:
    await caller.updates(**ALL)
    shop.promote(bob)
    assert await told(caller, "chat_member") == []


async def test_a_bot_that_did_not_ask_hears_nothing_of_ranks(
    caller: Caller, shop: Group, bob: Person
) -> None:
    shop.promote_bot()
    shop.promote(bob)
    kinds = [set(update) - {"update_id"} for update in await caller.updates()]
    assert kinds == [{"my_chat_member"}]


async def test_who_comes_and_who_goes_stands_in_the_chat(
    server: TelegramServer, caller: Caller, shop: Group, alice: Person
) -> None:
    eve, dan = server.person(103, "Eve"), server.person(104, "Dan")
    shop.add(eve, dan)
    shop.remove(eve, by=alice)
    shop.remove(eve)
    messages = await told(caller, "message")
    joined = [each["new_chat_members"][0]["id"] for each in messages[:2]]
    assert joined == [103, 104]
    assert (messages[2]["left_chat_member"]["id"], messages[2]["from"]["id"]) == (103, 101)
    assert len(messages) == 3


async def test_the_bot_is_told_that_it_was_let_in(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    club = server.group(-100600, "Club", members=[alice]).without_bot()
    club.add_bot(by=alice)
    (change,) = await told(caller, "my_chat_member")
    assert change["old_chat_member"]["status"] == "left"
    assert change["new_chat_member"]["status"] == "member"
    (message,) = await told(caller, "message")
    assert message["new_chat_members"][0]["id"] == server.world.bot.id
    assert message["from"]["id"] == alice.id


async def test_a_kicked_bot_does_not_see_that_it_left(
    server: TelegramServer, caller: Caller, shop: Group
) -> None:
    shop.kick_bot()
    assert await told(caller, "message") == []
    farewell = server.messages(shop.id)[-1]
    assert farewell.service["left_chat_member"]["id"] == server.world.bot.id
    assert not farewell.unseen


async def test_a_topic_is_closed_and_opened_again(caller: Caller, shop: Group) -> None:
    topic = shop.topic("Payments")
    shop.close_topic(topic)
    shop.reopen_topic(topic)
    _, closed, opened = await told(caller, "message")
    assert closed["forum_topic_closed"] == opened["forum_topic_reopened"] == {}
    assert closed["message_thread_id"] == topic


async def test_a_deleted_topic_is_gone_with_its_messages(
    server: TelegramServer, caller: Caller, shop: Group, bob: Person
) -> None:
    topic = shop.topic("Payments")
    elsewhere = bob.write("elsewhere", chat=shop)
    bob.write("here", chat=shop, topic=topic)
    shop.delete_topic(topic)
    living = [message for message in server.messages(shop.id) if not message.deleted]
    assert living == [elsewhere]
    params = {"chat_id": shop.id, "text": "x", "message_thread_id": topic}
    refusal = await caller.refusal("sendMessage", **params)
    assert refusal == "Bad Request: message thread not found"
