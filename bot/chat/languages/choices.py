"""Which language is spoken to whom: as they have chosen, else as Telegram says, else as set."""

import logging
from typing import Protocol

from telegram import Chat, Update, User

from bot.chat.languages.known import Language, read_language
from bot.chat.languages.speaking import Voices
from bot.errors import StorageError

log = logging.getLogger(__name__)


class Kept(Protocol):
    """The languages of chats, as the database keeps them; a private chat is its person's."""

    async def of(self, chat_id: int) -> tuple[str, bool] | None:
        """The language of a chat, and whether somebody has chosen it."""
        ...

    async def choose(self, chat_id: int, language: str) -> None:
        """Note what somebody has chosen for a chat."""
        ...

    async def remember(self, chat_id: int, language: str) -> None:
        """Note what Telegram says; it does not outweigh what somebody has chosen."""
        ...

    async def forget(self, chat_id: int) -> None:
        """Know nothing of a chat any more."""
        ...

    async def chat_moved(self, old_id: int, new_id: int) -> None:
        """Follow a group that became a supergroup."""
        ...


class Languages:
    """Knows which language is spoken to whom.

    Args:
        kept: what is known of each chat.
        usual: is spoken where nothing is known.
    """

    def __init__(self, kept: Kept, usual: Language) -> None:
        self._kept = kept
        self.usual = usual

    async def of_chat(self, chat_id: int) -> Language:
        """What a chat is told in."""
        known = await self._kept.of(chat_id)
        return read_language(known[0] if known else None) or self.usual

    async def chosen(self, chat_id: int) -> Language | None:
        """What somebody has chosen for a chat."""
        known = await self._kept.of(chat_id)
        return read_language(known[0]) if known and known[1] else None

    async def choose(self, chat_id: int, language: Language) -> None:
        """Speak this language in a chat from now on."""
        await self._kept.choose(chat_id, language)

    async def follow(self, user: User) -> Language:
        """Speak to somebody again as Telegram says; tell which language that is."""
        await self._kept.forget(user.id)
        return await self._of_person(user)

    async def chat_moved(self, old_id: int, new_id: int) -> None:
        """Follow a group that became a supergroup."""
        await self._kept.chat_moved(old_id, new_id)

    async def of_update(self, update: Update) -> Voices:
        """In which languages an update is answered.

        A database that cannot be asked is no reason to say nothing.
        """
        chat, user = update.effective_chat, update.effective_user
        try:
            return await self._voices(chat, user, is_press=update.callback_query is not None)
        except StorageError as error:
            log.warning("the language of update %s is not known: %s", update.update_id, error)
            told = (read_language(user.language_code) if user else None) or self.usual
            return Voices(told if _is_private(chat) else self.usual, told)

    async def _voices(self, chat: Chat | None, user: User | None, *, is_press: bool) -> Voices:
        if user is not None and (chat is None or _is_private(chat)):
            own = await self._of_person(user)
            return Voices(own, own)
        to_all = await self.of_chat(chat.id) if chat else self.usual
        if not is_press or user is None:
            return Voices(to_all, to_all)
        own_choice = await self.chosen(user.id) or read_language(user.language_code)
        return Voices(to_all, own_choice or to_all)

    async def _of_person(self, user: User) -> Language:
        """What somebody speaks; it is remembered for what must be told without being asked."""
        known, is_chosen = await self._kept.of(user.id) or (None, False)
        told = read_language(user.language_code)
        if is_chosen or not user.language_code:
            return read_language(known) or self.usual
        if told is None and known is not None:
            await self._kept.forget(user.id)
        elif told is not None and told != known:
            await self._kept.remember(user.id, told)
        return told or self.usual


def _is_private(chat: Chat | None) -> bool:
    """Whether only the person reads it; a press may be told without its chat."""
    return chat is None or chat.type == Chat.PRIVATE
