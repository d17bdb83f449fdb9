"""Buttons, and what their callback data says. It is never trusted: each press is checked."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.known import Language
from bot.payments.money import NETWORKS, Asset, Network
from bot.payments.notice import Kind
from bot.payments.order import ENDED, Order, State, read_number
from bot.payments.request import Request, read_request
from bot.payments.rights import Role
from bot.payments.terms import Terms

LONGEST_DATA = 64  # bytes, Telegram's limit
PAY = "pay"
CHECK = "check"
CANCEL = "cancel"
NETWORK = "network"
SWITCH = "switch"
BACK = "back"
AGAIN = "again"
CLAIM = "claim"
ACCEPT = "accept"
LEAVE = "leave"
MUTE = "mute"
LANG = "lang"
DIGEST = "digest"
ON, OFF = "on", "off"
ASK = "ask"  # in place of a language: which it shall be
FOLLOW = "telegram"  # in place of a language: that of the person's Telegram

Row = list[InlineKeyboardButton]


def card_buttons(order: Order, terms: Terms) -> InlineKeyboardMarkup | None:
    """The buttons under a card: only what can be done with the order as it stands."""
    match order.state:
        case State.OPEN:
            rows = [*_cashier(order), _copies(order), *_ways_out(order, terms)]
        case State.CONFIRMING:
            rows = [[_button(_("🔄 Check now"), CHECK, order)]]
        case State.SHORT:
            rows = [*_cashier(order), [_button(_("🔄 Check now"), CHECK, order)]]
        case _ if order.state in ENDED:
            renew = [] if order.successor else [_button(_("🆕 New order"), AGAIN, order)]
            rows = [[*renew, _button(_("💸 I have paid"), CLAIM, order)]]
        case _:
            rows = []
    return InlineKeyboardMarkup(rows) if rows else None


def check_button(order: Order) -> InlineKeyboardMarkup:
    """All that can be done while the gateway is asked a last time."""
    return InlineKeyboardMarkup([[_button(_("🔄 Check now"), CHECK, order)]])


def network_buttons(order: Order, terms: Terms) -> InlineKeyboardMarkup:
    """The networks that an unpaid order can go on with, and the way back to its card."""
    rows = [
        [_button(f"🔀 {network}", SWITCH, order, network.key)]
        for network in _other_networks(order, terms)
    ]
    return InlineKeyboardMarkup([*rows, [_button(_("« Back"), BACK, order)]])


def others_buttons(order: Order, role: Role) -> InlineKeyboardMarkup | None:
    """What merchants and admins can do with somebody else's order."""
    if order.state is State.SHORT and role is Role.MERCHANT:
        return short_buttons(order)
    rows = []
    if order.state in {State.OPEN, State.CONFIRMING, State.SHORT}:
        rows.append([_button(_("🔄 Check now"), CHECK, order)])
    if order.state is State.OPEN:
        rows.append([_button(_("✖️ Cancel"), CANCEL, order)])
    return InlineKeyboardMarkup(rows) if rows else None


def short_buttons(order: Order) -> InlineKeyboardMarkup | None:
    """What a merchant can decide about an order for which less than asked has come."""
    if order.state is not State.SHORT:
        return None
    return InlineKeyboardMarkup(
        [
            [
                _button(_("✅ Accept as paid"), ACCEPT, order),
                _button(_("⏳ Leave open"), LEAVE, order),
            ]
        ]
    )


def accept_button(order: Order) -> InlineKeyboardMarkup | None:
    """What is left to decide about an order that was left open."""
    if order.state is not State.SHORT:
        return None
    return InlineKeyboardMarkup([[_button(_("✅ Accept as paid"), ACCEPT, order)]])


def cancel_buttons(orders: Sequence[Order]) -> InlineKeyboardMarkup:
    """Open orders to choose from, to be cancelled."""
    return InlineKeyboardMarkup(
        [[_button(f"✖️ {each.amount} · {each.number}", CANCEL, each)] for each in orders]
    )


def mute_buttons(names: Mapping[Kind, str], muted: Collection[Kind]) -> InlineKeyboardMarkup:
    """A switch for each kind of notice that a merchant need not be told.

    The data says what is wished, so that a press which is handled twice is no trouble.
    """
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    f"{'🔕' if kind in muted else '🔔'} {_(name)}",
                    callback_data=f"{MUTE}:{kind}:{ON if kind in muted else OFF}",
                )
            ]
            for kind, name in names.items()
        ]
    )


def language_buttons(chosen: Language | None, *, can_follow: bool) -> InlineKeyboardMarkup:
    """Every language by its own name, with a tick at the one that is chosen."""
    choices: list[tuple[str, str, bool]] = [
        (each.own_name, each, each is chosen) for each in Language
    ]
    if can_follow:
        choices.append((_("As Telegram says"), FOLLOW, chosen is None))
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(f"{'✅ ' * ticked}{name}", callback_data=f"{LANG}:{word}")]
            for name, word, ticked in choices
        ]
    )


def number_in(data: str | None) -> str | None:
    """The order's number in the data of a button, if there is one."""
    action, *rest = (data or "").split(":")
    parts = 2 if action == SWITCH else 1  # the one with a network after it
    return read_number(rest[0]) if len(rest) == parts else None


def network_in(data: str | None) -> Network | None:
    """The network in the data of a button, if there is one."""
    return NETWORKS.get((data or "").rpartition(":")[2])


def _cashier(order: Order) -> list[Row]:
    return (
        [[InlineKeyboardButton(_("🔗 Open cashier"), url=order.cashier_url)]]
        if (order.cashier_url)
        else []
    )


def _copies(order: Order) -> Row:
    copies = [(_("📋 Copy amount"), order.amount.plain)]
    if order.address:
        copies.insert(0, (_("📋 Copy address"), order.address))
    return [InlineKeyboardButton(name, copy_text=CopyTextButton(text)) for name, text in copies]


def _ways_out(order: Order, terms: Terms) -> list[Row]:
    last = [_button(_("✖️ Cancel"), CANCEL, order)]
    if _other_networks(order, terms):
        last.insert(0, _button(_("🔀 Network"), NETWORK, order))
    return [[_button(_("🔄 Check now"), CHECK, order)], last]


def _other_networks(order: Order, terms: Terms) -> list[Network]:
    return [
        asset.network
        for asset in terms.of_token(order.amount.token)
        if asset.network != order.network and terms.takes(order.amount, asset)
    ]


def _button(text: str, action: str, order: Order, *more: str) -> InlineKeyboardButton:
    data = ":".join((action, order.number, *more))
    return InlineKeyboardButton(text, callback_data=data)


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
        case [_, payer, amount, asset] if re.fullmatch(r"-?[0-9]{1,19}", payer, re.ASCII):
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
