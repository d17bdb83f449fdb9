"""What an update says, in the till's own words."""

import unicodedata
from collections.abc import Sequence

from telegram import CallbackQuery, Chat, Message

from bot.payments.order import Place


def place_of(message: Message) -> Place:
    """Where a message asks, so that the answer comes there.

    A thread of replies in a group without topics has a thread id too, but is no topic.
    """
    thread_id = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, thread_id, message.message_id)


def answered_by(message: Message) -> Message | None:
    """The message that one answers; in a topic each that answers none names the topic's start."""
    answered = message.reply_to_message
    return None if answered is None or answered.forum_topic_created is not None else answered


def in_ascii(words: Sequence[str]) -> list[str]:
    """Words with the digits and wide letters of other keyboards as these are written here."""
    wide = (unicodedata.normalize("NFKC", word) for word in words)
    return ["".join(str(unicodedata.decimal(sign, sign)) for sign in word) for word in wide]


def is_private(chat: Chat) -> bool:
    """Whether only one person reads along."""
    return chat.type == Chat.PRIVATE


def question_of(query: CallbackQuery) -> Place | None:
    """The place that a pressed button's message answers, or of that message itself."""
    message = query.message
    if message is None:
        return None
    if not isinstance(message, Message):
        return Place(message.chat.id, None, message.message_id)  # too old to be shown to bots
    asked = message.reply_to_message
    place = place_of(message)
    return Place(place.chat_id, place.thread_id, asked.message_id if asked else place.message_id)
