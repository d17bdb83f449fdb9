"""How notices about invoices look in a chat."""

from functools import partial

from telegram import Bot, InlineKeyboardMarkup
from telegram.constants import ParseMode

from bot.chat.answering import NO_PREVIEW
from bot.chat.invoice_buttons import pay_buttons
from bot.chat.saying import say
from bot.chat.texts.invoices import card, reminder
from bot.chat.topics import send_answer
from bot.payments.invoice import Invoice, InvoiceCard
from bot.payments.notice import Kind


class InvoiceTeller:
    """Shows invoices, and keeps every message that shows one true."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def tell(self, kind: Kind, invoice: Invoice, shown: InvoiceCard | None) -> int | None:
        """Tell a notice; give back the number of the message that was sent, if one was.

        Raises:
            TelegramError: it was not told, or nobody knows whether it was.
        """
        buttons = pay_buttons(invoice, self._bot.username)
        if kind is Kind.INVOICE_CHANGED:
            if shown is not None:
                await self._edit(shown, card(invoice), buttons)
            return None
        html = card(invoice) if kind is Kind.INVOICE else reminder(invoice)
        words = partial(say, self._bot, invoice.place.chat_id, html, buttons)
        return await send_answer(invoice.place, invoice.place.message_id, words)

    async def _edit(
        self, shown: InvoiceCard, html: str, buttons: InlineKeyboardMarkup | None
    ) -> None:
        is_inline = shown.inline_id is not None
        await self._bot.edit_message_text(
            html,
            chat_id=None if is_inline else shown.chat_id,
            message_id=None if is_inline else shown.message_id,
            inline_message_id=shown.inline_id,
            parse_mode=ParseMode.HTML,
            reply_markup=buttons,
            link_preview_options=NO_PREVIEW,
        )
