"""Handlers of those who want to know what the bot is for."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press
from bot.chat.askers import Askers
from bot.chat.menus import set_merchants_menu
from bot.chat.reading import is_private
from bot.chat.suggestions import an_example
from bot.chat.texts.browsing import HELP_WITH_ORDERS
from bot.chat.texts.replies import FOR_MERCHANTS, FOR_OWNERS, OLD_BUTTON, guide, lost, welcome
from bot.payments.terms import Terms


class Greeting:
    """`/start`, `/help`, and whatever nobody else understands."""

    def __init__(self, terms: Terms, askers: Askers) -> None:
        self._askers = askers
        self._terms = terms

    async def start(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """`/start`."""
        message = update.effective_message
        if message is None:
            return
        await answer(message, welcome(self._terms, an_example(self._terms)))
        asker = self._askers.of_message(message)
        if asker.is_merchant and asker.in_private:
            await set_merchants_menu(message.get_bot(), asker.person_id, is_owner=asker.is_owner)

    async def help(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """`/help`."""
        if update.effective_message is not None:
            message = update.effective_message
            asker = self._askers.of_message(message)
            more = HELP_WITH_ORDERS
            more += FOR_MERCHANTS if asker.is_merchant and asker.in_private else ""
            more += FOR_OWNERS if asker.is_owner and asker.in_private else ""
            await answer(message, guide(self._terms, an_example(self._terms)) + more)

    async def unknown_command(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A command of somebody else: in a group it may be for another bot."""
        message = update.effective_message
        if message is not None and is_private(message.chat):
            await answer(message, lost(an_example(self._terms)))

    async def unknown_button(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A button of an older version, or forged data."""
        if update.callback_query is not None:
            await answer_press(update.callback_query, OLD_BUTTON, alert=True)
