"""The methods that change or take away what is in a chat."""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.addressing import find_writable_chat
from bot.sandbox.telegram.api import Api
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.keyboards import read_inline_markup
from bot.sandbox.telegram.messages import SentMessage
from bot.sandbox.telegram.pictures import read_picture
from bot.sandbox.telegram.refusals import bad_request
from bot.sandbox.telegram.texts import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    check_length,
    read_caption,
    read_text,
)
from bot.sandbox.telegram.views import message_json

DELETABLE_FOR = timedelta(hours=48)
UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


def edit_text(api: Api, call: Call) -> JsonObject | Literal[True]:
    """Write another text in place of the old one."""
    written = read_text(call)

    def change(message: SentMessage) -> None:
        if message.text is None:
            raise bad_request("there is no text in the message to edit")
        check_length(written, LONGEST_TEXT, "MESSAGE_TOO_LONG")
        message.text, message.entities = written.text, written.entities
        message.html = written.source

    return _edit(api, call, change)


def edit_caption(api: Api, call: Call) -> JsonObject | Literal[True]:
    """Write another caption below the same photo or document."""
    written = read_caption(
        call.text("caption"), call.text("parse_mode"), call.records("caption_entities")
    )

    def change(message: SentMessage) -> None:
        if message.picture is None and message.document is None:
            raise bad_request("there is no caption in the message to edit")
        check_length(written, LONGEST_CAPTION, "MEDIA_CAPTION_TOO_LONG")
        message.caption, message.entities = written.text, written.entities
        message.html = written.source

    return _edit(api, call, change)


def edit_media(api: Api, call: Call) -> JsonObject | Literal[True]:
    """Show another photo, with the caption that comes with it."""
    media = call.record("media")
    if media is None or media.get("type") != "photo":
        raise bad_request("can't parse InputMedia: only photos are supported here")
    if call.text("inline_message_id") and call.files:
        # What is sent in inline mode belongs to no chat into which the bot could upload.
        raise bad_request("invalid message content specified")
    picture = read_picture(call, str(media.get("media", "")), "media", api.world.pictures)
    written = read_caption(
        str(media.get("caption") or ""),
        str(media.get("parse_mode") or ""),
        media.get("caption_entities") or [],
    )

    def change(message: SentMessage) -> None:
        check_length(written, LONGEST_CAPTION, "MEDIA_CAPTION_TOO_LONG")
        message.text, message.picture, message.document = None, picture, None
        message.caption, message.entities = written.text, written.entities
        message.html = written.source

    return _edit(api, call, change)


def edit_markup(api: Api, call: Call) -> JsonObject | Literal[True]:
    """Change the buttons alone."""
    return _edit(api, call, lambda _: None)


def delete_message(api: Api, call: Call) -> bool:
    """Take a message away."""
    chat = find_writable_chat(api, call)
    message = chat.living(call.number("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if not _may_delete(api, message):
        raise bad_request("message can't be deleted")
    api.world.delete(message)
    return True


def _may_delete(api: Api, message: SentMessage) -> bool:
    """Whether the message is young, and the bot's own or one of a private chat; admins may."""
    if isinstance(message.chat, Group) and message.chat.bot_status == "administrator":
        return True
    age = timedelta(seconds=api.world.clock() - message.sent_at)
    own = message.sender is api.world.bot or message.chat.kind == "private"
    return own and age <= DELETABLE_FOR


def _edit(
    api: Api, call: Call, change: Callable[[SentMessage], None]
) -> JsonObject | Literal[True]:
    """Change a message of the bot; its buttons are what the call says, none if it is silent."""
    markup = read_inline_markup(call)
    inline_id = call.text("inline_message_id")
    message = _find_inline(api, inline_id) if inline_id else _find_editable(api, call)
    api.flood.count(None if inline_id else message.chat)
    before = _look(message)
    change(message)
    message.reply_markup = markup
    if _look(message) == before:
        raise bad_request(UNCHANGED)
    api.world.mark_edited(message)
    return True if inline_id else message_json(message)


def _look(message: SentMessage) -> tuple[object, ...]:
    return (
        message.text,
        message.caption,
        message.entities,
        message.picture,
        message.document,
        message.reply_markup,
    )


def _find_inline(api: Api, inline_id: str) -> SentMessage:
    message = api.world.inline.messages.get(inline_id)
    if message is None or message.deleted:
        raise bad_request("MESSAGE_ID_INVALID")
    return message


def _find_editable(api: Api, call: Call) -> SentMessage:
    chat = find_writable_chat(api, call)
    number = call.number("message_id")
    if not number:
        raise bad_request("message identifier is not specified")
    message = chat.living(number)
    if message is None:
        raise bad_request("message to edit not found")
    # A message with a reply keyboard belongs to the keyboard and cannot be edited either.
    plain = not message.reply_markup or "inline_keyboard" in message.reply_markup
    if message.sender is not api.world.bot or not plain:
        raise bad_request("message can't be edited")
    return message
