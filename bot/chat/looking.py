"""Handlers of those who want to know how orders stand."""

from collections.abc import Awaitable, Callable

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press, replace_text
from bot.chat.askers import Askers
from bot.chat.keyboards import card_buttons, number_in, others_buttons
from bot.chat.reading import is_private
from bot.chat.suggestions import an_example
from bot.chat.texts.decisions import checked, claimed
from bot.chat.texts.history import history
from bot.chat.texts.orders import details, listing, none_yet, unknown_number
from bot.chat.texts.replies import NO_SUCH_ORDER
from bot.payments.checkout import Checkout
from bot.payments.deciding import Deciding, Looked, Sight
from bot.payments.order import Order, read_number
from bot.payments.rights import Asker, Role
from bot.payments.terms import Terms

LISTED = 10
LookUp = Callable[[str | None, Asker], Awaitable[Looked | None]]


class Looking:
    """`/status`, *Check now* and *I have paid*, for orders that one may see.

    Args:
        checkout: knows the orders of a payer.
        deciding: knows who may see which order.
        askers: tells who asks.
        terms: what this till takes.
    """

    def __init__(
        self,
        checkout: Checkout,
        deciding: Deciding,
        askers: Askers,
        terms: Terms,
    ) -> None:
        self._checkout = checkout
        self._deciding = deciding
        self._askers = askers
        self._terms = terms

    async def status(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/status` and `/status <number>`."""
        message = update.effective_message
        if message is None:
            return
        if context.args:
            await self.show(message, " ".join(context.args))
        else:
            await answer(message, await self._list(message))

    async def show(self, message: Message, word: str) -> None:
        """Answer with the order of this number."""
        asker = self._askers.of_message(message)
        sight = await self._deciding.see(read_number(word), asker)
        if sight is None:
            await answer(message, unknown_number(word))
        else:
            await answer(message, *await self._told(sight, asker))

    async def _told(self, sight: Sight, asker: Asker) -> tuple[str, InlineKeyboardMarkup | None]:
        """An order in full, and what the one who sees it can do with it."""
        entries = await self._deciding.history(sight.order)
        told = history(entries, sight.role, in_private=asker.in_private)
        if sight.role is Role.PAYER:
            # The way to pay is shown too: the card may have been lost or deleted.
            buttons = card_buttons(sight.order, self._terms)
        else:
            buttons = others_buttons(sight.order, sight.role)
        return f"{details(sight.order, self._terms.lists.now.explorers)}\n\n{told}", buttons

    async def _list(self, message: Message) -> str:
        # What somebody pays elsewhere is not shown to a whole group.
        chat_id = None if is_private(message.chat) else message.chat.id
        payer_id = self._askers.of_message(message).person_id
        orders = await self._checkout.recent(payer_id, chat_id, LISTED + 1)
        if not orders:
            return none_yet(an_example(self._terms))
        return listing(orders[:LISTED], more=len(orders) > LISTED)

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
        await answer_press(query, words(seen) if seen else NO_SUCH_ORDER, alert=True)
        sight = await self._deciding.see(number, asker)
        if sight is not None and _is_answer_to_status(query, sight.order):
            # It may still show how to pay what must not be paid any more.
            await replace_text(query, *await self._told(sight, asker))


def _is_answer_to_status(query: CallbackQuery, order: Order) -> bool:
    """Whether the pressed message tells about the order in words; a card is kept by others."""
    message = query.message
    return (
        isinstance(message, Message)
        and bool(message.text)
        and (message.chat.id, message.message_id) != (order.place.chat_id, order.card_message_id)
    )
