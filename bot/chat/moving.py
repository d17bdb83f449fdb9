"""The handler that hears that a group became a supergroup."""

from collections.abc import Sequence
from typing import Protocol

from telegram import Update
from telegram.ext import ContextTypes


class Movers(Protocol):
    """What the database keeps of chats."""

    async def chat_moved(self, old_id: int, new_id: int) -> None:
        """Follow a group that became a supergroup."""
        ...


class Moving:
    """Follows a group at once, before anybody asks or must be told something there.

    Telegram tells of it twice, in the old group and in the new one, and it may be heard twice.
    """

    def __init__(self, movers: Sequence[Movers]) -> None:
        self._movers = movers

    async def heard(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A message that tells of the move."""
        message = update.effective_message
        if message is None:
            return
        if message.migrate_to_chat_id is not None:
            await self._move(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id is not None:
            await self._move(message.migrate_from_chat_id, message.chat.id)

    async def _move(self, old_id: int, new_id: int) -> None:
        for mover in self._movers:
            await mover.chat_moved(old_id, new_id)
