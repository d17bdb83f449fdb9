"""Handlers of those who browse orders: lists to page through, and looking up."""

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press, replace_text
from bot.chat.askers import Askers
from bot.chat.list_buttons import (
    View,
    page_buttons,
    read_opener,
    read_view,
    with_orders_button,
    with_way_back,
)
from bot.chat.showing import Showing
from bot.chat.suggestions import an_example
from bot.chat.texts.browsing import NOT_YOUR_LIST, OLD_LIST, none_listed, page, unfound
from bot.chat.texts.orders import none_yet
from bot.chat.texts.replies import NO_SUCH_ORDER
from bot.payments.browsing import Browsing, Unfound
from bot.payments.deciding import Deciding, Sight
from bot.payments.listing import Filter, Wanted
from bot.payments.rights import Asker
from bot.payments.terms import Terms

Told = tuple[str, InlineKeyboardMarkup | None]
# A number to show how one looks.
A_NUMBER = "7KQ2M9XW4T"


class Browser:
    """`/orders`, and the buttons of its lists.

    Args:
        browsing: knows who may browse what.
        deciding: knows who may see which order.
        showing: tells about one order.
        askers: tells who asks.
        terms: what this till takes.
    """

    def __init__(
        self,
        browsing: Browsing,
        deciding: Deciding,
        showing: Showing,
        askers: Askers,
        terms: Terms,
    ) -> None:
        self._browsing = browsing
        self._deciding = deciding
        self._showing = showing
        self._askers = askers
        self._terms = terms

    async def command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/orders`, alone or with what is looked for."""
        message = update.effective_message
        if message is not None:
            asker = self._askers.of_message(message)
            await answer(message, *await self._found(" ".join(context.args or ()), asker))

    async def _found(self, words: str, asker: Asker) -> Told:
        found = await self._look_up(words, asker)
        if isinstance(found, Unfound):
            return unfound(found, words, A_NUMBER, an_example(self._terms).amount), None
        if isinstance(found, Sight):
            text, buttons = await self._showing.told(found, asker)
            return text, with_orders_button(buttons, asker.person_id)
        return await self._page(View(asker.person_id, found), asker)

    async def _look_up(self, words: str, asker: Asker) -> Wanted | Sight | Unfound:
        if not words:
            return Filter.ALL
        return await self._browsing.look_up(words, self._terms.tokens, asker)

    async def _page(self, view: View, asker: Asker) -> Told:
        shown = await self._browsing.page(view.wanted, view.spot, asker)
        if shown.page.count or view.wanted is not Filter.ALL:
            return page(shown, view.wanted), page_buttons(view, shown.page)
        if shown.scope.payer_id is not None:
            return none_yet(an_example(self._terms)), None
        return none_listed(shown.scope), None

    async def turn(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A button that leads to a page of a list."""
        query = update.callback_query
        if query is None:
            return
        view, asker = read_view(query.data), self._askers.of_press(query)
        if view is None:
            await answer_press(query, OLD_LIST, alert=True)
        elif await self._may_press(query, view, asker):
            told = await self._page(view, asker)
            await answer_press(query)
            await replace_text(query, *told)

    async def open(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """A button that opens an order of a list."""
        query = update.callback_query
        if query is None:
            return
        read, asker = read_opener(query.data), self._askers.of_press(query)
        if read is None:
            await answer_press(query, OLD_LIST, alert=True)
        elif await self._may_press(query, read[0], asker):
            await self._show(query, *read, asker)

    async def _show(self, query: CallbackQuery, view: View, number: str, asker: Asker) -> None:
        sight = await self._deciding.see(number, asker)
        if sight is None:
            await answer_press(query, NO_SUCH_ORDER, alert=True)
            return
        text, buttons = await self._showing.told(sight, asker)
        await answer_press(query)
        await replace_text(query, text, with_way_back(buttons, view))

    async def _may_press(self, query: CallbackQuery, view: View, asker: Asker) -> bool:
        """Whether a list is theirs who press; who it is not for hears so, and nobody else.

        Only a text that bots may still read can be changed into a list; a card is left alone.
        """
        if not isinstance(query.message, Message) or not query.message.text:
            await answer_press(query, OLD_LIST, alert=True)
            return False
        if not await asker.stands_for(view.asker_id):
            await answer_press(query, NOT_YOUR_LIST, alert=True)
            return False
        return True
