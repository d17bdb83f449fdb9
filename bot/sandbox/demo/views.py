"""What happens in the chats, in the words of a page: Bot API objects, and the room they are in."""

from itertools import islice

from bot.sandbox.demo.cast import Cast, Room, room_key, room_of
from bot.sandbox.telegram import Action, Event, Press, SentMessage, TelegramServer
from bot.sandbox.telegram.menus import menu_for
from bot.sandbox.telegram.views import message_json

News = dict[str, object]
PAGE = 50


def message_view(message: SentMessage) -> News:
    """Return the object `Message`, and whether privacy mode kept it from the bot."""
    return message_json(message) | ({"unseen": True} if message.unseen else {})


def newest(telegram: TelegramServer, room: Room, before: int | None = None) -> News:
    """Return the newest messages of a room, those below an id if one is given, oldest first."""
    living = (
        message
        for message in reversed(telegram.messages(room.chat_id))
        if message.thread_id == room.thread_id
        and not message.deleted
        and (before is None or message.message_id < before)
    )
    found = list(islice(living, PAGE + 1))
    shown = [message_view(message) for message in reversed(found[:PAGE])]
    return {"messages": shown, "has_older": len(found) > PAGE}


def menus(telegram: TelegramServer, cast: Cast) -> dict[str, dict[str, object]]:
    """Return the command menus that each persona sees, in private and in the group."""
    return {
        each.key: {
            "private": menu_for(telegram.api, each.person.private_chat, each.person),
            "group": menu_for(telegram.api, cast.group, each.person),
        }
        for each in cast.personas
    }


def news_of(event: Event) -> News | None:
    """Return what a page is to hear of an event, if anything."""
    match event.name, event.subject:
        case "message" | "edited", SentMessage() as message:
            return {
                "type": event.name,
                "room": room_of(message),
                "message": message_view(message),
            }
        case "deleted", SentMessage() as message:
            return {"type": "deleted", "room": room_of(message), "id": message.message_id}
        case "answered", Press(answer=dict() as answer) as press:
            return {
                "type": "answered",
                "press": press.id,
                "text": str(answer.get("text", "")),
                "alert": str(answer.get("show_alert", "")).lower() == "true",
                "room": room_key(press.person.chat_id, None) if answer.get("url") else None,
            }
        case "action", Action() as action:
            room = room_key(action.chat_id, action.thread_id)
            return {"type": "action", "room": room, "action": action.kind}
        case _:
            return None
