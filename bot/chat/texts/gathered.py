"""Several payments, told in one message."""

from collections.abc import Sequence

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.languages.catalogue import ngettext
from bot.chat.texts.receipts import excess, missing_in_short
from bot.chat.texts.words import person
from bot.payments.order import Order

THANKS = later("Thank you!")
MORE = later("/status with a number tells more about it.")


def gathered(orders: Sequence[Order], *, to_merchant: bool) -> str:
    """What has arrived, one line for each order."""
    lines = "\n".join(map(_line, orders))
    title = ngettext(
        "✅ <b>{count} payment has arrived:</b>",
        "✅ <b>{count} payments have arrived:</b>",
        len(orders),
    )
    return f"{title}\n{lines}\n{_(MORE if to_merchant else THANKS)}"


def _line(order: Order) -> str:
    paid = _(
        "<b>{amount}</b>{excess} · <code>{number}</code> · {person}",
        amount=order.received or order.amount,
        excess=excess(order),
        number=order.number,
        person=person(order.payer_id),
    )
    return " · ".join([paid, *_remarks(order)])


def _remarks(order: Order) -> list[str]:
    remarks = []
    if order.missing is not None:
        remarks.append(missing_in_short(order))
    if order.came_after is not None and order.successor is not None:
        remarks.append(_("late; please do not pay {number} as well", number=order.successor))
    elif order.came_after is not None:
        remarks.append(_("late"))
    return remarks
