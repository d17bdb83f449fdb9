"""How orders are listed and told about when somebody asks."""

from collections.abc import Mapping, Sequence
from html import escape

from bot.chat.texts.receipts import OURS, came_late, excess, missing_let_pass, transaction
from bot.chat.texts.words import example, moment, quote
from bot.payments.lists import Explorers
from bot.payments.order import Order, State
from bot.payments.request import Request

STANDS: Mapping[State, str] = {
    State.NEW: "being prepared",
    State.OPEN: "waiting for the payment",
    State.CONFIRMING: "the payment was seen and is being confirmed",
    State.SHORT: "less than asked has arrived",
    State.PAID: "paid ✅",
    State.EXPIRED: "expired",
    State.CANCELLED: "cancelled",
    State.FAILED: "could not be opened",
}


def stand(order: Order) -> str:
    """How an order stands, in a few words."""
    if order.state is State.OPEN and order.deadline is not None:
        return f"waiting for the payment until {order.deadline:%H:%M} UTC"
    if order.state is State.SHORT and order.missing is not None:
        return f"{order.missing} is missing"
    if order.state is State.PAID and order.came_after is not None:
        return "paid late ✅"
    if order.state is State.CANCELLED and order.successor is not None:
        return f"replaced by {order.successor}"
    return STANDS[order.state]


def line(order: Order) -> str:
    """An order in one line."""
    return f"<code>{order.number}</code> · {order.amount} · {order.network.name}: {stand(order)}"


def details(order: Order, explorers: Explorers = OURS) -> str:
    """An order in full."""
    lines = [
        f"<b>Order</b> <code>{order.number}</code>",
        f"{order.amount} on {order.network}",
        f"Asked: {moment(order.created_at)}",
        f"Now: {stand(order)}",
    ]
    if order.state is State.OPEN and order.address:
        lines.append(f"Address:\n<code>{escape(order.address)}</code>")
    if order.received is not None:
        lines.append(f"Arrived: {order.received}{excess(order)}")
    if order.state is State.PAID and order.missing is not None:
        lines.append(missing_let_pass(order))
    if order.settled_at is not None:
        lines.append(f"Paid: {moment(order.settled_at)}")
    if order.came_after is not None:
        lines.append(came_late(order))
    if order.successor is not None and order.came_after is None:
        lines.append(f"In its place: <code>{order.successor}</code>")
    return "\n".join(lines) + transaction(order, explorers)


def listing(orders: Sequence[Order], *, more: bool) -> str:
    """The answer to /status."""
    lines = "\n".join(line(order) for order in orders)
    rest = "\n…and older ones." if more else ""
    return (
        f"<b>Your orders</b>, newest first\n\n{lines}{rest}\n\n"
        f"<code>/status {orders[0].number}</code> shows one of them."
    )


def none_yet(request: Request) -> str:
    """The answer to /status of somebody who has no orders."""
    return f"You have no orders here yet. {example(request)} makes one."


def unknown_number(word: str) -> str:
    """Somebody asked for an order that is not theirs, or is none."""
    return (
        f"There is no order «{quote(word)}» of yours here. An order number has ten letters and"
        " digits; /status lists your orders."
    )
