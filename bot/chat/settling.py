"""Handlers of merchants who decide about a payment that is short."""

from collections.abc import Awaitable, Callable
from functools import partial

from telegram import CallbackQuery, Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer_press, replace_text
from bot.chat.askers import Askers
from bot.chat.keyboards import accept_button, number_in
from bot.chat.list_buttons import still_leading_back
from bot.chat.texts.decisions import standing
from bot.chat.texts.merchants import accepted, left_open, sale
from bot.chat.texts.replies import NO_SUCH_ORDER
from bot.payments.deciding import Deciding, Decision
from bot.payments.lists import Explorers
from bot.payments.order import Order, State
from bot.payments.rights import Asker
from bot.payments.terms import Terms

Decide = Callable[[str | None, Asker], Awaitable[Decision | None]]


class Settling:
    """*Accept as paid* and *Leave open*; merchants only."""

    def __init__(self, deciding: Deciding, askers: Askers, terms: Terms) -> None:
        self._deciding = deciding
        self._askers = askers
        self._terms = terms

    async def accept(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """*Accept as paid*."""
        if update.callback_query is not None:
            await self._settle(update.callback_query, self._deciding.accept, accepted)

    async def leave(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """*Leave open*."""
        if update.callback_query is not None:
            await self._settle(update.callback_query, self._deciding.leave_open, left_open)

    async def _settle(
        self, query: CallbackQuery, decide: Decide, done: Callable[[Order, Explorers], str]
    ) -> None:
        decision = await decide(number_in(query.data), self._askers.of_press(query))
        if decision is None:
            await answer_press(query, NO_SUCH_ORDER, alert=True)
            return
        order, explorers = decision.order, self._terms.lists.now.explorers
        await answer_press(query, partial(standing, order), alert=not decision.done)
        if decision.done:
            buttons = still_leading_back(query, accept_button(order))
            await replace_text(query, done(order, explorers), buttons)
        elif order.state in {State.SHORT, State.PAID}:
            # Somebody else has decided meanwhile, or the rest has come.
            await replace_text(query, sale(order, explorers), still_leading_back(query, None))
