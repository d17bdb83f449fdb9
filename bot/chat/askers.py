"""Who asks, in the till's own words: the person, the chat, and what they may do there."""

from collections.abc import Collection
from functools import partial

from telegram import CallbackQuery, Chat, Message

from bot.chat.admins import Admins
from bot.payments.rights import Asker


def person_of(message: Message) -> int:
    """Who wrote a message; for an anonymous admin the group, for a channel the channel.

    Telegram puts one account of its own in their place, which would make them all one person.
    """
    if message.sender_chat is not None:
        return message.sender_chat.id
    return message.from_user.id if message.from_user is not None else message.chat.id


class Askers:
    """Tells who asks.

    Args:
        admins: knows who looks after a group.
        merchants: who earns with the till.
        owner_ids: whose the till is.
    """

    def __init__(
        self, admins: Admins, merchants: Collection[int], owner_ids: Collection[int]
    ) -> None:
        self._admins = admins
        self._merchants = merchants
        self._owner_ids = owner_ids

    def of_message(self, message: Message) -> Asker:
        """The one who wrote a message."""
        return self._asker(person_of(message), message.chat)

    def of_person(self, person_id: int) -> Asker:
        """Somebody who asks in no chat that the bot knows of, and alone."""
        return self._asker(person_id, None)

    def of_press(self, query: CallbackQuery) -> Asker:
        """The one who pressed a button; its message may be too old to be shown to bots."""
        chat = query.message.chat if query.message else None
        return self._asker(query.from_user.id, chat)

    def _asker(self, person_id: int, chat: Chat | None) -> Asker:
        chat_id = chat.id if chat else person_id
        return Asker(
            person_id,
            chat_id,
            is_merchant=person_id in self._merchants,
            is_admin=partial(self._admins.has, chat_id, person_id),
            is_owner=person_id in self._owner_ids,
        )
