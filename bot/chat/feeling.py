"""The handler of owners who ask how the till is."""

from collections.abc import Awaitable, Callable

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer
from bot.chat.askers import Askers
from bot.chat.reading import is_private
from bot.chat.suggestions import an_example
from bot.chat.texts.health import ONLY_IN_PRIVATE, health
from bot.chat.texts.replies import lost
from bot.payments.terms import Terms
from bot.payments.vitals import Vitals


class Feeling:
    """`/health`; owners only, in their private chat."""

    def __init__(
        self, vitals: Callable[[], Awaitable[Vitals]], askers: Askers, terms: Terms
    ) -> None:
        self._vitals = vitals
        self._askers = askers
        self._terms = terms

    async def command(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """`/health`."""
        message = update.effective_message
        if message is None:
            return
        asker = self._askers.of_message(message)
        if asker.is_owner and asker.in_private:
            await answer(message, health(await self._vitals()))
        elif asker.is_owner:
            await answer(message, ONLY_IN_PRIVATE)
        elif is_private(message.chat):
            await answer(message, lost(an_example(self._terms)))
