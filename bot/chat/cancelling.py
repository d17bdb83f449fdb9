"""Handlers of those who call an order off."""

from collections.abc import Awaitable, Callable
from functools import partial

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press, replace_text
from bot.chat.askers import Askers
from bot.chat.keyboards import cancel_buttons, number_in
from bot.chat.languages.catalogue import gettext
from bot.chat.reading import is_private
from bot.chat.texts.decisions import NOTHING_TO_CANCEL, asks_which, cancelled, cannot_cancel, which
from bot.chat.texts.orders import unknown_number
from bot.chat.texts.replies import NO_SUCH_ORDER
from bot.payments.checkout import Checkout
from bot.payments.deciding import Deciding, Decision
from bot.payments.order import read_number

LISTED = 10


class Cancelling:
    """`/cancel` and *Cancel*, for payers, merchants, and the admins of the order's group."""

    def __init__(
        self,
        checkout: Checkout,
        deciding: Deciding,
        askers: Askers,
        cancel_invoice: Callable[[Message, str], Awaitable[bool]],
    ) -> None:
        self._checkout = checkout
        self._deciding = deciding
        self._askers = askers
        self._cancel_invoice = cancel_invoice

    async def command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/cancel <number>`, or `/cancel` alone, which asks for one."""
        message = update.effective_message
        if message is None:
            return
        if not context.args:
            await self._ask(message)
            return
        word = " ".join(context.args)
        asker = self._askers.of_message(message)
        decision = await self._deciding.cancel(read_number(word), asker)
        if decision is None and await self._cancel_invoice(message, word):
            return
        await answer(message, _said(decision) if decision else unknown_number(word))

    async def _ask(self, message: Message) -> None:
        asker = self._askers.of_message(message)
        live = await self._checkout.live(asker.person_id)
        everywhere = is_private(message.chat)
        shown = [each for each in live if everywhere or each.group_id == message.chat.id][:LISTED]
        if shown:
            await answer(message, which(shown), cancel_buttons(shown))
        else:
            await answer(message, gettext(NOTHING_TO_CANCEL))

    async def press(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """The button *Cancel*, on a card or under the question."""
        query = update.callback_query
        if query is None:
            return
        decision = await self._deciding.cancel(number_in(query.data), self._askers.of_press(query))
        if decision is None:
            await answer_press(query, NO_SUCH_ORDER, alert=True)
            return
        await answer_press(query, partial(_said, decision), alert=not decision.done)
        if isinstance(query.message, Message) and asks_which(query.message.text or ""):
            await replace_text(query, _said(decision))


def _said(decision: Decision) -> str:
    return cancelled(decision.order) if decision.done else cannot_cancel(decision.order)
