from typing import Any

import pytest
from telegram import Update

from bot.chat.routes import HEARD
from bot.sandbox.telegram import Group, Person
from tests.chat.desk import Desk

USER = {"id": 101, "is_bot": False, "first_name": "Alice"}
PRIVATE = {"id": 101, "type": "private"}
CHANNEL = {"id": -100900, "type": "channel", "title": "News"}
COMMAND = [{"type": "bot_command", "offset": 0, "length": 4}]
POST = {"message_id": 1, "date": 1, "chat": CHANNEL, "text": "/pay 5", "entities": COMMAND}
WRITTEN = {"message_id": 1, "date": 1, "chat": PRIVATE, "from": USER}


@pytest.mark.parametrize(
    "content",
    [
        {"channel_post": POST},
        {"channel_post": POST | {"text": "5", "entities": []}},
        {"edited_channel_post": POST | {"edit_date": 2}},
        {"edited_message": WRITTEN | {"text": "/pay 5", "entities": COMMAND, "edit_date": 2}},
        {"edited_message": WRITTEN | {"text": "5", "edit_date": 2}},
        {"message": WRITTEN | {"photo": [], "caption": "/pay 5"}},
        {"message": WRITTEN | {"sticker": None}},
        {"my_chat_member": None},
    ],
)
async def test_what_is_no_new_question_is_ignored(desk: Desk, content: dict[str, Any]) -> None:
    update = Update.de_json({"update_id": 1} | content, desk.bot)
    assert update is not None
    await desk.handle(update)
    assert desk.opened == 0
    assert {call.method for call in desk.telegram.calls} == {"getMe"}


async def test_an_edited_question_is_heard_once(desk: Desk, alice: Person) -> None:
    question = alice.write("/pay 5")
    alice.edit(question, "/pay 500")
    await desk.hear()
    orders = await desk.orders.of_payer(101, None, 9)
    assert [order.amount.plain for order in orders] == ["5"]


async def test_an_anonymous_admin_is_answered(desk: Desk, alice: Person, group: Group) -> None:
    alice.write("/pay@till_bot", chat=group, anonymous=True)
    alice.write("/pay@till_bot 5", chat=group, anonymous=True)
    alice.write("/orders@till_bot", chat=group, anonymous=True)
    await desk.hear()
    assert len(desk.said(group.id)) == 2
    assert " 5 USDT ·" in desk.last(group.id)


@pytest.mark.parametrize("text", ["/pay 5", "/PAY 5", "/pay\n5\nUSDT", "/Pay   5"])
async def test_a_command_is_heard_however_it_is_spelled(
    desk: Desk, alice: Person, text: str
) -> None:
    alice.write(text)
    await desk.hear()
    assert desk.opened == 1


def test_only_what_is_handled_is_asked_for() -> None:
    inline = ("inline_query", "chosen_inline_result")
    assert ("message", "callback_query", *inline, "chat_member", "my_chat_member") == HEARD


async def test_an_anonymous_admin_is_the_group_not_everybody_who_is_anonymous(
    desk: Desk, alice: Person, group: Group, forum: Group
) -> None:
    alice.write("/pay@till_bot 5", chat=group, anonymous=True)
    alice.write("/pay@till_bot 6", chat=forum, anonymous=True)
    await desk.hear()
    [order] = await desk.orders.of_payer(group.id, None, 9)
    assert order.amount.plain == "5"
    card = desk.telegram.world.add_message(group, desk.telegram.world.bot, caption="card")
    press = alice.press(card, f"check:{order.number}", forged=True)
    await desk.hear()
    assert (await press.answered())["text"] == f"Order {order.number}: being prepared."
