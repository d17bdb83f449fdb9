"""Where a call wants to act, and whether the bot may."""

from bot.sandbox.telegram.api import Api
from bot.sandbox.telegram.calls import Call, whole
from bot.sandbox.telegram.chats import Chat
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.messages import SentMessage
from bot.sandbox.telegram.people import Person
from bot.sandbox.telegram.refusals import bad_request, forbidden


def find_chat(api: Api, call: Call) -> Chat:
    """Return the chat of `chat_id`, if the bot is still let in."""
    if not call.text("chat_id"):
        raise bad_request("chat_id is empty")
    chat = api.world.chats.get(call.number("chat_id"))
    if chat is None or (isinstance(chat, Group) and not chat.is_known):
        raise bad_request("chat not found")
    if isinstance(chat, Group):
        _check_group(chat)
    return chat


def find_writable_chat(api: Api, call: Call) -> Chat:
    """Return the chat of `chat_id`, if the bot may write there."""
    chat = find_chat(api, call)
    person = api.world.people.get(chat.id)
    if person is not None:
        _check_person(person)
    return chat


def _check_group(group: Group) -> None:
    if group.migrated_to is not None:
        reason = "group chat was upgraded to a supergroup chat"
        raise bad_request(reason, migrate_to_chat_id=group.migrated_to.id)
    if group.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {group.kind} chat")
    if group.bot_status == "left":
        raise forbidden(f"bot is not a member of the {group.kind} chat")


def _check_person(person: Person) -> None:
    if person.deactivated:
        raise forbidden("user is deactivated")
    if person.blocked:
        raise forbidden("bot was blocked by the user")
    if not person.started:
        raise forbidden("bot can't initiate conversation with a user")


def find_thread(chat: Chat, call: Call) -> int | None:
    """Return the topic to write into."""
    thread = call.number("message_thread_id")
    if not thread:
        return None
    if not isinstance(chat, Group) or thread not in chat.topics:
        raise bad_request("message thread not found")
    return thread


def check_open(chat: Chat, thread: int | None) -> None:
    """Check that the bot may write into a topic: into a closed one only admins do."""
    if isinstance(chat, Group) and thread in chat.closed and chat.bot_status != "administrator":
        raise bad_request("TOPIC_CLOSED")


def find_replied(chat: Chat, call: Call) -> SentMessage | None:
    """Return the message to reply to."""
    reply = call.record("reply_parameters")
    if not reply:
        return None
    message = chat.living(whole(reply.get("message_id")))
    if message is None and not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message
