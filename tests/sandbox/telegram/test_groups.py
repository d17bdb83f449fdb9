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
