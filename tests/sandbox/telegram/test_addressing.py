import pytest

from bot.sandbox.telegram import Group, Person, TelegramServer
from tests.sandbox.telegram.caller import Caller


async def test_a_chat_must_be_named(caller: Caller) -> None:
    assert await caller.refusal("sendMessage", text="x") == "Bad Request: chat_id is empty"


@pytest.mark.parametrize("chat_id", ["999", "-100999", "@nobody"])
async def test_an_unknown_chat_is_not_found(caller: Caller, chat_id: str) -> None:
    refusal = await caller.refusal("sendMessage", chat_id=chat_id, text="x")
    assert refusal == "Bad Request: chat not found"


async def test_the_bot_cannot_write_first(caller: Caller, bob: Person) -> None:
    refusal = await caller.refusal("sendMessage", chat_id=bob.chat_id, text="x")
    assert refusal == "Forbidden: bot can't initiate conversation with a user"


async def test_the_bot_may_write_to_who_wrote_to_it(caller: Caller, bob: Person) -> None:
    bob.write("/start")
    assert (await caller.get("sendMessage", chat_id=bob.chat_id, text="x"))["text"] == "x"


async def test_writing_in_a_group_starts_no_private_chat(
    caller: Caller, bob: Person, shop: Group
) -> None:
    bob.write("hello", chat=shop)
    refusal = await caller.refusal("sendMessage", chat_id=bob.chat_id, text="x")
    assert refusal.startswith("Forbidden: bot can't initiate")


async def test_who_blocked_the_bot_cannot_be_written_to(caller: Caller, alice: Person) -> None:
    alice.block_bot()
    refusal = await caller.refusal("sendMessage", chat_id=alice.chat_id, text="x")
    assert refusal == "Forbidden: bot was blocked by the user"


async def test_after_unblocking_the_bot_may_write_again(caller: Caller, alice: Person) -> None:
    alice.block_bot()
    alice.unblock_bot()
    await caller.get("sendMessage", chat_id=alice.chat_id, text="x")


async def test_a_deleted_account_cannot_be_written_to(caller: Caller, alice: Person) -> None:
    alice.deactivate()
    refusal = await caller.refusal("sendMessage", chat_id=alice.chat_id, text="x")
    assert refusal == "Forbidden: user is deactivated"


@pytest.mark.parametrize(("chat_id", "kind"), [(-7, "group"), (-1007, "supergroup")])
async def test_a_kicked_bot_is_told_from_what(
    server: TelegramServer, caller: Caller, alice: Person, chat_id: int, kind: str
) -> None:
    server.group(chat_id, "Old", members=[alice]).kick_bot()
    refusal = await caller.refusal("sendMessage", chat_id=chat_id, text="x")
    assert refusal == f"Forbidden: bot was kicked from the {kind} chat"


async def test_a_migrated_group_names_its_heir(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    server.group(-7, "Old", members=[alice]).migrate(-100777)
    body = await caller.ask("sendMessage", chat_id=-7, text="x")
    assert body["error_code"] == 400
    reason = "group chat was upgraded to a supergroup chat"
    assert body["description"] == f"Bad Request: {reason}"
    assert body["parameters"] == {"migrate_to_chat_id": -100777}


@pytest.mark.parametrize("thread", [1, 999])
async def test_a_thread_must_be_a_topic(caller: Caller, shop: Group, thread: int) -> None:
    refusal = await caller.refusal(
        "sendMessage", chat_id=shop.id, text="x", message_thread_id=thread
    )
    assert refusal == "Bad Request: message thread not found"


async def test_a_private_chat_has_no_topics(caller: Caller, alice: Person) -> None:
    refusal = await caller.refusal(
        "sendMessage", chat_id=alice.chat_id, text="x", message_thread_id=2
    )
    assert refusal == "Bad Request: message thread not found"


async def test_a_reply_needs_its_message(caller: Caller, alice: Person) -> None:
    params = {"chat_id": alice.chat_id, "text": "x", "reply_parameters": {"message_id": 99}}
    refusal = await caller.refusal("sendMessage", **params)
    assert refusal == "Bad Request: message to be replied not found"


async def test_a_reply_may_do_without_its_message(caller: Caller, alice: Person) -> None:
    reply = {"message_id": 99, "allow_sending_without_reply": True}
    sent = await caller.get("sendMessage", chat_id=alice.chat_id, text="x", reply_parameters=reply)
    assert "reply_to_message" not in sent


async def test_a_reply_must_be_a_json_object(caller: Caller, alice: Person) -> None:
    params = {"chat_id": alice.chat_id, "text": "x", "reply_parameters": "17"}
    refusal = await caller.refusal("sendMessage", **params)
    assert refusal == "Bad Request: object expected as reply parameters"


async def test_only_an_admin_writes_into_a_closed_topic(
    caller: Caller, alice: Person, shop: Group
) -> None:
    topic = shop.topic("Payments")
    question = alice.write("/pay 1", chat=shop, topic=topic)
    shop.close_topic(topic)
    for where in (
        {"message_thread_id": topic},
        {"reply_parameters": {"message_id": question.message_id}},
    ):
        refusal = await caller.refusal("sendMessage", chat_id=shop.id, text="x", **where)
        assert refusal == "Bad Request: TOPIC_CLOSED"
    shop.promote_bot()
    await caller.get("sendMessage", chat_id=shop.id, text="x", message_thread_id=topic)


async def test_a_bot_that_left_is_no_member(caller: Caller, shop: Group) -> None:
    shop.let_bot_leave()
    refusal = await caller.refusal("sendMessage", chat_id=shop.id, text="x")
    assert refusal == "Forbidden: bot is not a member of the supergroup chat"


async def test_a_group_where_the_bot_never_was_is_not_found(caller: Caller, shop: Group) -> None:
    shop.without_bot()
    refusal = await caller.refusal("sendMessage", chat_id=shop.id, text="x")
    assert refusal == "Bad Request: chat not found"
