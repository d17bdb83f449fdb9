"""The handler of those who follow the link of an invoice."""

from telegram import Message, ReplyParameters
from telegram.constants import ParseMode

from bot.chat.answering import answer
from bot.chat.keyboards import card_buttons
from bot.chat.languages.catalogue import gettext
from bot.chat.reading import is_private, place_of
from bot.chat.texts import invoices as texts
from bot.chat.texts.asking import open_orders, why
from bot.chat.texts.limits import too_often
from bot.chat.texts.orders import details
from bot.payments.allowance import TooOften
from bot.payments.billing import Attempt, Billing, Closed
from bot.payments.checkout import TooManyOpen
from bot.payments.order import Order
from bot.payments.refusals import Refusal
from bot.payments.terms import Terms


class Paying:
    """Lets somebody pay an invoice, in private.

    Args:
        billing: what becomes of invoices.
        terms: what this till takes.
    """

    def __init__(self, billing: Billing, terms: Terms) -> None:
        self._billing = billing
        self._terms = terms

    async def start(self, message: Message, number: str) -> None:
        """`/start i<number>`, which the link and the button *Pay* send."""
        if not is_private(message.chat) or message.from_user is None:
            return  # links can be followed into groups too, and nobody pays there
        person, place = message.from_user, place_of(message)
        came = await self._billing.pay(number, person.id, person.username, place)
        match came:
            case Attempt(order, is_new=False):
                await self._show(message, order)
            case Attempt():
                pass  # the card comes by itself
            case _:
                await answer(message, self._why_not(came, place.chat_id))

    def _why_not(
        self, came: Closed | Refusal | TooManyOpen | TooOften | None, chat_id: int
    ) -> str:
        match came:
            case None:
                return gettext(texts.NO_SUCH_INVOICE)
            case Closed():
                return gettext(texts.CLOSED[came])
            case TooManyOpen(orders):
                return open_orders(orders, chat_id)
            case TooOften():
                return too_often(came)
            case Refusal():
                return why(came, self._terms)

    async def _show(self, message: Message, order: Order) -> None:
        """Show an order that is under way again, as an answer to its card."""
        explorers = self._terms.lists.now.explorers
        quoted = None
        if order.card_message_id is not None and order.place.chat_id == message.chat.id:
            quoted = ReplyParameters(order.card_message_id, allow_sending_without_reply=True)
        await message.reply_text(
            f"{gettext(texts.STANDING)}\n\n{details(order, explorers)}",
            parse_mode=ParseMode.HTML,
            reply_markup=card_buttons(order, self._terms),
            reply_parameters=quoted,
        )
