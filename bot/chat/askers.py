"""Who asks, in the till's own words: the person, the chat, and what they may do there."""

from collections.abc import Collection
from functools import partial

from telegram import Bot, CallbackQuery, Chat, ChatMember, Message
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.payments.rights import Asker

ADMINS = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)


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
        bot: asks Telegram who looks after a group.
        merchant_ids: whose the till's money is.
    """

    def __init__(self, bot: Bot, merchant_ids: Collection[int]) -> None:
        self._bot = bot
        self._merchant_ids = merchant_ids

    def of_message(self, message: Message) -> Asker:
        """The one who wrote a message."""
        return self._asker(person_of(message), message.chat)

    def of_press(self, query: CallbackQuery) -> Asker:
        """The one who pressed a button; its message may be too old to be shown to bots."""
        chat = query.message.chat if query.message else None
        return self._asker(query.from_user.id, chat)

    def _asker(self, person_id: int, chat: Chat | None) -> Asker:
        chat_id = chat.id if chat else person_id
        return Asker(
            person_id,
            chat_id,
            is_merchant=person_id in self._merchant_ids,
            is_admin=partial(self._is_admin, person_id, chat_id),
        )

    async def _is_admin(self, person_id: int, chat_id: int) -> bool:
        """Whether Telegram calls them an admin; who speaks as the group itself is one."""
        if person_id == chat_id:
            return True
        try:
            member = await self._bot.get_chat_member(chat_id, person_id)
        except (BadRequest, Forbidden, ChatMigrated):
            return False
        return member.status in ADMINS
