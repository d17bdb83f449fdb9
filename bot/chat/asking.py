"""Handlers of those who ask to pay."""

from contextlib import suppress

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press, replace_text
from bot.chat.askers import Askers, person_of
from bot.chat.keyboards import Chosen, amount_buttons, read_choice
from bot.chat.languages.catalogue import gettext
from bot.chat.reading import is_private, place_of, question_of
from bot.chat.suggestions import an_example, instead, usual
from bot.chat.texts.asking import asks, chosen, how_much, open_orders, refusal
from bot.chat.texts.replies import NOT_YOUR_BUTTON, OLD_BUTTON, lost
from bot.chat.texts.words import NOTHING_OFFERED
from bot.payments.checkout import Checkout, TooManyOpen
from bot.payments.order import Place
from bot.payments.refusals import Refusal
from bot.payments.request import read_request
from bot.payments.terms import Terms


class Asking:
    """`/pay`, amounts in plain words, and amount buttons: three ways to the same order."""

    def __init__(self, checkout: Checkout, terms: Terms, askers: Askers) -> None:
        self._checkout = checkout
        self._askers = askers
        self._terms = terms

    async def pay(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/pay <amount> [token] [network]`, or `/pay` alone."""
        message = update.effective_message
        if message is None:
            return
        if context.args:
            await self.take(message, " ".join(context.args))
        else:
            await self._ask(message)

    async def _ask(self, message: Message) -> None:
        if not self._terms.offered:
            await answer(message, gettext(NOTHING_OFFERED))
            return
        buttons = amount_buttons(usual(self._terms), person_of(message))
        await answer(message, how_much(an_example(self._terms)), buttons)

    async def words(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Plain words: an amount in a private chat, or an answer to the question for one."""
        message = update.effective_message
        if message is None or message.text is None:
            return
        if _answers_question(message, context.bot.id) or _has_digit(message):
            await self.take(message, message.text)
        elif is_private(message.chat):
            await answer(message, lost(an_example(self._terms)))

    async def press(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """An amount button."""
        query = update.callback_query
        if query is None:
            return
        choice = read_choice(query.data or "", self._terms)
        place = question_of(query)
        if choice is None or place is None:
            await answer_press(query, OLD_BUTTON, alert=True)
        elif not await self._askers.of_press(query).stands_for(choice.payer_id):
            await answer_press(query, NOT_YOUR_BUTTON, alert=True)
        else:
            await self._take_choice(query, choice, place)

    async def take(self, message: Message, text: str) -> None:
        """Keep an order for what somebody writes, or say why it cannot be."""
        payer_id = person_of(message)
        request = read_request(text, self._terms)
        if isinstance(request, Refusal):
            buttons = amount_buttons(instead(request, self._terms), payer_id)
            await answer(message, refusal(request, self._terms, an_example(self._terms)), buttons)
            return
        place = place_of(message)
        origin = f"{place.chat_id}:{place.message_id}"
        order = await self._checkout.start(request, payer_id, place, origin)
        if isinstance(order, TooManyOpen):
            await answer(message, open_orders(order.orders, place.chat_id))
        else:
            await _show_uploading(message)

    async def _take_choice(self, query: CallbackQuery, choice: Chosen, place: Place) -> None:
        # One question may be answered once by each of its buttons, however often it is pressed.
        shown_in = query.message.message_id if query.message else 0
        origin = f"{place.chat_id}:{shown_in}:{choice.request}"
        order = await self._checkout.start(choice.request, choice.payer_id, place, origin)
        if isinstance(order, TooManyOpen):
            await answer_press(query)
            await replace_text(query, open_orders(order.orders, place.chat_id))
            return
        if isinstance(query.message, Message):
            await _show_uploading(query.message)
        await answer_press(query)
        await replace_text(query, chosen(choice.request))


async def _show_uploading(message: Message) -> None:
    """Show "uploading a photo…" while the gateway is asked; it is only an ornament."""
    with suppress(TelegramError):
        await message.reply_chat_action(ChatAction.UPLOAD_PHOTO)


def _answers_question(message: Message, bot_id: int) -> bool:
    """Whether it replies to our question for an amount, or to our refusal of one."""
    asked = message.reply_to_message
    if asked is None or asked.from_user is None or asked.from_user.id != bot_id:
        return False
    return asks(asked.text or "")


def _has_digit(message: Message) -> bool:
    return is_private(message.chat) and any(char.isdigit() for char in message.text or "")
