"""Handlers of merchants who choose what they are told."""

from collections.abc import Collection
from typing import Protocol

from telegram import CallbackQuery, Message, Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press, replace_buttons
from bot.chat.askers import Askers
from bot.chat.keyboards import OFF, ON, mute_buttons
from bot.chat.languages.catalogue import gettext
from bot.chat.reading import is_private
from bot.chat.suggestions import an_example
from bot.chat.texts.merchants import NAMES, ONLY_IN_PRIVATE, WHAT_TO_TELL
from bot.chat.texts.replies import OLD_BUTTON, lost
from bot.payments.notice import MUTABLE, Kind
from bot.payments.terms import Terms


class Muted(Protocol):
    """Which kinds of notices each merchant does not want to hear, as the database keeps them."""

    async def of(self, person_id: int) -> Collection[Kind]:
        """The kinds that a merchant does not want to hear."""
        ...

    async def mute(self, person_id: int, kind: Kind) -> None:
        """Tell no more of a kind."""
        ...

    async def unmute(self, person_id: int, kind: Kind) -> None:
        """Tell of a kind again."""
        ...


class Muting:
    """`/notices` and its switches; merchants only, in their private chat."""

    def __init__(self, muted: Muted, askers: Askers, terms: Terms) -> None:
        self._muted = muted
        self._askers = askers
        self._terms = terms

    async def command(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """`/notices`."""
        message = update.effective_message
        if message is None:
            return
        asker = self._askers.of_message(message)
        if asker.is_merchant and asker.in_private:
            buttons = mute_buttons(NAMES, await self._muted.of(asker.person_id))
            await answer(message, gettext(WHAT_TO_TELL), buttons)
        elif asker.is_merchant:
            await answer(message, gettext(ONLY_IN_PRIVATE))
        else:
            await self._pass_over(message)

    async def _pass_over(self, message: Message) -> None:
        """To everybody else there is no such command."""
        if is_private(message.chat):
            await answer(message, lost(an_example(self._terms)))

    async def press(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A switch."""
        query = update.callback_query
        if query is None:
            return
        kind, wish = _wish_in(query)
        person_id = query.from_user.id
        if kind is None or not self._askers.of_press(query).is_merchant:
            await answer_press(query, OLD_BUTTON, alert=True)
            return
        if wish == ON:
            await self._muted.unmute(person_id, kind)
        else:
            await self._muted.mute(person_id, kind)
        await answer_press(query)
        await replace_buttons(query, mute_buttons(NAMES, await self._muted.of(person_id)))


def _wish_in(query: CallbackQuery) -> tuple[Kind | None, str]:
    match (query.data or "").split(":"):
        case [_, word, wish] if wish in {ON, OFF}:
            return next((kind for kind in MUTABLE if kind == word), None), wish
        case _:
            return None, ""
