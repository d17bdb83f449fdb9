"""What stands under the card's picture."""

from datetime import datetime, timedelta
from html import escape

from bot.chat.texts.words import moment
from bot.payments.order import Order, State


def caption(order: Order, now: datetime) -> str:
    """The caption of an order as it stands at `now`."""
    match order.state:
        case State.NEW | State.OPEN:
            return _open(order, now)
        case State.CONFIRMING:
            return _confirming(order)
        case State.SHORT:
            return f"⚠️ <b>Not fully paid: {order.amount}</b>\n{_facts(order)}\n\n{short(order)}"
        case State.PAID:
            return _receipt(order)
        case State.EXPIRED | State.CANCELLED | State.FAILED:
            return _ended(order)


def _facts(order: Order) -> str:
    return f"Network: <b>{order.network}</b>\nOrder: <code>{order.number}</code>"


def _open(order: Order, now: datetime) -> str:
    lines = [f"<b>Pay {order.amount}</b>", f"Network: <b>{order.network}</b>"]
    if order.address:
        lines.append(f"Address:\n<code>{escape(order.address)}</code>")
    lines.append(f"Order: <code>{order.number}</code>")
    if order.deadline:
        lines.append(f"Pay until {order.deadline:%H:%M} UTC ({_left(order.deadline - now)} left)")
    if not order.address:
        lines.append("Scan the code or press «Open cashier» to pay.")
    return "\n".join(lines) + (
        f"\n\nSend exactly <b>{order.amount}</b> on <b>{order.network}</b>."
        " Another amount or network can be lost."
    )


def _left(time: timedelta) -> str:
    minutes = round(time / timedelta(minutes=1))
    return f"{minutes} min" if minutes >= 1 else "less than 1 min"


def _confirming(order: Order) -> str:
    return (
        f"⏳ <b>{order.amount} is on its way</b>\n{_facts(order)}\n\n"
        "The payment was seen and is being confirmed. Please do not send anything more."
    )


def _receipt(order: Order) -> str:
    lines = [f"✅ <b>Receipt: {order.amount} paid</b>", _facts(order)]
    if order.received is not None:
        lines.append(f"Arrived: <b>{order.received}</b>{excess(order)}")
    if order.settled_at is not None:
        lines.append(f"Paid: {moment(order.settled_at)}")
    return "\n".join(lines)


def excess(order: Order) -> str:
    """How much more than asked has arrived, if it did."""
    return f", {order.excess} more than asked" if order.excess else ""


def short(order: Order) -> str:
    """What has arrived, what is missing, and what to do."""
    return (
        f"{order.received} of {order.amount} has arrived; {order.missing} is missing. Please ask"
        " the merchant before you send anything more."
    )


def _ended(order: Order) -> str:
    return (
        f"⌛ <b>{order.state.capitalize()}: {order.amount}</b>\n{_facts(order)}\n\n"
        "Please do not send money for this order any more. If you have sent it already, you will"
        " be told here as soon as it arrives.\n\n"
        f"<code>/pay {order.amount} {order.network.key}</code> makes a new order."
    )
