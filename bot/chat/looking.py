"""Handlers of those who want to know how orders stand."""

from collections.abc import Awaitable, Callable

from telegram import CallbackQuery, Message, Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press
from bot.chat.askers import Askers
from bot.chat.keyboards import card_buttons, number_in, others_buttons
from bot.chat.reading import is_private
from bot.chat.texts.decisions import looked, standing
from bot.chat.texts.history import history
from bot.chat.texts.orders import details, listing, none_yet, unknown_number
from bot.chat.texts.replies import CANNOT_LOOK, NO_SUCH_ORDER, STILL_WAITING
from bot.payments.checkout import Checkout
from bot.payments.deciding import Deciding
from bot.payments.order import State, read_number
from bot.payments.request import Request, Terms
from bot.payments.rights import Role

LISTED = 10
_UNPAID = {State.OPEN, State.CONFIRMING, State.SHORT}


class Looking:
    """`/status`, *Check now* and *I have paid*, for orders that one may see.

    Args:
        checkout: knows the orders of a payer.
        deciding: knows who may see which order.
        askers: tells who asks.
        look: asks the gateway about all orders, and tells whether it answered.
        terms: what this till takes.
        example: an order that could be made.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what it needs, given once
        self,
        checkout: Checkout,
        deciding: Deciding,
        askers: Askers,
        look: Callable[[], Awaitable[bool]],
        terms: Terms,
        example: Request,
    ) -> None:
        self._checkout = checkout
        self._deciding = deciding
        self._askers = askers
        self._look = look
        self._terms = terms
        self._example = example

    async def status(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/status` and `/status <number>`."""
        message = update.effective_message
        if message is None:
            return
        if context.args:
            await self._show(message, " ".join(context.args))
        else:
            await answer(message, await self._list(message))

    async def _show(self, message: Message, word: str) -> None:
        sight = await self._deciding.see(read_number(word), self._askers.of_message(message))
        if sight is None:
            await answer(message, unknown_number(word))
            return
        told = history(await self._deciding.history(sight.order), sight.role)
        if sight.role is Role.PAYER:
            # The way to pay is shown too: the card may have been lost or deleted.
            buttons = card_buttons(sight.order, self._terms)
        else:
            buttons = others_buttons(sight.order, sight.role)
        await answer(message, f"{details(sight.order)}\n\n{told}", buttons)

    async def _list(self, message: Message) -> str:
        # What somebody pays elsewhere is not shown to a whole group.
        chat_id = None if is_private(message.chat) else message.chat.id
        payer_id = self._askers.of_message(message).person_id
        orders = await self._checkout.recent(payer_id, chat_id, LISTED + 1)
        if not orders:
            return none_yet(self._example)
        return listing(orders[:LISTED], more=len(orders) > LISTED)

    async def check(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """The button *Check now*."""
        query = update.callback_query
        if query is not None:
            await answer_press(query, await self._checked(query), alert=True)

    async def _checked(self, query: CallbackQuery) -> str:
        number, asker = number_in(query.data), self._askers.of_press(query)
        sight = await self._deciding.see(number, asker)
        if sight is None:
            return NO_SUCH_ORDER
        if sight.order.state not in _UNPAID:
            return standing(sight.order)
        answered = await self._look()
        order = (await self._deciding.see(number, asker) or sight).order
        if order.state is not State.OPEN:
            return standing(order)
        return STILL_WAITING if answered else CANNOT_LOOK

    async def claim(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """The button *I have paid*."""
        query = update.callback_query
        if query is None:
            return
        asker = self._askers.of_press(query)
        decision = await self._deciding.claim(number_in(query.data), asker)
        said = looked(decision.order, answered=decision.done) if decision else NO_SUCH_ORDER
        await answer_press(query, said, alert=True)
