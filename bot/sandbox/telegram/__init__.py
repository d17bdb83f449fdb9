"""A local Telegram Bot API server, and the people, chats and messages behind it."""

from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.chats import Action, DirectChat
from bot.sandbox.telegram.events import Event
from bot.sandbox.telegram.flood import Limits, Window
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.messages import Document, SentMessage
from bot.sandbox.telegram.people import Person
from bot.sandbox.telegram.presses import Membership, Press, Standing
from bot.sandbox.telegram.queries import InlineAnswer, InlineQuery, InlineResult
from bot.sandbox.telegram.server import TelegramServer
from bot.sandbox.telegram.webhook import Delivery

__all__ = [
    "Action",
    "Call",
    "Delivery",
    "DirectChat",
    "Document",
    "Event",
    "Group",
    "InlineAnswer",
    "InlineQuery",
    "InlineResult",
    "Limits",
    "Membership",
    "Person",
    "Press",
    "SentMessage",
    "Standing",
    "TelegramServer",
    "Window",
]
