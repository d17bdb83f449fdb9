"""Handlers of those who want to know how orders stand."""

from collections.abc import Awaitable, Callable
from functools import partial

from telegram import CallbackQuery, Message, Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press, replace_text
from bot.chat.askers import Askers
from bot.chat.keyboards import number_in
from bot.chat.list_buttons import still_leading_back
from bot.chat.overseeing import Overseeing
from bot.chat.showing import Showing
from bot.chat.texts.decisions import checked, claimed
from bot.chat.texts.orders import unknown_number
from bot.chat.texts.replies import NO_SUCH_ORDER
from bot.payments.deciding import Deciding, Looked
from bot.payments.order import Order, read_number
from bot.payments.rights import Asker

LookUp = Callable[[str | None, Asker], Awaitable[Looked | None]]


class Looking:
    """`/status`, *Check now* and *I have paid*, for orders that one may see.

    Args:
        deciding: knows who may see which order.
        overseeing: tells about many orders.
        showing: tells about one order.
        askers: tells who asks.
    """

    def __init__(
        self, deciding: Deciding, overseeing: Overseeing, showing: Showing, askers: Askers
    ) -> None:
        self._deciding = deciding
        self._overseeing = overseeing
        self._showing = showing
        self._askers = askers

    async def status(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/status` and `/status <number>`."""
        message = update.effective_message
        if message is None:
            return
        if context.args:
            await self.show(message, " ".join(context.args))
        else:
            await answer(message, *await self._overseeing.told(self._askers.of_message(message)))

    async def show(self, message: Message, word: str) -> None:
        """Answer with the order of this number."""
        asker = self._askers.of_message(message)
        sight = await self._deciding.see(read_number(word), asker)
        if sight is None:
            await answer(message, unknown_number(word))
        else:
            await answer(message, *await self._showing.told(sight, asker))

    async def check(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """The button *Check now*."""
        if update.callback_query is not None:
            await self._look(update.callback_query, self._deciding.check, checked)

    async def claim(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """The button *I have paid*."""
        if update.callback_query is not None:
            await self._look(update.callback_query, self._deciding.claim, claimed)

    async def _look(
        self, query: CallbackQuery, look: LookUp, words: Callable[[Looked], str]
    ) -> None:
        number, asker = number_in(query.data), self._askers.of_press(query)
        seen = await look(number, asker)
        await answer_press(query, partial(words, seen) if seen else NO_SUCH_ORDER, alert=True)
        sight = await self._deciding.see(number, asker)
        if sight is not None and _is_answer_to_status(query, sight.order):
            # It may still show how to pay what must not be paid any more.
            text, buttons = await self._showing.told(sight, asker)
            await replace_text(query, text, still_leading_back(query, buttons))


def _is_answer_to_status(query: CallbackQuery, order: Order) -> bool:
    """Whether the pressed message tells about the order in words; a card is kept by others."""
    message = query.message
    return (
        isinstance(message, Message)
        and bool(message.text)
        and (message.chat.id, message.message_id) != (order.place.chat_id, order.card_message_id)
    )
