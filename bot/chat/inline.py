"""Handlers of inline mode: `@bot 25 USDT coffee` in any chat, whether the bot is in it or not."""

import logging
from collections.abc import Callable

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.chat.answering import NO_PREVIEW
from bot.chat.askers import Askers
from bot.chat.invoice_buttons import pay_buttons, payload_of
from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.refusals import TOO_LATE, says
from bot.chat.texts.invoices import card, what_for
from bot.clock import Clock
from bot.payments.billing import Billing
from bot.payments.order import Place, read_number
from bot.payments.request import Request, read_request
from bot.payments.terms import Terms
from bot.payments.wishes import Wish, read_wish

log = logging.getLogger(__name__)

HELP = "help"
TITLE = later("🧾 Invoice: {amount}")
PAY = later("Pay {amount}")
HOW = later("Write an amount, such as 25 USDT")
HOW_TO_INVOICE = later("Write an amount, such as 25 USDT coffee")


class Inline:
    """Offers a merchant the invoice to send, and others to pay.

    Nothing is kept until an invoice is really sent: Telegram then tells which one was chosen.

    Args:
        billing: what becomes of invoices.
        askers: tells who asks.
        terms: what this till takes.
        clock: what the time is.
        number: makes a number for a new invoice.
    """

    def __init__(
        self,
        billing: Billing,
        askers: Askers,
        terms: Terms,
        clock: Clock,
        number: Callable[[], str],
    ) -> None:
        self._billing = billing
        self._askers = askers
        self._terms = terms
        self._clock = clock
        self._number = number

    async def asked(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """What somebody writes behind the bot's name."""
        query = update.inline_query
        if query is None:
            return
        if not self._askers.of_person(query.from_user.id).is_merchant:
            await _answer(query, [], self._to_pay(query.query))
            return
        wish = read_wish(query.query, self._terms, self._clock.now())
        if isinstance(wish, Wish):
            await _answer(query, [self._offer(query, wish)], None)
        else:
            await _answer(query, [], _button(_(HOW_TO_INVOICE)))

    def _offer(self, query: InlineQuery, wish: Wish) -> InlineQueryResultArticle:
        place = Place(query.from_user.id, None, 0)
        invoice = self._billing.draw_up(wish, query.from_user.id, place, number=self._number())
        return InlineQueryResultArticle(
            invoice.number,
            _(TITLE, amount=invoice.amount),
            InputTextMessageContent(
                card(invoice), parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
            ),
            reply_markup=pay_buttons(invoice, query.get_bot().username),
            description=what_for(invoice),
        )

    def _to_pay(self, text: str) -> InlineQueryResultsButton:
        """Others pay in private, by a link that says what."""
        request = read_request(text, self._terms)
        if isinstance(request, Request) and (payload := payload_of(request)) is not None:
            return _button(_(PAY, amount=request.amount), payload)
        return _button(_(HOW))

    async def chosen(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """An invoice was sent."""
        chosen = update.chosen_inline_result
        if chosen is None or chosen.inline_message_id is None:
            return
        person_id, number = chosen.from_user.id, read_number(chosen.result_id)
        wish = read_wish(chosen.query, self._terms, self._clock.now())
        is_merchant = self._askers.of_person(person_id).is_merchant
        if number is None or not isinstance(wish, Wish) or not is_merchant:
            log.warning("an invoice sent inline by %s cannot be kept: %r", person_id, chosen.query)
            return
        place = Place(person_id, None, 0)
        await self._billing.sent(wish, person_id, place, number, chosen.inline_message_id)


def _button(text: str, payload: str = HELP) -> InlineQueryResultsButton:
    return InlineQueryResultsButton(text, start_parameter=payload)


async def _answer(
    query: InlineQuery,
    results: list[InlineQueryResultArticle],
    button: InlineQueryResultsButton | None,
) -> None:
    """Answer, if it can still be answered; each offer is new, and for this person alone."""
    try:
        await query.answer(results, cache_time=0, is_personal=True, button=button)
    except BadRequest as error:
        if not says(error, TOO_LATE):
            raise
