"""Buttons of lists of orders, and what their callback data says. It is never trusted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.payments.listing import Filter, Page, Spot, Sum, Turn, Wanted
from bot.payments.money import MOST_MILLIONTHS
from bot.payments.order import Order, read_number

# The words are short: the longest amounts and ids must fit into Telegram's 64 bytes as well.
LIST = "list"
SEE = "see"
IN_A_ROW = 4
FILTERS_IN_A_ROW = 3
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

_FILTER_NAMES = {
    Filter.ALL: later("All"),
    Filter.OPEN: later("Open"),
    Filter.PAID: later("Paid"),
    Filter.LATE: later("Late"),
    Filter.SHORT: later("Short"),
    Filter.TODAY: later("Today"),
}
_WANTED_SUM = re.compile(r"=([0-9a-z]{1,13})([A-Z][A-Z0-9]{1,9})?", re.ASCII)
_ASKER = re.compile(r"-?[0-9a-z]{1,13}", re.ASCII)

Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True)
class View:
    """A page of a list, and who turns it.

    Attributes:
        asker_id: who asked for the list; nobody else may press its buttons.
        spot: where the page lies; the newest if it is none.
    """

    asker_id: int
    wanted: Wanted = Filter.ALL
    spot: Spot | None = None


def orders_button(asker_id: int) -> InlineKeyboardMarkup:
    """The way to the list of all orders that somebody may browse."""
    return InlineKeyboardMarkup([_orders_row(asker_id)])


def with_orders_button(
    buttons: InlineKeyboardMarkup | None, asker_id: int
) -> InlineKeyboardMarkup:
    """Buttons of an order, and the way from it to the list."""
    return InlineKeyboardMarkup([*_rows(buttons), _orders_row(asker_id)])


def with_way_back(buttons: InlineKeyboardMarkup | None, view: View) -> InlineKeyboardMarkup:
    """Buttons of an order that was opened from a list, and the way back."""
    return InlineKeyboardMarkup([*_rows(buttons), [_turn(_("« Back"), view)]])


def still_leading_back(
    query: CallbackQuery, buttons: InlineKeyboardMarkup | None
) -> InlineKeyboardMarkup | None:
    """New buttons for an order, and the way to its list if the pressed message has one."""
    message = query.message
    there = _rows(message.reply_markup if isinstance(message, Message) else None)
    ways = [row for row in there if all(_leads_to_list(button) for button in row)]
    return InlineKeyboardMarkup([*_rows(buttons), *ways]) if ways else buttons


def page_buttons(view: View, page: Page) -> InlineKeyboardMarkup:
    """A button for each order of a page, the ways to other pages, and to other lists."""
    filters = [
        _turn(f"• {_(name)}" if wanted is view.wanted else _(name), View(view.asker_id, wanted))
        for wanted, name in _FILTER_NAMES.items()
    ]
    rows = [*_in_rows(_openers(view, page.orders), IN_A_ROW), _turns(view, page)]
    return InlineKeyboardMarkup([row for row in rows if row] + _in_rows(filters, FILTERS_IN_A_ROW))


def _openers(view: View, orders: Sequence[Order]) -> Row:
    if not orders:
        return []
    # Whoever comes back finds this page again, though newer orders may have come before it.
    here = _view_data(replace(view, spot=Spot(Turn.FROM, orders[0].number)))
    return [
        InlineKeyboardButton(str(place), callback_data=f"{SEE}:{here}:{order.number}")
        for place, order in enumerate(orders, start=1)
    ]


def _turns(view: View, page: Page) -> Row:
    if not page.orders:
        leads_on = page.has_newer or page.has_older
        return [_turn(_("« Newest"), replace(view, spot=None))] if leads_on else []
    newer = Spot(Turn.NEWER, page.orders[0].number)
    older = Spot(Turn.OLDER, page.orders[-1].number)
    return [
        *([_turn(_("« Newer"), replace(view, spot=newer))] if page.has_newer else []),
        *([_turn(_("Older »"), replace(view, spot=older))] if page.has_older else []),
    ]


def read_view(data: str | None) -> View | None:
    """The page in the data of a button, if there is one."""
    match (data or "").split(":"):
        case [_, asker, wanted, spot]:
            return _view(asker, wanted, spot)
        case _:
            return None


def read_opener(data: str | None) -> tuple[View, str] | None:
    """The page and the order's number in the data of a button, if there are both."""
    match (data or "").split(":"):
        case [_, asker, wanted, spot, text]:
            view, number = _view(asker, wanted, spot), read_number(text)
            return (view, number) if view and number else None
        case _:
            return None


def _view(asker: str, wanted: str, spot: str) -> View | None:
    found, place = _read_wanted(wanted), _read_spot(spot)
    if found is None or not _ASKER.fullmatch(asker) or (spot and place is None):
        return None
    return View(int(asker, len(DIGITS)), found, place)


def _read_wanted(text: str) -> Wanted | None:
    match = _WANTED_SUM.fullmatch(text)
    if match is None:
        return next((each for each in Filter if each == text), None)
    millionths = int(match[1], len(DIGITS))
    return Sum(millionths, match[2]) if 0 < millionths <= MOST_MILLIONTHS else None


def _read_spot(text: str) -> Spot | None:
    turn = next((each for each in Turn if each == text[:1]), None)
    number = read_number(text[1:])
    return Spot(turn, number) if turn and number else None


def _view_data(view: View) -> str:
    wanted: str = view.wanted if isinstance(view.wanted, Filter) else _sum_data(view.wanted)
    spot = f"{view.spot.turn}{view.spot.number}" if view.spot else ""
    return f"{_in_digits(view.asker_id)}:{wanted}:{spot}"


def _sum_data(wanted: Sum) -> str:
    return f"={_in_digits(wanted.millionths)}{wanted.token or ''}"


def _in_digits(number: int) -> str:
    """A number in digits of base 36, which `int` reads."""
    left, digits = abs(number), ""
    while left or not digits:
        left, digit = divmod(left, len(DIGITS))
        digits = DIGITS[digit] + digits
    return f"-{digits}" if number < 0 else digits


def _orders_row(asker_id: int) -> Row:
    return [_turn(_("📋 Orders"), View(asker_id))]


def _turn(text: str, view: View) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=f"{LIST}:{_view_data(view)}")


def _leads_to_list(button: InlineKeyboardButton) -> bool:
    return str(button.callback_data or "").startswith(f"{LIST}:")


def _rows(buttons: InlineKeyboardMarkup | None) -> list[Row]:
    return [list(row) for row in buttons.inline_keyboard] if buttons else []


def _in_rows(buttons: Row, length: int) -> list[Row]:
    return [buttons[start : start + length] for start in range(0, len(buttons), length)]
