"""What stands under the card's picture."""

from datetime import datetime, timedelta
from html import escape

from bot.chat.texts.receipts import OURS, arrived_in_full, facts, receipt, transaction
from bot.chat.texts.words import moment
from bot.payments.lists import Explorers
from bot.payments.order import Order, State


def caption(order: Order, now: datetime, explorers: Explorers = OURS) -> str:
    """The caption of an order as it stands at `now`."""
    match order.state:
        case State.NEW | State.OPEN:
            return _overdue(order) if is_overdue(order, now) else _open(order, now)
        case State.CONFIRMING:
            return _confirming(order, explorers)
        case State.SHORT:
            return _short(order, explorers)
        case State.PAID:
            return receipt(order, explorers)
        case State.EXPIRED | State.CANCELLED | State.FAILED:
            return _ended(order)


def is_overdue(order: Order, now: datetime) -> bool:
    """Whether an open order must not be paid any more, although it is not yet called expired."""
    return order.state is State.OPEN and order.deadline is not None and order.deadline <= now


def _overdue(order: Order) -> str:
    return (
        f"⌛ <b>The time to pay {order.amount} is over</b>\n{facts(order)}\n\n"
        "Please do not pay any more. I am asking the gateway whether something has arrived; you"
        " will be told here."
    )


def _open(order: Order, now: datetime) -> str:
    lines = [f"<b>Pay {order.amount}</b>", f"Network: <b>{order.network}</b>"]
    if order.address:
        lines.append(f"Address:\n<code>{escape(order.address)}</code>")
    lines.append(f"Order: <code>{order.number}</code>")
    if order.deadline:
        lines.append(_until(order.deadline, order.deadline - now))
    if not order.address:
        lines.append("Scan the code, or press «Open cashier», to pay.")
    return "\n".join(lines) + (
        f"\n\nSend exactly <b>{order.amount}</b> on <b>{order.network}</b>: another amount or"
        " network can be lost. If your wallet or exchange takes a fee, it must come on top."
    )


def _until(deadline: datetime, left: timedelta) -> str:
    """How long there is to pay, with the hour, which stays true when it is read later."""
    if left > timedelta(hours=12):
        return f"Pay until {moment(deadline)}"
    if left < timedelta(minutes=1):
        return f"Pay until {deadline:%H:%M:%S} UTC: less than a minute is left"
    minutes = max(1, round(left / timedelta(minutes=1)))
    return f"Pay within {minutes} min, until {deadline:%H:%M} UTC"


def _confirming(order: Order, explorers: Explorers) -> str:
    return (
        f"⏳ <b>A payment for {order.amount} was seen</b>\n{facts(order)}"
        f"{transaction(order, explorers)}\n\n"
        "The network is confirming it. Please do not send anything more: you will be told here"
        " when it has arrived."
    )


def _short(order: Order, explorers: Explorers) -> str:
    return (
        f"⚠️ <b>Not fully paid: {order.amount}</b>\n{facts(order)}"
        f"{transaction(order, explorers)}\n\n"
        f"{short(order)}"
    )


def short(order: Order) -> str:
    """What has arrived, what is missing, and what to do."""
    until = f" until {moment(order.watched_until)}" if order.watched_until else ""
    return (
        f"{arrived_in_full(order)} Please ask the merchant before you send anything more. I look"
        f" for the rest{until}, and you will be told here when it has arrived."
    )


def _ended(order: Order) -> str:
    word, more = order.state.capitalize(), ""
    if order.successor is not None:
        word = "Replaced" if order.state is State.CANCELLED else word
        more = f"\n\nIn its place there is order <code>{order.successor}</code>."
    return (
        f"⌛ <b>{word}: {order.amount}</b>\n{facts(order)}\n\n"
        f"Please do not send money for this order any more.\n{_if_sent(order)}{more}"
    )


def _if_sent(order: Order) -> str:
    """What becomes of money that was sent already."""
    if order.watched_until is None:
        return (
            "If you have sent it already, press «I have paid», and show the merchant the order"
            " number and the transaction."
        )
    return (
        "If you have sent it already, do not send it again: I look for it until"
        f" {moment(order.watched_until)}, and you will be told here when it has arrived. If you"
        " hear nothing by then, please show the merchant the order number and the transaction."
    )
