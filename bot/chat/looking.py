"""Handlers of those who want to know how their orders stand."""

import asyncio
from collections.abc import Awaitable, Callable

from telegram import CallbackQuery, Message, Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press
from bot.chat.keyboards import card_buttons
from bot.chat.reading import is_private
from bot.chat.texts.orders import details, listing, none_yet, stand, unknown_number
from bot.chat.texts.replies import CANNOT_LOOK, NO_SUCH_ORDER, STILL_WAITING
from bot.payments.checkout import Checkout
from bot.payments.order import Order, State, read_number
from bot.payments.request import Request

LISTED = 10
# A press can be answered only for a short time.
LONGEST_LOOK = 8.0


class Looking:
    """`/status` and *Check now*, for one's own orders only.

    Args:
        checkout: knows whose order is whose.
        look: asks the gateway about all orders, and tells whether it answered.
        example: an order that could be made.
    """

    def __init__(
        self, checkout: Checkout, look: Callable[[], Awaitable[bool]], example: Request
    ) -> None:
        self._checkout = checkout
        self._look = look
        self._example = example

    async def status(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/status` and `/status <number>`."""
        message = update.effective_message
        if message is None or message.from_user is None:
            return
        if context.args:
            await self._show(message, message.from_user.id, " ".join(context.args))
        else:
            await answer(message, await self._list(message, message.from_user.id))

    async def _show(self, message: Message, payer_id: int, word: str) -> None:
        number = read_number(word)
        order = await self._checkout.look_up(number, payer_id) if number else None
        if order is None or not _may_be_shown(order, message):
            await answer(message, unknown_number(word))
        else:
            # The way to pay is shown too: the card may have been lost or deleted.
            await answer(message, details(order), card_buttons(order))

    async def _list(self, message: Message, payer_id: int) -> str:
        # What somebody pays elsewhere is not shown to a whole group.
        chat_id = None if is_private(message.chat) else message.chat.id
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
        number = read_number((query.data or "").partition(":")[2])
        order = await self._own(number, query)
        if order is None or number is None:
            return NO_SUCH_ORDER
        if order.state not in {State.OPEN, State.CONFIRMING}:
            return _sentence(order)
        answered = await self._look_in_time()
        order = await self._own(number, query) or order
        if order.state is not State.OPEN:
            return _sentence(order)
        return STILL_WAITING if answered else CANNOT_LOOK

    async def _own(self, number: str | None, query: CallbackQuery) -> Order | None:
        return await self._checkout.look_up(number, query.from_user.id) if number else None

    async def _look_in_time(self) -> bool:
        try:
            async with asyncio.timeout(LONGEST_LOOK):
                return await self._look()
        except TimeoutError:
            return False


def _may_be_shown(order: Order, message: Message) -> bool:
    return is_private(message.chat) or order.place.chat_id == message.chat.id


def _sentence(order: Order) -> str:
    return f"Order {order.number}: {stand(order)}."
