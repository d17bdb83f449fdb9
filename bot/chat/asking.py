"""Handlers of those who ask to pay."""

from contextlib import suppress
from functools import partial

from telegram import CallbackQuery, Chat, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.chat.answering import answer, answer_press, replace_text
from bot.chat.askers import Askers, person_of
from bot.chat.group_buttons import private_button
from bot.chat.keyboards import Chosen, amount_buttons, read_choice
from bot.chat.languages.catalogue import gettext
from bot.chat.reading import is_private, place_of, question_of
from bot.chat.suggestions import an_example, instead, usual
from bot.chat.texts.asking import asks, chosen, how_much, open_orders, refusal
from bot.chat.texts.groups import elsewhere, not_for_members
from bot.chat.texts.limits import too_often
from bot.chat.texts.replies import NOT_YOUR_BUTTON, OLD_BUTTON, lost
from bot.chat.texts.words import NOTHING_OFFERED
from bot.payments.allowance import TooOften
from bot.payments.checkout import Checkout, TooManyOpen
from bot.payments.groups import GroupBook, GroupSettings
from bot.payments.order import NOTHING_ASKED, Order, Place
from bot.payments.refusals import Refusal
from bot.payments.request import read_request
from bot.payments.terms import Terms


class Asking:
    """`/pay`, amounts in plain words, and amount buttons: three ways to the same order."""

    def __init__(
        self, checkout: Checkout, terms: Terms, askers: Askers, groups: GroupBook
    ) -> None:
        self._checkout = checkout
        self._askers = askers
        self._terms = terms
        self._groups = groups

    async def pay(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/pay <amount> [token] [network]`, or `/pay` alone."""
        message = update.effective_message
        here = await self._admitted(message) if message else None
        if message is None or here is None:
            return
        if context.args:
            await self._take(message, " ".join(context.args), here)
        else:
            await self._ask(message, here.terms(self._terms))

    async def _here(self, chat: Chat) -> GroupSettings:
        """What holds where somebody asks."""
        return GroupSettings() if is_private(chat) else await self._groups.of(chat.id)

    async def _admitted(self, message: Message) -> GroupSettings | None:
        """What holds where a message asks; who may not pay there hears of it, and gets `None`."""
        here = await self._here(message.chat)
        if here.admins_only and not await self._askers.of_message(message).rules_here():
            await answer(message, not_for_members(message.get_bot().username))
            return None
        return here

    async def _ask(self, message: Message, terms: Terms) -> None:
        if not terms.offered:
            await answer(message, gettext(NOTHING_OFFERED))
            return
        buttons = amount_buttons(usual(terms), person_of(message))
        await answer(message, how_much(an_example(terms)), buttons)

    async def words(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Plain words: an amount in a private chat, or an answer to the question for one."""
        message = update.effective_message
        if message is None or message.text is None:
            return
        if _answers_question(message, context.bot.id) or _has_digit(message):
            here = await self._admitted(message)
            if here is not None:
                await self._take(message, message.text, here)
        elif is_private(message.chat):
            await answer(message, lost(an_example(self._terms)))

    async def press(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """An amount button."""
        query = update.callback_query
        if query is None:
            return
        choice = read_choice(query.data or "", self._terms)
        place = question_of(query)
        asker = self._askers.of_press(query)
        if choice is None or place is None or query.message is None:
            await answer_press(query, OLD_BUTTON, alert=True)
        elif not await asker.stands_for(choice.payer_id):
            await answer_press(query, NOT_YOUR_BUTTON, alert=True)
        else:
            here = await self._here(query.message.chat)
            if here.admins_only and not await asker.rules_here():
                why_not = partial(not_for_members, query.get_bot().username)
                await answer_press(query, why_not, alert=True)
            else:
                await self._take_choice(query, choice, place, here)

    async def take(self, message: Message, text: str) -> None:
        """Keep an order for what somebody asks by a link, or say why it cannot be."""
        if (here := await self._admitted(message)) is not None:
            await self._take(message, text, here)

    async def _take(self, message: Message, text: str, here: GroupSettings) -> None:
        payer_id, terms = person_of(message), here.terms(self._terms)
        request = read_request(text, terms)
        if isinstance(request, Refusal):
            buttons = amount_buttons(instead(request, terms), payer_id)
            await answer(message, refusal(request, terms, an_example(terms)), buttons)
            return
        place = place_of(message)
        origin = f"{place.chat_id}:{place.message_id}"
        shown_at = _shown_at(place, payer_id, here)
        order = await self._checkout.start(request, payer_id, shown_at, origin)
        if isinstance(order, TooManyOpen):
            await answer(message, open_orders(order.orders, place.chat_id))
        elif isinstance(order, TooOften):
            await answer(message, too_often(order))
        elif order.place.chat_id != place.chat_id:
            await answer(message, *_told_here(order, message.get_bot().username))
        else:
            await _show_uploading(message)

    async def _take_choice(
        self, query: CallbackQuery, choice: Chosen, place: Place, here: GroupSettings
    ) -> None:
        # One question may be answered once by each of its buttons, however often it is pressed.
        shown_in = query.message.message_id if query.message else 0
        origin = f"{place.chat_id}:{shown_in}:{choice.request}"
        shown_at = _shown_at(place, choice.payer_id, here)
        order = await self._checkout.start(choice.request, choice.payer_id, shown_at, origin)
        if isinstance(order, TooManyOpen):
            await answer_press(query)
            await replace_text(query, open_orders(order.orders, place.chat_id))
            return
        if isinstance(order, TooOften):
            await answer_press(query, partial(too_often, order), alert=True)
            return
        await answer_press(query)
        if order.place.chat_id != place.chat_id:
            await replace_text(query, *_told_here(order, query.get_bot().username))
            return
        if isinstance(query.message, Message):
            await _show_uploading(query.message)
        await replace_text(query, chosen(choice.request))


def _shown_at(asked_at: Place, payer_id: int, here: GroupSettings) -> Place:
    """Where the card of an order is shown; a group or channel that pays has no private chat."""
    if here.in_private and payer_id > 0:
        return Place(payer_id, None, NOTHING_ASKED, asked_at.group_id)
    return asked_at


def _told_here(order: Order, username: str) -> tuple[str, InlineKeyboardMarkup]:
    return elsewhere(order), private_button(order, username)


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
