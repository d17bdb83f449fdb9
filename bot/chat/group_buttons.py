"""The buttons under the settings of a group, and what their callback data says.

The data says what is wished, so that a press which is handled twice is no trouble.
"""

from dataclasses import replace
from enum import StrEnum

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.keyboards import ASK, LANG
from bot.chat.languages.catalogue import gettext as _
from bot.chat.texts.groups import AS_THE_TILL, name
from bot.payments.groups import GroupSettings
from bot.payments.order import Order
from bot.payments.terms import Terms

GROUP = "group"
ASSETS = f"{GROUP}:assets"
BACK = f"{GROUP}:back"
ASSET = f"{GROUP}:asset:"
TILL = "till"
ORDER = "order_"


class Wish(StrEnum):
    """What the buttons say that set something by themselves."""

    FOR_ADMINS = f"{GROUP}:pay:admins"
    FOR_ALL = f"{GROUP}:pay:all"
    PRIVATE = f"{GROUP}:details:private"
    HERE = f"{GROUP}:details:here"
    THIS_TOPIC = f"{GROUP}:topic:this"
    ANY_TOPIC = f"{GROUP}:topic:asked"


def settings_buttons(here: GroupSettings, topic_id: int | None) -> InlineKeyboardMarkup:
    """What can be set; `topic_id` is the topic in which the buttons are, in groups with topics."""
    rows = [
        (_("💱 What a plain amount means"), ASSETS),
        (_("👥 Let everybody use /pay"), Wish.FOR_ALL)
        if here.admins_only
        else (_("👮 Let only admins use /pay"), Wish.FOR_ADMINS),
        (_("📢 Show details here"), Wish.HERE)
        if here.in_private
        else (_("🔒 Show details in private"), Wish.PRIVATE),
    ]
    if topic_id is not None and here.topic_id != topic_id:
        rows.append((_("💬 Tell of payments in this topic"), Wish.THIS_TOPIC))
    if topic_id is not None and here.topic_id is not None:
        rows.append((_("💬 Tell of payments where it was asked"), Wish.ANY_TOPIC))
    rows.append((_("🌐 Language"), f"{LANG}:{ASK}"))
    return _column(rows)


def asset_buttons(here: GroupSettings, terms: Terms) -> InlineKeyboardMarkup:
    """What a plain amount can mean, with a mark at what it means."""
    chosen = here.asset if here.asset in terms.assets else None
    choices = [(_(AS_THE_TILL), f"{ASSET}{TILL}", chosen is None)]
    choices += [(name(each), f"{ASSET}{each}", each == chosen) for each in terms.assets]
    rows = [(f"{'✓ ' if is_chosen else ''}{text}", data) for text, data, is_chosen in choices]
    return _column([*rows, (_("« Back"), BACK)])


def private_button(order: Order, username: str) -> InlineKeyboardMarkup:
    """The way to a card in the private chat, also for somebody who never started the bot."""
    url = f"https://t.me/{username}?start={ORDER}{order.number}"
    return InlineKeyboardMarkup([[InlineKeyboardButton(_("🔒 Show me how to pay"), url=url)]])


def wished(
    data: str, here: GroupSettings, terms: Terms, topic_id: int | None
) -> GroupSettings | None:
    """What shall hold after a press; `None` if the button says nothing that can be set."""
    if data.startswith(ASSET):
        return _with_asset(data.removeprefix(ASSET), here, terms)
    match data:
        case Wish.FOR_ADMINS | Wish.FOR_ALL:
            return replace(here, admins_only=data == Wish.FOR_ADMINS)
        case Wish.PRIVATE | Wish.HERE:
            return replace(here, in_private=data == Wish.PRIVATE)
        case Wish.ANY_TOPIC:
            return replace(here, topic_id=None)
        case Wish.THIS_TOPIC if topic_id is not None:
            return replace(here, topic_id=topic_id)
        case _:
            return None


def _with_asset(word: str, here: GroupSettings, terms: Terms) -> GroupSettings | None:
    assets = {str(each): each for each in terms.assets}
    if word != TILL and word not in assets:
        return None
    return replace(here, asset=assets.get(word))


def _column(rows: list[tuple[str, str]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=data)] for text, data in rows]
    )
