"""Buttons, and what their callback data says. It is never trusted: each press is checked."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.payments.money import Asset
from bot.payments.order import Order, State
from bot.payments.request import Request, Terms, read_request

LONGEST_DATA = 64  # bytes, Telegram's limit
CHECK = "check"
PAY = "pay"


def card_buttons(order: Order) -> InlineKeyboardMarkup | None:
    """The buttons under a card: only while there is something to pay or to wait for."""
    rows: list[list[InlineKeyboardButton]] = []
    if order.state is State.OPEN:
        if order.cashier_url:
            rows.append([InlineKeyboardButton("🔗 Open cashier", url=order.cashier_url)])
        copies = [("📋 Copy amount", order.amount.plain)]
        if order.address:
            copies.insert(0, ("📋 Copy address", order.address))
        rows.append(
            [InlineKeyboardButton(name, copy_text=CopyTextButton(text)) for name, text in copies]
        )
    if order.state in {State.OPEN, State.CONFIRMING}:
        rows.append(
            [InlineKeyboardButton("🔄 Check now", callback_data=f"{CHECK}:{order.number}")]
        )
    return InlineKeyboardMarkup(rows) if rows else None


def amount_buttons(requests: Sequence[Request], payer_id: int) -> InlineKeyboardMarkup | None:
    """Requests to choose from, for one person only; without those that fit in no button."""
    rows = [
        [InlineKeyboardButton(f"{each.amount} · {each.asset.network.name}", callback_data=data)]
        for each in requests
        if _fits(data := f"{PAY}:{payer_id}:{each.amount.plain}:{each.asset}")
    ]
    return InlineKeyboardMarkup(rows) if rows else None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an amount button says: who may press it, and what for."""

    payer_id: int
    request: Request


def read_choice(data: str, terms: Terms) -> Chosen | None:
    """Read the data of an amount button, under the terms of today."""
    match data.split(":"):
        case [_, payer, amount, asset] if payer.isascii() and payer.isdigit():
            try:
                wanted = Asset.of(asset)
            except ValueError:
                return None
            request = read_request(f"{amount} {wanted.token} {wanted.network.key}", terms)
            return Chosen(int(payer), request) if isinstance(request, Request) else None
        case _:
            return None


def _fits(data: str) -> bool:
    return len(data.encode()) <= LONGEST_DATA
