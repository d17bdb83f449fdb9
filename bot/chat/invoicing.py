"""Handlers of merchants who issue invoices and look after them."""

from collections.abc import Awaitable, Callable, Sequence

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update, User
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press, replace_text
from bot.chat.askers import Askers
from bot.chat.invoice_buttons import invoice_in, link_of, merchants_buttons
from bot.chat.languages.catalogue import gettext
from bot.chat.reading import answered_by, place_of
from bot.chat.suggestions import an_example
from bot.chat.texts import invoices as texts
from bot.chat.texts.replies import OLD_BUTTON
from bot.clock import Clock
from bot.payments.billing import Billing
from bot.payments.invoice import Invoice
from bot.payments.order import read_number
from bot.payments.refusals import Refusal
from bot.payments.rights import Asker
from bot.payments.terms import Terms
from bot.payments.wishes import Flawed, Wish, read_wish

LISTED = 10


class Invoicing:
    """`/invoice`, `/invoices`, `/remind` and their buttons; merchants only.

    Args:
        billing: what becomes of invoices.
        askers: tells who asks.
        terms: what this till takes.
        clock: what the time is.
    """

    def __init__(self, billing: Billing, askers: Askers, terms: Terms, clock: Clock) -> None:
        self._billing = billing
        self._askers = askers
        self._terms = terms
        self._clock = clock

    async def issue(self, message: Message, asker: Asker, words: Sequence[str]) -> None:
        """`/invoice <amount> [token] [network] [text] [to @name] [until …] [--multi]`."""
        example = an_example(self._terms)
        if not words:
            await answer(message, texts.how_to(example))
            return
        wish = read_wish(" ".join(words), self._terms, self._clock.now())
        match wish:
            case Refusal():
                await answer(message, texts.refused(wish, self._terms, example))
            case Flawed():
                await answer(message, texts.flawed(wish))
            case Wish():
                await self._issue(message, asker, wish)

    async def _issue(self, message: Message, asker: Asker, wish: Wish) -> None:
        """Issue it; who answers somebody's message issues it to them."""
        answered = answered_by(message)
        payer = _author(answered) if answered is not None and not wish.payer_name else None
        if answered is not None and not wish.payer_name and payer is None and _is_talk(answered):
            await answer(message, gettext(texts.UNKNOWN_PAYER))
            return
        payer_id = payer.id if payer is not None and payer.id != asker.person_id else None
        await self._billing.issue(wish, asker.person_id, place_of(message), payer_id=payer_id)

    async def show(self, message: Message, asker: Asker, words: Sequence[str]) -> None:
        """`/invoices` and `/invoices <number>`."""
        if words:
            await self._act(message, asker, " ".join(words), self._told)
            return
        found = await self._billing.newest(asker, LISTED)
        await answer(message, texts.listing(found) if found else gettext(texts.NONE_YET))

    async def remind(self, message: Message, asker: Asker, words: Sequence[str]) -> None:
        """`/remind <number>`; without one, `/invoices` says which there are."""
        if not words:
            await self.show(message, asker, words)
            return
        await self._act(message, asker, " ".join(words), self._reminded)

    async def _act(
        self,
        message: Message,
        asker: Asker,
        word: str,
        act: Callable[[Invoice, str], Awaitable[tuple[str, InlineKeyboardMarkup | None]]],
    ) -> None:
        invoice = await self._billing.see(read_number(word), asker)
        if invoice is None:
            await answer(message, texts.unknown_invoice(word))
        else:
            await answer(message, *await act(invoice, message.get_bot().username))

    async def _told(
        self, invoice: Invoice, bot_name: str
    ) -> tuple[str, InlineKeyboardMarkup | None]:
        attempts = await self._billing.attempts(invoice)
        html = texts.details(invoice, attempts, link_of(invoice, bot_name))
        return html, merchants_buttons(invoice, bot_name)

    async def _reminded(self, invoice: Invoice, _: str) -> tuple[str, None]:
        done = await self._billing.remind(invoice)
        return gettext(texts.REMINDED if done else texts.REMINDED_JUST_NOW), None

    async def press_remind(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """The button *Remind*."""
        if update.callback_query is not None:
            query = update.callback_query
            if (invoice := await self._pressed(query)) is not None:
                done = await self._billing.remind(invoice)
                words = texts.REMINDED if done else texts.REMINDED_JUST_NOW
                await answer_press(query, words, alert=True)

    async def press_cancel(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """The button *Cancel*."""
        query = update.callback_query
        invoice = await self._pressed(query) if query is not None else None
        if query is None or invoice is None:
            return
        done = await self._billing.cancel(invoice)
        await answer_press(query, texts.CANCELLED if done else texts.NOT_OPEN, alert=not done)
        now = await self._billing.see(invoice.number, self._askers.of_press(query))
        if now is not None:
            await replace_text(query, *await self._told(now, query.get_bot().username))

    async def cancel(self, message: Message, word: str) -> bool:
        """`/cancel <number>`, if it is the number of an invoice; tell whether it was."""
        invoice = await self._billing.see(read_number(word), self._askers.of_message(message))
        if invoice is None:
            return False
        done = await self._billing.cancel(invoice)
        await answer(message, gettext(texts.CANCELLED if done else texts.NOT_OPEN))
        return True

    async def _pressed(self, query: CallbackQuery) -> Invoice | None:
        """The invoice of a button; who may not press it hears that it is none."""
        number, asker = invoice_in(query.data), self._askers.of_press(query)
        invoice = await self._billing.see(number, asker)
        if invoice is None:
            await answer_press(query, OLD_BUTTON, alert=True)
        return invoice


def _author(message: Message) -> User | None:
    """The person who wrote a message in a group; a bot or a channel pays nothing."""
    writer = message.from_user
    if message.sender_chat is not None or writer is None or writer.is_bot:
        return None
    return writer


def _is_talk(message: Message) -> bool:
    """Whether it is somebody's message, and not the bot's own."""
    return message.from_user is None or message.from_user.id != message.get_bot().id
