"""How each notice looks in a chat: what is sent, edited or answered."""

from collections.abc import Awaitable, Callable
from functools import partial

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.chat.invoice_telling import InvoiceTeller
from bot.chat.keyboards import card_buttons, check_button, short_buttons
from bot.chat.languages.catalogue import gettext
from bot.chat.pictures import draw_sign
from bot.chat.qr import draw_qr
from bot.chat.refusals import (
    NO_CAPTION,
    NO_PHOTOS,
    NOBODY_THERE,
    NOTHING_TO_CHANGE,
    TOPIC_GONE,
    says,
)
from bot.chat.saying import say
from bot.chat.texts.cards import caption, is_overdue
from bot.chat.texts.groups import with_payer
from bot.chat.texts.notices import ABOUT_ORDERS, TO_MERCHANTS
from bot.chat.texts.troubles import TO_OWNERS
from bot.chat.together import Together
from bot.chat.topics import send_answer
from bot.chat.transport import AskedToWait
from bot.clock import Clock
from bot.payments.groups import GENERAL, GroupBook
from bot.payments.notice import ABOUT_MONEY, Kind, Notice
from bot.payments.order import Order, State
from bot.payments.terms import Terms


class Teller:
    """Turns notices into messages, from the order as it stands now.

    Args:
        bot: speaks to Telegram.
        clock: what the time is.
        terms: what this till takes.
        picture_of: gives the gateway's own QR picture of an order, if it has one.
        groups: what was set for each group.
    """

    def __init__(
        self,
        bot: Bot,
        clock: Clock,
        terms: Terms,
        picture_of: Callable[[str], Awaitable[bytes | None]],
        groups: GroupBook,
    ) -> None:
        self._bot = bot
        self._terms = terms
        self._clock = clock
        self._picture_of = picture_of
        self._invoices = InvoiceTeller(bot)
        self._groups = groups
        self.together = Together(bot, groups)

    async def tell(self, notice: Notice) -> int | None:
        """Tell a notice; give back the number of the message that was sent, if one was.

        Raises:
            TelegramError: it was not told, or nobody knows whether it was.
        """
        order = notice.order
        if notice.invoice is not None:
            return await self._invoices.tell(notice.kind, notice.invoice, notice.card)
        if order is None:
            return await self._announce(notice)
        match notice.kind:
            case Kind.CARD:
                return await self._send_card(order)
            case Kind.CARD_CHANGED:
                return await self._edit_card(order)
            case Kind.COUNTDOWN:
                await self._count_down(order)
                return None
            case _:
                return await self._say(notice, order)

    async def _announce(self, notice: Notice) -> int:
        return (await say(self._bot, notice.chat_id, gettext(TO_OWNERS[notice.kind]))).message_id

    async def _tell_merchant(self, notice: Notice, order: Order) -> int:
        html = TO_MERCHANTS[notice.kind](order, self._terms.lists.now.explorers)
        buttons = short_buttons(order) if notice.kind is Kind.SALE_SHORT else None
        return (await say(self._bot, notice.chat_id, html, buttons)).message_id

    def _card(self, order: Order) -> tuple[str, InlineKeyboardMarkup | None, State | None]:
        """What a card says, its buttons, and its sign if there is nothing to scan any more."""
        now, explorers = self._clock.now(), self._terms.lists.now.explorers
        if is_overdue(order, now):
            return caption(order, now, explorers), check_button(order), State.CONFIRMING
        sign = None if order.state in {State.NEW, State.OPEN} else order.state
        return caption(order, now, explorers), card_buttons(order, self._terms), sign

    async def _send_card(self, order: Order) -> int:
        text, buttons, sign = self._card(order)
        asked = order.place.message_id
        # An order that moved on before it was shown has nothing to scan any more.
        if sign is None:
            try:
                return await send_answer(
                    order.place, asked, partial(self._picture, order, text, buttons)
                )
            except BadRequest as error:
                if not says(error, NO_PHOTOS):
                    raise
        words = partial(say, self._bot, order.place.chat_id, text, buttons)
        return await send_answer(order.place, asked, words)

    async def _picture(
        self,
        order: Order,
        html: str,
        buttons: InlineKeyboardMarkup | None,
        thread_id: int | None,
        quoted: ReplyParameters | None,
    ) -> Message:
        code = await self._code(order)
        return await self._bot.send_photo(
            order.place.chat_id,
            InputFile(code, filename=f"{order.number}.png"),
            caption=html,
            parse_mode=ParseMode.HTML,
            reply_markup=buttons,
            message_thread_id=thread_id,
            reply_parameters=quoted,
        )

    async def _code(self, order: Order) -> bytes:
        """What is scanned: the address, else the gateway's own picture, else the cashier link."""
        if order.address is None and (picture := await self._picture_of(order.number)):
            return picture
        return draw_qr(order.address or order.cashier_url or order.number)

    async def _edit_card(self, order: Order) -> int | None:
        if order.card_message_id is None:
            return None
        text, buttons, sign = self._card(order)
        where = (order.place.chat_id, order.card_message_id)
        if sign is not None and await self._close_card(*where, sign, text, buttons):
            return order.card_message_id
        try:
            await self._bot.edit_message_caption(
                *where, caption=text, parse_mode=ParseMode.HTML, reply_markup=buttons
            )
        except BadRequest as error:
            if not says(error, NO_CAPTION):
                raise
            await self._bot.edit_message_text(
                text, *where, parse_mode=ParseMode.HTML, reply_markup=buttons
            )
        return order.card_message_id

    async def _close_card(
        self,
        chat_id: int,
        message_id: int,
        sign: State,
        html: str,
        buttons: InlineKeyboardMarkup | None,
    ) -> bool:
        """Take the code away, so that nobody pays to it; tell whether that worked.

        Where pictures are refused, in whatever words, the caption is all that can be changed.
        """
        picture = InputMediaPhoto(draw_sign(sign), html, parse_mode=ParseMode.HTML)
        try:
            await self._bot.edit_message_media(picture, chat_id, message_id, reply_markup=buttons)
        except BadRequest as error:
            if says(error, NOTHING_TO_CHANGE, NOBODY_THERE):
                raise
            return False
        return True

    async def _count_down(self, order: Order) -> None:
        """Write the time that is left; an ornament, for which nothing else waits."""
        try:
            await self._edit_card(order)
        except AskedToWait:
            raise  # the chat must rest, whatever comes next
        except TelegramError:
            pass

    async def _say(self, notice: Notice, order: Order) -> int:
        if notice.kind in TO_MERCHANTS:
            return await self._tell_merchant(notice, order)
        html = ABOUT_ORDERS[notice.kind](order)
        topic_id = await self._topic_of(order) if notice.kind in ABOUT_MONEY else None
        if topic_id is not None:
            thread_id = None if topic_id == GENERAL else topic_id
            try:
                named = with_payer(html, order)
                return (await say(self._bot, order.place.chat_id, named, None, thread_id)).id
            except BadRequest as error:
                if not says(error, TOPIC_GONE):
                    raise
        answered = order.card_message_id or order.place.message_id
        words = partial(say, self._bot, order.place.chat_id, html, None)
        return await send_answer(order.place, answered, words)

    async def _topic_of(self, order: Order) -> int | None:
        """The topic that hears of payments, if it is another one than where was asked."""
        topic_id = (await self._groups.of(order.place.chat_id)).topic_id
        return None if topic_id == (order.place.thread_id or GENERAL) else topic_id
