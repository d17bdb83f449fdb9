"""Several payments, told in one message."""

from collections.abc import Sequence

from bot.chat.texts.receipts import excess, missing_let_pass
from bot.chat.texts.words import person
from bot.payments.order import Order

THANKS = "Thank you!"
MORE = "/status with a number tells more about it."


def gathered(orders: Sequence[Order], *, to_merchant: bool) -> str:
    """What has arrived, one line for each order."""
    lines = "\n".join(map(_line, orders))
    end = MORE if to_merchant else THANKS
    return f"✅ <b>{len(orders)} payments have arrived:</b>\n{lines}\n{end}"


def _line(order: Order) -> str:
    pieces = [
        f"<b>{order.received or order.amount}</b>{excess(order)}",
        f"<code>{order.number}</code>",
        person(order.payer_id),
        *_remarks(order),
    ]
    return " · ".join(pieces)


def _remarks(order: Order) -> list[str]:
    remarks = []
    if order.missing is not None:
        remarks.append(missing_let_pass(order).rstrip("."))
    if order.came_after is not None and order.successor is not None:
        remarks.append(f"late; please do not pay {order.successor} as well")
    elif order.came_after is not None:
        remarks.append("late")
    return remarks
