import pytest
from aiogram import types
from telegram import Message, Update

from bot.sandbox.telegram import Group, Person, TelegramServer
from bot.sandbox.telegram.updates import KINDS
from tests.sandbox.telegram.caller import PAY, Caller, keyboard, picture
from tests.sandbox.telegram.offers import article


async def everything(server: TelegramServer, caller: Caller, alice: Person, shop: Group) -> None:
    """Make something of every kind happen."""
    topic = shop.topic("Payments")
    question = alice.write("/pay@till_bot 100 USDT", chat=shop, topic=topic)
    where = {"chat_id": shop.id, "message_thread_id": topic, "reply_markup": keyboard(PAY)}
    reply = {"message_id": question.message_id}
    text = '<b>a</b> <a href="https://a.b">c</a> <code>d</code> <u>e</u>'
    await caller.get("sendMessage", **where, text=text, parse_mode="HTML", reply_parameters=reply)
    await caller.get("sendPhoto", **where, photo=picture(), caption="/pay")
    await caller.get("sendDocument", chat_id=shop.id, document=b"a;b", caption="<b>")
    alice.press(server.messages(shop.id)[-2], "Pay")
    query = alice.ask("25", chat=shop)
    await caller.get("answerInlineQuery", inline_query_id=query.id, results=[article()])
    offered = alice.choose(query, "a")
    alice.press(offered, "Pay")
    await caller.get("editMessageText", inline_message_id=offered.inline_id, text="x")
    alice.edit(question, "/pay@till_bot 200 USDT")
    alice.write("/report@till_bot", chat=shop, anonymous=True)
    server.group(-77, "Old", members=[alice]).migrate(-100777)
    alice.block_bot()
    shop.promote_bot()
    shop.promote(alice, anonymous=True)
    shop.remove(alice)
    shop.add(alice)
    shop.close_topic(topic)
    shop.kick_bot()


async def test_two_libraries_read_every_update_in_the_same_way(
    server: TelegramServer, caller: Caller, alice: Person, shop: Group
) -> None:
    await caller.updates(allowed_updates=sorted(KINDS))
    await everything(server, caller, alice, shop)
    updates = await caller.updates()
    kinds = {name for update in updates for name in update} - {"update_id"}
    assert kinds == {
        "message",
        "edited_message",
        "callback_query",
        "chat_member",
        "chosen_inline_result",
        "inline_query",
        "my_chat_member",
    }
    for update in updates:
        one, other = Update.de_json(update, None), types.Update.model_validate(update)
        assert one.to_dict().keys() == update.keys()
        assert other.model_dump(exclude_none=True).keys() == update.keys()


async def test_two_libraries_read_every_message_in_the_same_way(
    server: TelegramServer, caller: Caller, alice: Person, shop: Group
) -> None:
    await everything(server, caller, alice, shop)
    calls = [call for call in server.calls if isinstance(call.result, dict)]
    sent = [call.answer["result"] for call in calls]
    for view in sent:
        one, other = Message.de_json(view, None), types.Message.model_validate(view)
        assert one.text == other.text
        assert (one.text_html or one.caption_html) == other.html_text
        assert one.message_thread_id == other.message_thread_id
        assert other.model_extra == {}


@pytest.mark.parametrize("status", ["creator", "administrator", "member", "left"])
async def test_a_library_reads_every_standing(
    caller: Caller, shop: Group, bob: Person, status: str
) -> None:
    if status == "administrator":
        shop.promote(bob)
    if status == "left":
        shop.remove(bob)
    who = 101 if status == "creator" else bob.id
    view = await caller.get("getChatMember", chat_id=shop.id, user_id=who)
    assert view["status"] == status
    if status == "creator":
        types.ChatMemberOwner.model_validate(view)


async def test_an_anonymous_admin_stands_under_the_groups_name(
    caller: Caller, alice: Person, shop: Group
) -> None:
    alice.write("/report@till_bot", chat=shop, anonymous=True)
    update = Update.de_json((await caller.updates())[0], None)
    assert update.message is not None
    assert update.message.sender_chat == update.message.chat


async def test_a_message_in_a_topic_replies_to_its_beginning(
    caller: Caller, alice: Person, shop: Group
) -> None:
    topic = shop.topic("Payments")
    alice.write("/pay@till_bot 1", chat=shop, topic=topic)
    message = (await caller.updates())[-1]["message"]
    assert message["reply_to_message"]["message_id"] == topic
    assert message["is_topic_message"] is True
