import json
import logging
from typing import Any

import pytest
from telegram import Update

from bot.chat.joining import Joining
from bot.chat.texts.groups import SEEN, Sight
from bot.sandbox.faults import Fault
from bot.sandbox.telegram import Group, Person, TelegramServer
from tests.chat.desk import BOT_ID, Desk

BOT = {"id": BOT_ID, "is_bot": True, "first_name": "Till", "username": "till_bot"}
ALICE = {"id": 101, "is_bot": False, "first_name": "Alice"}
RIGHTS = dict.fromkeys(
    (
        "can_send_messages",
        "can_send_audios",
        "can_send_documents",
        "can_send_photos",
        "can_send_videos",
        "can_send_video_notes",
        "can_send_voice_notes",
        "can_send_polls",
        "can_send_other_messages",
        "can_add_web_page_previews",
        "can_change_info",
        "can_invite_users",
        "can_pin_messages",
        "can_manage_topics",
        "can_edit_tag",
        "can_react_to_messages",
    ),
    False,
)


JSON = {"Content-Type": "application/json"}


def json_of(result: object) -> bytes:
    """An answer of Telegram's that brings this."""
    return json.dumps({"ok": True, "result": result}).encode()


@pytest.fixture
def new(telegram: TelegramServer, alice: Person, bob: Person) -> Group:
    """A group that the bot is not in yet."""
    return telegram.group(-100800, "New", members=[bob], admins=[alice]).without_bot()


async def change(desk: Desk, chat_id: int, old: dict[str, Any], after: dict[str, Any]) -> None:
    """Have Telegram tell of a change that the sandbox has no occasion for."""
    kind = "supergroup" if chat_id < 0 else "private"
    told = {
        "chat": {"id": chat_id, "type": kind, "title": "Friends", "first_name": "Alice"},
        "from": ALICE,
        "date": 1,
        "old_chat_member": {"user": BOT, **old},
        "new_chat_member": {"user": BOT, **after},
    }
    update = Update.de_json({"update_id": 1, "my_chat_member": told}, desk.bot)
    assert update is not None
    await desk.handle(update)


async def test_who_is_let_in_says_once_what_it_is_for(
    desk: Desk, alice: Person, new: Group
) -> None:
    new.add_bot(by=alice)
    await desk.hear()
    assert "I take payments" in desk.last(new.id)
    assert SEEN[Sight.COMMANDS] in desk.last(new.id)
    new.promote_bot()
    await desk.hear()
    new.add_bot()  # a plain member again
    await desk.hear()
    assert len(desk.said(new.id)) == 1


async def test_it_says_so_again_when_it_comes_again_and_nothing_when_it_goes(
    desk: Desk, new: Group
) -> None:
    new.add_bot()
    await desk.hear()
    new.kick_bot()
    await desk.hear()
    assert len(desk.said(new.id)) == 1
    desk.clock.forward(minutes=1)
    new.add_bot()
    await desk.hear()
    assert len(desk.said(new.id)) == 2


async def test_an_admin_from_the_start_says_that_it_sees_all(desk: Desk, new: Group) -> None:
    new.promote_bot()
    await desk.hear()
    assert SEEN[Sight.ALL_AS_ADMIN] in desk.last(new.id)


async def test_without_privacy_mode_it_says_that_it_sees_all(
    desk: Desk, new: Group, telegram: TelegramServer
) -> None:
    me = BOT | {"can_read_all_group_messages": True}
    telegram.faults.plan(Fault("getMe", status=200, body=json_of(me), headers=JSON))
    new.add_bot()
    await desk.hear()
    assert SEEN[Sight.ALL] in desk.last(new.id)


@pytest.mark.parametrize(
    ("old", "after"),
    [
        ({"status": "member"}, {"status": "left"}),
        ({"status": "left"}, {"status": "kicked", "until_date": 0}),
        ({"status": "restricted", "is_member": True}, {"status": "member"}),
        ({"status": "left"}, {"status": "restricted", "is_member": False}),
    ],
)
async def test_nothing_is_said_of_any_other_change(
    desk: Desk, group: Group, old: dict[str, Any], after: dict[str, Any]
) -> None:
    filled = {"until_date": 0, **RIGHTS}
    await change(desk, group.id, filled | old, filled | after)
    assert desk.said(group.id) == []


async def test_who_may_not_speak_is_silent_and_the_log_says_so(
    desk: Desk, group: Group, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    mute = {"status": "restricted", "is_member": True, "until_date": 0, **RIGHTS}
    await change(desk, group.id, {"status": "left"}, mute)
    assert "sendMessage" not in {call.method for call in desk.telegram.calls}
    assert "lets the bot in, but not speak" in caplog.text


async def test_a_restricted_bot_that_may_speak_does(desk: Desk, group: Group) -> None:
    may = {"status": "restricted", "is_member": True, "until_date": 0, **RIGHTS}
    await change(desk, group.id, {"status": "left"}, may | {"can_send_messages": True})
    assert len(desk.said(group.id)) == 1


async def test_a_group_that_refuses_the_greeting_is_no_trouble(
    desk: Desk, new: Group, telegram: TelegramServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    words = "Bad Request: not enough rights to send text messages to the chat"
    body = {"ok": False, "error_code": 400, "description": words}
    telegram.faults.plan(
        Fault("sendMessage", status=400, body=json.dumps(body).encode(), headers=JSON)
    )
    new.add_bot()
    await desk.hear()
    assert desk.said(new.id) == []
    assert "could not be greeted" in caplog.text


async def test_in_private_nobody_is_greeted_for_unblocking(desk: Desk, alice: Person) -> None:
    alice.block_bot()
    alice.unblock_bot()
    await desk.hear()
    assert desk.said() == []


async def test_admins_are_asked_about_anew(desk: Desk, bob: Person, group: Group) -> None:
    assert not await desk.handlers.admins.has(group.id, bob.id)
    group.promote(bob)
    await change(desk, group.id, {"status": "member"}, {"status": "member"})
    assert await desk.handlers.admins.has(group.id, bob.id)


async def test_an_update_about_something_else_is_no_trouble(desk: Desk) -> None:
    handlers = Joining(desk.handlers.admins, None)  # type: ignore[arg-type]
    await handlers.changed(Update(1), None)  # type: ignore[arg-type]
