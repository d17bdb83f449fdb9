"""Handlers of those who want another order in the place of one: *New order* and *Network*."""

from collections.abc import Awaitable
from functools import partial

from telegram import CallbackQuery, Update
from telegram.ext import ContextTypes

from bot.chat.answering import Words, answer_press, replace_buttons
from bot.chat.askers import Askers
from bot.chat.keyboards import card_buttons, network_buttons, network_in, number_in
from bot.chat.list_buttons import still_leading_back
from bot.chat.texts.decisions import (
    INVOICE_CLOSED,
    NOT_OFFERED,
    made,
    not_now,
    not_taken,
    standing,
    too_many,
)
from bot.chat.texts.limits import too_often
from bot.chat.texts.replies import NO_SUCH_ORDER
from bot.errors import InvoiceClosed
from bot.payments.allowance import TooOften
from bot.payments.checkout import TooManyOpen
from bot.payments.deciding import Deciding
from bot.payments.order import Order, State
from bot.payments.refusals import Refusal
from bot.payments.renewing import NotNow, Renewal, Renewing
from bot.payments.rights import Role
from bot.payments.terms import Terms


class Replacing:
    """Buttons that put another order in the place of one; for its payer only."""

    def __init__(
        self, renewing: Renewing, deciding: Deciding, askers: Askers, terms: Terms
    ) -> None:
        self._renewing = renewing
        self._deciding = deciding
        self._askers = askers
        self._terms = terms

    async def again(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """*New order*: the same amount and token once more."""
        query = update.callback_query
        if query is not None:
            asker = self._askers.of_press(query)
            await _tell(query, self._renewing.renew(number_in(query.data), asker))

    async def network(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """*Network*: show on which others the order could go on."""
        query = update.callback_query
        order = await self._unpaid(query) if query else None
        if query is not None and order is not None:
            await answer_press(query)
            buttons = network_buttons(order, self._terms)
            await replace_buttons(query, still_leading_back(query, buttons))

    async def back(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """*Back*: the card's own buttons again."""
        query = update.callback_query
        order = await self._unpaid(query) if query else None
        if query is not None and order is not None:
            await answer_press(query)
            buttons = card_buttons(order, self._terms)
            await replace_buttons(query, still_leading_back(query, buttons))

    async def switch(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A network was chosen: an order on it replaces the old one."""
        query = update.callback_query
        if query is None:
            return
        network = network_in(query.data)
        if network is None:
            await answer_press(query, NOT_OFFERED, alert=True)
            return
        asker = self._askers.of_press(query)
        await _tell(query, self._renewing.switch(number_in(query.data), network, asker))

    async def _unpaid(self, query: CallbackQuery) -> Order | None:
        """The payer's own open order; who pressed hears why it is none."""
        asker = self._askers.of_press(query)
        sight = await self._deciding.see(number_in(query.data), asker)
        if sight is None or sight.role is not Role.PAYER:
            await answer_press(query, NO_SUCH_ORDER, alert=True)
            return None
        if sight.order.state is not State.OPEN:
            await answer_press(query, partial(standing, sight.order), alert=True)
            return None
        return sight.order


Came = Renewal | TooManyOpen | TooOften | Refusal | NotNow | None


async def _tell(query: CallbackQuery, wish: Awaitable[Came]) -> None:
    """Say what came of it; a new order's card comes by itself."""
    try:
        came = await wish
    except InvoiceClosed:
        await answer_press(query, INVOICE_CLOSED, alert=True)
        return
    match came:
        case Renewal(order, is_new=True):
            await answer_press(query, partial(made, order))
        case Renewal(order):
            await answer_press(query, partial(standing, order), alert=True)
        case _:
            await answer_press(query, _why_not(came), alert=True)


def _why_not(came: TooManyOpen | TooOften | Refusal | NotNow | None) -> Words:
    match came:
        case None:
            return NO_SUCH_ORDER
        case Refusal():
            return partial(not_taken, came)
        case NotNow(order):
            return partial(not_now, order)
        case TooOften():
            return partial(too_often, came)
        case TooManyOpen(orders):
            return partial(too_many, orders)
