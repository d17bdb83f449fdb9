"""How each notice looks in a chat: what is sent, edited or answered."""

from telegram import Bot, InputFile, Message, ReplyParameters
from telegram.constants import ParseMode

from bot.chat.keyboards import card_buttons
from bot.chat.qr import draw_qr
from bot.chat.texts.cards import caption
from bot.chat.texts.notices import ABOUT_ORDERS, TO_OWNERS
from bot.clock import Clock
from bot.payments.notice import Kind, Notice
from bot.payments.order import Order


class Teller:
    """Turns notices into messages, from the order as it stands now."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock

    async def tell(self, notice: Notice) -> int | None:
        """Tell a notice; give back the number of the message that was sent, if one was.

        Raises:
            TelegramError: it was not told, or nobody knows whether it was.
        """
        order = notice.order
        if order is None:
            return await self._announce(notice)
        match notice.kind:
            case Kind.CARD:
                return await self._send_card(order)
            case Kind.CARD_CHANGED:
                return await self._edit_card(order)
            case _:
                return await self._say(notice.kind, order)

    async def _announce(self, notice: Notice) -> int:
        message = await self._bot.send_message(
            notice.chat_id, TO_OWNERS[notice.kind], parse_mode=ParseMode.HTML
        )
        return message.message_id

    async def _send_card(self, order: Order) -> int:
        # The address is what wallets scan. Without a well-formed one the code holds the link.
        code = draw_qr(order.address or order.cashier_url or order.number)
        message = await self._bot.send_photo(
            order.place.chat_id,
            InputFile(code, filename=f"{order.number}.png"),
            caption=caption(order, self._clock.now()),
            parse_mode=ParseMode.HTML,
            reply_markup=card_buttons(order),
            message_thread_id=order.place.thread_id,
            reply_parameters=_answering(order.place.message_id),
        )
        return message.message_id

    async def _edit_card(self, order: Order) -> int | None:
        if order.card_message_id is None:
            return None
        edited = await self._bot.edit_message_caption(
            order.place.chat_id,
            order.card_message_id,
            caption=caption(order, self._clock.now()),
            parse_mode=ParseMode.HTML,
            reply_markup=card_buttons(order),
        )
        return edited.message_id if isinstance(edited, Message) else None

    async def _say(self, kind: Kind, order: Order) -> int:
        message = await self._bot.send_message(
            order.place.chat_id,
            ABOUT_ORDERS[kind](order),
            parse_mode=ParseMode.HTML,
            message_thread_id=order.place.thread_id,
            reply_parameters=_answering(order.card_message_id or order.place.message_id),
        )
        return message.message_id


def _answering(message_id: int) -> ReplyParameters:
    # The question may have been deleted meanwhile; the answer must come all the same.
    return ReplyParameters(message_id, allow_sending_without_reply=True)
