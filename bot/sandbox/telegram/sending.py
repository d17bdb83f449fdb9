"""The methods that put something into a chat."""

from typing import Any, Unpack

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.addressing import (
    check_open,
    find_replied,
    find_thread,
    find_writable_chat,
)
from bot.sandbox.telegram.api import Api
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.documents import read_document
from bot.sandbox.telegram.keyboards import check_private, read_markup
from bot.sandbox.telegram.messages import Content
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

CHAT_ACTIONS = {
    "choose_sticker",
    "find_location",
    "record_audio",
    "record_video",
    "record_video_note",
    "record_voice",
    "typing",
    "upload_audio",
    "upload_document",
    "upload_photo",
    "upload_video",
    "upload_video_note",
    "upload_voice",
}


def send_message(api: Api, call: Call) -> JsonObject:
    """Send a text."""
    written = read_text(call)
    markup = read_markup(call)
    check_length(written, LONGEST_TEXT, "message is too long")
    return _post(
        api,
        call,
        text=written.text,
        entities=written.entities,
        html=written.source,
        reply_markup=markup,
    )


def send_photo(api: Api, call: Call) -> JsonObject:
    """Send a photo with a caption."""
    picture = read_picture(call, call.text("photo"), "photo", api.world.pictures)
    return _post_captioned(api, call, picture=picture)


def send_document(api: Api, call: Call) -> JsonObject:
    """Send a file with a caption."""
    document = read_document(call, call.text("document"), "document", api.world.documents)
    return _post_captioned(api, call, document=document)


def _post_captioned(api: Api, call: Call, **content: Any) -> JsonObject:  # noqa: ANN401 - what is sent
    written = read_caption(
        call.text("caption"), call.text("parse_mode"), call.records("caption_entities")
    )
    markup = read_markup(call)
    check_length(written, LONGEST_CAPTION, "message caption is too long")
    return _post(
        api,
        call,
        caption=written.text,
        entities=written.entities,
        html=written.source,
        reply_markup=markup,
        **content,
    )


def send_chat_action(api: Api, call: Call) -> bool:
    """Show that the bot is busy."""
    action = call.text("action").lower()
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = find_writable_chat(api, call)
    api.world.act(chat, find_thread(chat, call), action)
    return True


def _post(api: Api, call: Call, **content: Unpack[Content]) -> JsonObject:
    """Put the message where the call wants it."""
    chat = find_writable_chat(api, call)
    thread = find_thread(chat, call)
    replied = find_replied(chat, call)
    # A reply goes to the topic of what it replies to.
    thread = thread or (replied.thread_id if replied else None)
    check_open(chat, thread)
    check_private(content.get("reply_markup"), chat)
    api.flood.count(chat)
    content["thread_id"] = thread
    content["reply_to"] = replied.message_id if replied else None
    message = api.world.add_message(chat, api.world.bot, **content)
    chat.bot_spoke = True
    api.world.events.tell("message", message)
    return message_json(message)
