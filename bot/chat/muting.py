"""Handlers of merchants who choose what they are told."""

from collections.abc import Collection, Sequence
from typing import Protocol

from telegram import CallbackQuery, Message, Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press, replace_buttons
from bot.chat.askers import Askers
from bot.chat.keyboards import OFF, ON, mute_buttons
from bot.chat.languages.catalogue import gettext
from bot.chat.texts.merchants import NAMES, WHAT_TO_TELL
from bot.chat.texts.replies import OLD_BUTTON
from bot.payments.notice import MUTABLE, Kind
from bot.payments.rights import Asker


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

    def __init__(self, muted: Muted, askers: Askers) -> None:
        self._muted = muted
        self._askers = askers

    async def command(self, message: Message, asker: Asker, _: Sequence[str]) -> None:
        """`/notices`."""
        buttons = mute_buttons(NAMES, await self._muted.of(asker.person_id))
        await answer(message, gettext(WHAT_TO_TELL), buttons)

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
