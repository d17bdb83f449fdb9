"""Handlers of admins who say what holds in their group."""

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press, replace_text
from bot.chat.askers import Askers
from bot.chat.group_buttons import ASSETS, BACK, asset_buttons, settings_buttons, wished
from bot.chat.languages.catalogue import gettext
from bot.chat.reading import is_private, place_of
from bot.chat.texts import groups as texts
from bot.chat.texts.replies import OLD_BUTTON
from bot.payments.groups import GENERAL, GroupBook, GroupSettings
from bot.payments.terms import Terms


class Ruling:
    """`/settings` and its buttons; for the admins of the group, and the till's owners.

    Args:
        groups: what was set for each group.
        askers: tells who asks.
        terms: what this till takes.
    """

    def __init__(self, groups: GroupBook, askers: Askers, terms: Terms) -> None:
        self._groups = groups
        self._askers = askers
        self._terms = terms

    async def command(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """`/settings`."""
        message = update.effective_message
        if message is None:
            return
        if is_private(message.chat):
            await answer(message, gettext(texts.ONLY_IN_GROUPS))
        elif not await self._askers.of_message(message).rules_here():
            await answer(message, gettext(texts.ONLY_FOR_ADMINS))
        else:
            here = await self._groups.of(message.chat.id)
            await answer(message, *self._shown(here, _topic_of(message)))

    def _shown(self, here: GroupSettings, topic: int | None) -> tuple[str, InlineKeyboardMarkup]:
        return texts.settings(here, self._terms, topic), settings_buttons(here, topic)

    async def press(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A button under the settings; who pressed it is asked about anew each time."""
        query = update.callback_query
        if query is None:
            return
        if not await self._askers.of_press(query).rules_here():
            await answer_press(query, texts.ONLY_FOR_ADMINS, alert=True)
        elif not isinstance(query.message, Message):
            await answer_press(query, texts.TOO_OLD, alert=True)
        else:
            await self._obey(query, query.message)

    async def _obey(self, query: CallbackQuery, message: Message) -> None:
        here, topic = await self._groups.of(message.chat.id), _topic_of(message)
        if query.data == ASSETS:
            await answer_press(query)
            await replace_text(query, gettext(texts.WHICH_ASSET), asset_buttons(here, self._terms))
            return
        wish = here if query.data == BACK else wished(query.data or "", here, self._terms, topic)
        if wish is None:
            await answer_press(query, OLD_BUTTON, alert=True)
            return
        if wish != here:
            await self._groups.keep(message.chat.id, wish)
        await answer_press(query)
        await replace_text(query, *self._shown(wish, topic))


def _topic_of(message: Message) -> int | None:
    """The topic that a message is in; `None` in groups without topics."""
    if not message.chat.is_forum:
        return None
    return place_of(message).thread_id or GENERAL
