"""Keyboards in place of the usual one: which a person sees, and what its buttons give."""

from collections.abc import Sequence

from bot.sandbox.telegram.accounts import Account, JsonObject
from bot.sandbox.telegram.chats import Chat
from bot.sandbox.telegram.messages import SentMessage
from bot.sandbox.telegram.presses import NoSuchButton


def board_of(chat: Chat, person: Account) -> SentMessage | None:
    """Return the message whose keyboard a person sees in a chat, if there is one."""
    for message in reversed(chat.messages.values()):
        markup = message.reply_markup or {}
        if not message.deleted and _is_for(markup, chat, message, person):
            if "keyboard" in markup:
                return message
            if markup.get("remove_keyboard"):
                return None
    return None


def _is_for(markup: JsonObject, chat: Chat, message: SentMessage, person: Account) -> bool:
    """Whether a keyboard is meant for a person: a selective one is for who is replied to."""
    if not markup.get("selective"):
        return True
    replied = chat.living(message.reply_to)
    return replied is not None and replied.sender is person


def find_key(chat: Chat, person: Account, text: str) -> tuple[JsonObject, SentMessage]:
    """Return a button of the keyboard that a person sees, and the message that brought it.

    Raises:
        NoSuchButton: no such button is shown.
    """
    board = board_of(chat, person)
    for key in board.buttons if board else []:
        if board is not None and key["text"] == text:
            return key, board
    raise NoSuchButton(f"no such button to tap: {text!r} on {board}")


def shared_users(key: JsonObject, people: Sequence[Account]) -> JsonObject:
    """Return what a button that asks for people tells of those who were chosen.

    Raises:
        NoSuchButton: it asks for nobody, or for fewer.
    """
    wanted = key.get("request_users")
    if wanted is None:
        raise NoSuchButton(f"{key} does not ask for people")
    if not 1 <= len(people) <= wanted.get("max_quantity", 1):
        raise NoSuchButton(f"{key} does not ask for {len(people)} people")
    users = [_shared(wanted, person) for person in people]
    return {"users_shared": {"request_id": wanted["request_id"], "users": users}}


def _shared(wanted: JsonObject, person: Account) -> JsonObject:
    """Return the object `SharedUser`, with no more than was asked for."""
    user: JsonObject = {"user_id": person.id}
    if wanted.get("request_name"):
        user["first_name"] = person.first_name
    if wanted.get("request_username") and person.username:
        user["username"] = person.username
    return user


def contact_of(who: Account | str) -> JsonObject:
    """Return the object `Contact` of a person, or of somebody who has no Telegram."""
    if isinstance(who, str):
        return {"phone_number": "+15550000000", "first_name": who}
    number = f"+1555{who.id:07}"
    return {"phone_number": number, "first_name": who.first_name, "user_id": who.id}
