"""Handlers of those who want to know what the bot is for."""

from collections.abc import Awaitable, Callable

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press
from bot.chat.askers import Askers
from bot.chat.invoice_buttons import number_in_payload, words_in_payload
from bot.chat.languages.catalogue import gettext
from bot.chat.menus import set_merchants_menu
from bot.chat.reading import is_private
from bot.chat.suggestions import an_example
from bot.chat.texts.browsing import HELP_WITH_ORDERS
from bot.chat.texts.replies import FOR_MERCHANTS, FOR_OWNERS, OLD_BUTTON, guide, lost, welcome
from bot.chat.texts.reports import HELP
from bot.payments.terms import Terms


class Greeting:
    """`/start`, `/help`, and whatever nobody else understands."""

    def __init__(
        self,
        terms: Terms,
        askers: Askers,
        pay_invoice: Callable[[Message, str], Awaitable[None]],
        pay: Callable[[Message, str], Awaitable[None]],
    ) -> None:
        self._askers = askers
        self._terms = terms
        self._pay_invoice = pay_invoice
        self._pay = pay

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/start`, alone or with what the link that was followed says."""
        message = update.effective_message
        if message is None:
            return
        payload = "".join(context.args or ())
        if (number := number_in_payload(payload)) is not None:
            await self._pay_invoice(message, number)
            return
        if (words := words_in_payload(payload)) is not None:
            await self._pay(message, words)
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
            more = gettext(HELP_WITH_ORDERS)
            if asker.is_merchant and asker.in_private:
                more += gettext(FOR_MERCHANTS) + gettext(HELP)
            more += gettext(FOR_OWNERS) if asker.is_owner and asker.in_private else ""
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
