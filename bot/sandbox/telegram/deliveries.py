"""Turns what happens in the world into the updates that a bot hears of."""

from bot.sandbox.telegram.events import Event
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.messages import SentMessage
from bot.sandbox.telegram.presses import Membership, Press
from bot.sandbox.telegram.privacy import bot_sees
from bot.sandbox.telegram.queries import Choice, InlineQuery
from bot.sandbox.telegram.updates import Updates
from bot.sandbox.telegram.views import (
    choice_json,
    membership_json,
    message_json,
    press_json,
    query_json,
)
from bot.sandbox.telegram.world import World

_MESSAGE_UPDATES = {"message": "message", "edited": "edited_message"}


class Deliveries:
    """Listens to the world for the bot."""

    def __init__(self, world: World, updates: Updates) -> None:
        self._world = world
        self._updates = updates

    def deliver(self, event: Event) -> None:
        """Queue an update if the bot is to hear of the event."""
        match event.name, event.subject:
            case ("message" | "edited") as name, SentMessage() as message:
                self._deliver_message(name, message)
            case "pressed", Press() as press:
                self._updates.add("callback_query", press_json(press))
            case "asked", InlineQuery() as query:
                self._updates.add("inline_query", query_json(query))
            case "chosen", Choice() as choice if self._world.inline.has_feedback:
                self._updates.add("chosen_inline_result", choice_json(choice))
            case "membership", Membership() as change:
                self._deliver_change(change)
            case _:
                pass

    def _deliver_change(self, change: Membership) -> None:
        """Tell what the bot is now, and to a bot that is an admin what other people are."""
        view = membership_json(change, int(self._world.clock()))
        if change.who is self._world.bot:
            self._updates.add("my_chat_member", view)
        elif isinstance(change.chat, Group) and change.chat.bot_status == "administrator":
            self._updates.add("chat_member", view)

    def _deliver_message(self, name: str, message: SentMessage) -> None:
        if name == "edited" and message.via is not None:
            return  # nobody but the bot edits what it has offered
        if bot_sees(self._world.bot, message):
            self._updates.add(_MESSAGE_UPDATES[name], message_json(message))
        elif _is_kept_away(message) and message.sender is not self._world.bot:
            message.unseen = True


def _is_kept_away(message: SentMessage) -> bool:
    """Whether the bot is where the message is, and only privacy mode kept it away."""
    return isinstance(message.chat, Group) and message.chat.has_bot and not message.service
