"""The world's records as Bot API objects."""

from bot.sandbox.telegram.accounts import Account, JsonObject
from bot.sandbox.telegram.chats import Chat
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.messages import SentMessage
from bot.sandbox.telegram.presses import Membership, Press, Standing
from bot.sandbox.telegram.queries import Choice, InlineQuery

_MEMBER_RIGHTS = ("can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users",
    "can_post_stories", "can_edit_stories", "can_delete_stories", "can_pin_messages",
    "can_send_welcome_messages")  # fmt: skip


def message_json(message: SentMessage, *, nested: bool = False) -> JsonObject:
    """Return the object `Message`; inside another one it names no further reply."""
    view: JsonObject = {
        "message_id": message.message_id,
        "date": message.sent_at,
        "chat": message.chat.as_json(),
        "from": message.sender.as_json(),
    }
    if message.anonymous:
        view["sender_chat"] = message.chat.as_json()
    if message.via is not None:
        view["via_bot"] = message.via.as_json()
    if message.edited_at is not None:
        view["edit_date"] = message.edited_at
    return view | _place(message, nested=nested) | _content(message) | message.service


def _content(message: SentMessage) -> JsonObject:
    view: JsonObject = {}
    if message.text is not None:
        view |= {"text": message.text, "entities": message.entities}
    if message.picture is not None:
        view["photo"] = [message.picture.as_json()]
    if message.document is not None:
        view["document"] = message.document.as_json()
    if message.caption:
        view |= {"caption": message.caption, "caption_entities": message.entities}
    if message.reply_markup and "inline_keyboard" in message.reply_markup:
        view["reply_markup"] = message.reply_markup
    return {name: value for name, value in view.items() if value}


def _place(message: SentMessage, *, nested: bool) -> JsonObject:
    view: JsonObject = {}
    if message.thread_id is not None:
        view |= {"message_thread_id": message.thread_id, "is_topic_message": True}
    # In a topic, what replies to nothing else replies to the message that opened the topic.
    replied = message.chat.living(message.reply_to or message.thread_id)
    if replied is not None and replied is not message and not nested:
        view["reply_to_message"] = message_json(replied, nested=True)
    return view


def press_json(press: Press) -> JsonObject:
    """Return the object `CallbackQuery`; a message sent in inline mode is not shown in it."""
    message = press.message
    where = (
        {"inline_message_id": message.inline_id}
        if message.inline_id
        else {"message": message_json(message)}
    )
    always = {
        "id": press.id,
        "from": press.person.as_json(),
        "chat_instance": str(message.chat_id * 7919),
        "data": press.data,
    }
    return always | where


def query_json(query: InlineQuery) -> JsonObject:
    """Return the object `InlineQuery`."""
    return {
        "id": query.id,
        "from": query.person.as_json(),
        "query": query.text,
        "offset": query.offset,
        "chat_type": query.chat_type,
    }


def choice_json(choice: Choice) -> JsonObject:
    """Return the object `ChosenInlineResult`."""
    edited_by = choice.message.inline_id
    return {
        "result_id": choice.result.id,
        "from": choice.query.person.as_json(),
        "query": choice.query.text,
    } | ({"inline_message_id": edited_by} if edited_by else {})


def member_json(account: Account, standing: Standing) -> JsonObject:
    """Return the object `ChatMember` for a standing."""
    view: JsonObject = {"user": account.as_json(), "status": standing.status}
    match standing.status:
        case "creator":
            return view | {"is_anonymous": standing.is_anonymous}
        case "administrator":
            rights = dict.fromkeys(_MEMBER_RIGHTS, True)
            rank = {"can_be_edited": False, "is_anonymous": standing.is_anonymous}
            return view | rank | rights
        case "kicked":
            return view | {"until_date": 0}
        case _:
            return view


def membership_json(change: Membership, at: int) -> JsonObject:
    """Return the object `ChatMemberUpdated`."""
    return {
        "chat": change.chat.as_json(),
        "from": change.by.as_json(),
        "date": at,
        "old_chat_member": member_json(change.who, change.before),
        "new_chat_member": member_json(change.who, change.after),
    }


def full_chat_json(chat: Chat) -> JsonObject:
    """Return the object `ChatFullInfo`."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
        "gifts_from_channels")  # fmt: skip
    view: JsonObject = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, True),
    }
    if isinstance(chat, Group):
        view["permissions"] = {"can_send_messages": True, "can_send_photos": True}
    return chat.as_json() | view
