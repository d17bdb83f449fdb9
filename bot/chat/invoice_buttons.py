"""Buttons of invoices, and the links by which they are paid."""

import re
from urllib.parse import urlencode

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.languages.catalogue import gettext as _
from bot.payments.invoice import Invoice, InvoiceState
from bot.payments.order import read_number
from bot.payments.request import Request

REMIND = "remind"
REVOKE = "revoke"
_PAYLOAD = re.compile(r"i([0-9A-Z]{10})", re.ASCII)
_WISH = re.compile(r"p([0-9]{1,15}(?:-[0-9]{1,6})?)_([A-Za-z0-9]+)_([a-z-]+)", re.ASCII)
LONGEST_PAYLOAD = 64  # Telegram's limit


def link_of(invoice: Invoice, bot_name: str) -> str:
    """The link that opens a private chat with the bot, which then lets the invoice be paid."""
    return f"https://t.me/{bot_name}?start=i{invoice.number}"


def number_in_payload(payload: str) -> str | None:
    """The number of an invoice in what a link gives to /start."""
    match = _PAYLOAD.fullmatch(payload)
    return read_number(match[1]) if match else None


def payload_of(request: Request) -> str | None:
    """What a link gives to /start so that it asks to pay; `None` if it does not fit in a link.

    Links take letters, digits, `_` and `-` alone, so that `-` stands for the decimal point.
    """
    amount = request.amount.plain.replace(".", "-")
    payload = f"p{amount}_{request.asset.token}_{request.asset.network.key}"
    fits = len(payload) <= LONGEST_PAYLOAD and _WISH.fullmatch(payload)
    return payload if fits else None


def words_in_payload(payload: str) -> str | None:
    """What somebody asks to pay by a link, in the words of /pay."""
    match = _WISH.fullmatch(payload)
    return f"{match[1].replace('-', '.')} {match[2]} {match[3]}" if match else None


def pay_buttons(invoice: Invoice, bot_name: str) -> InlineKeyboardMarkup | None:
    """*Pay* and *Share*, while it can be paid."""
    if invoice.state is not InvoiceState.OPEN:
        return None
    link = link_of(invoice, bot_name)
    pay = InlineKeyboardButton(_("💳 Pay {amount}", amount=invoice.amount), url=link)
    share = InlineKeyboardButton(
        _("↗️ Share"), url=f"https://t.me/share/url?{urlencode({'url': link})}"
    )
    return InlineKeyboardMarkup([[pay], [share]])


def merchants_buttons(invoice: Invoice, bot_name: str) -> InlineKeyboardMarkup | None:
    """What its merchant can do with it beside."""
    shown = pay_buttons(invoice, bot_name)
    if shown is None:
        return None
    own = [
        InlineKeyboardButton(_("🔔 Remind"), callback_data=f"{REMIND}:{invoice.number}"),
        InlineKeyboardButton(_("✖️ Cancel"), callback_data=f"{REVOKE}:{invoice.number}"),
    ]
    return InlineKeyboardMarkup([*shown.inline_keyboard[1:], own])


def invoice_in(data: str | None) -> str | None:
    """The invoice's number in the data of a button, if there is one."""
    return read_number((data or "").partition(":")[2])
