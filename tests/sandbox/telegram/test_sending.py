import pytest
from telegram import Bot
from telegram.constants import ChatAction

from bot.sandbox.telegram import Group, Person, TelegramServer
from tests.sandbox.telegram.caller import PAY, Caller, keyboard, picture


async def test_a_text_arrives_as_it_was_meant(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    sent = await caller.get(
        "sendMessage",
        chat_id=alice.chat_id,
        text="<b>100</b> USDT",
        parse_mode="HTML",
        reply_markup=keyboard(PAY),
    )
    message = server.messages(alice.chat_id)[-1]
    assert (message.text, message.html) == ("100 USDT", "<b>100</b> USDT")
    assert message.message_id == sent["message_id"]
    assert message.sender_id == server.world.bot.id


async def test_a_text_is_not_too_long(caller: Caller, alice: Person) -> None:
    params = {"chat_id": alice.chat_id, "parse_mode": "HTML"}
    await caller.get("sendMessage", **params, text="<b>" + "x" * 4096 + "</b>")
    refusal = await caller.refusal("sendMessage", **params, text="😀" * 2049)
    assert refusal == "Bad Request: message is too long"


async def test_a_caption_is_not_too_long(caller: Caller, alice: Person) -> None:
    params = {"chat_id": alice.chat_id, "photo": picture(), "parse_mode": "HTML"}
    await caller.get("sendPhoto", **params, caption="<i>" + "x" * 1024 + "</i>")
    refusal = await caller.refusal("sendPhoto", **params, caption="x" * 1025)
    assert refusal == "Bad Request: message caption is too long"


async def test_a_document_keeps_its_name_and_its_bytes(
    server: TelegramServer, bot: Bot, alice: Person
) -> None:
    report = "number;amount\nA;100 €\n".encode()
    sent = await bot.send_document(
        alice.chat_id, report, filename="März 2027.csv", caption="<b>Report</b>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type) == ("März 2027.csv", "text/csv")
    assert sent.document.file_size == len(report)
    message = server.messages(alice.chat_id)[-1]
    assert message.document is not None
    assert (message.document.file_name, message.document.content) == ("März 2027.csv", report)
    assert (message.caption, message.photo, message.text) == ("Report", None, None)


async def test_a_documents_caption_is_not_too_long(caller: Caller, alice: Person) -> None:
    params = {"chat_id": alice.chat_id, "document": b"x"}
    await caller.get("sendDocument", **params, caption="x" * 1024)
    refusal = await caller.refusal("sendDocument", **params, caption="x" * 1025)
    assert refusal == "Bad Request: message caption is too long"


async def test_a_refused_message_is_not_there(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    await caller.refusal("sendMessage", chat_id=alice.chat_id, text="<b>", parse_mode="HTML")
    assert server.messages(alice.chat_id) == []


async def test_a_reply_carries_what_it_replies_to(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    question = alice.write("/pay 1")
    alice.write("later", reply_to=question)
    sent = await caller.get(
        "sendMessage", chat_id=101, text="x", reply_parameters={"message_id": 2}
    )
    assert sent["reply_to_message"]["message_id"] == 2
    assert "reply_to_message" not in sent["reply_to_message"]
    assert server.messages(101)[-1].reply_to == 2


async def test_a_topic_is_kept(server: TelegramServer, caller: Caller, shop: Group) -> None:
    topic = shop.topic("Payments")
    sent = await caller.get("sendMessage", chat_id=shop.id, text="x", message_thread_id=topic)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    assert sent["reply_to_message"]["forum_topic_created"]["name"] == "Payments"
    assert server.messages(shop.id)[-1].thread_id == topic


async def test_a_reply_goes_to_the_topic_of_its_question(
    caller: Caller, alice: Person, shop: Group
) -> None:
    topic = shop.topic("Payments")
    question = alice.write("/pay 1", chat=shop, topic=topic)
    sent = await caller.get(
        "sendMessage",
        chat_id=shop.id,
        text="x",
        reply_parameters={"message_id": question.message_id},
    )
    assert sent["message_thread_id"] == topic


@pytest.mark.parametrize("action", ChatAction)
async def test_every_chat_action_is_known(
    server: TelegramServer, caller: Caller, alice: Person, action: ChatAction
) -> None:
    await caller.get("sendChatAction", chat_id=alice.chat_id, action=action.value)
    assert server.actions == [(alice.chat_id, None, action.value)]


async def test_an_unknown_chat_action_is_refused(caller: Caller, alice: Person) -> None:
    refusal = await caller.refusal("sendChatAction", chat_id=alice.chat_id, action="dancing")
    assert refusal == "Bad Request: wrong parameter action in request"
