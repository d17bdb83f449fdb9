"""Handlers of those who choose the language."""

from telegram import CallbackQuery, Chat, InlineKeyboardMarkup, Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press, replace_text
from bot.chat.askers import Askers
from bot.chat.keyboards import ASK, FOLLOW, language_buttons
from bot.chat.languages.catalogue import gettext
from bot.chat.languages.choices import Languages
from bot.chat.languages.known import Language
from bot.chat.languages.speaking import speaking
from bot.chat.menus import set_own_menu
from bot.chat.reading import is_private
from bot.chat.texts.lang import ONLY_ADMINS, WHICH_LANGUAGE, from_now_on
from bot.chat.texts.replies import OLD_BUTTON
from bot.payments.rights import Asker


class Choosing:
    """`/lang` and its buttons: for everybody in private, in a group for its admins.

    Args:
        languages: knows which language is spoken to whom.
        askers: tells who asks.
    """

    def __init__(self, languages: Languages, askers: Askers) -> None:
        self._languages = languages
        self._askers = askers

    async def command(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """`/lang`."""
        message = update.effective_message
        if message is None:
            return
        if not await _may_choose(self._askers.of_message(message)):
            await answer(message, gettext(ONLY_ADMINS))
            return
        chosen = await self._languages.chosen(message.chat.id)
        await answer(message, gettext(WHICH_LANGUAGE), self._buttons(message.chat, chosen))

    async def press(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A language, or *As Telegram says*."""
        query = update.callback_query
        if query is None:
            return
        chat = query.message.chat if query.message else None
        word = (query.data or "").partition(":")[2]
        language = next((each for each in Language if each == word), None)
        is_known = language is not None or word == ASK
        if chat is None or not (is_known or (word == FOLLOW and is_private(chat))):
            await answer_press(query, OLD_BUTTON, alert=True)
        elif not await _may_choose(self._askers.of_press(query)):
            await answer_press(query, ONLY_ADMINS, alert=True)
        elif language is None and word == ASK:
            await answer_press(query)
            chosen = await self._languages.chosen(chat.id)
            await replace_text(query, gettext(WHICH_LANGUAGE), self._buttons(chat, chosen))
        else:
            await self._choose(query, chat, language)

    async def _choose(self, query: CallbackQuery, chat: Chat, language: Language | None) -> None:
        """Speak it from now on, the answer included; `None` is whatever Telegram says."""
        if language is None:
            spoken = await self._languages.follow(query.from_user)
        else:
            await self._languages.choose(chat.id, spoken := language)
        with speaking(spoken):
            await answer_press(query, from_now_on)
            await replace_text(query, from_now_on(), self._buttons(chat, language))
            if is_private(chat):
                asker = self._askers.of_press(query)
                await set_own_menu(query.get_bot(), asker, is_chosen=language is not None)

    def _buttons(self, chat: Chat, chosen: Language | None) -> InlineKeyboardMarkup:
        if is_private(chat):
            return language_buttons(chosen, can_follow=True)
        return language_buttons(chosen or self._languages.usual, can_follow=False)


async def _may_choose(asker: Asker) -> bool:
    return asker.in_private or await asker.rules_here()
