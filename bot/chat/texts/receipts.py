"""What is said of money that has arrived."""

import re
from collections.abc import Mapping
from html import escape

from bot.chat.texts.words import moment
from bot.payments.lists import Explorers
from bot.payments.order import Order, Settlement, State

# The hash of a transaction: 32 bytes in hex; Ethereum and its kin write 0x before it.
_HASH = re.compile(r"(?:0x)?[0-9a-fA-F]{64}", re.ASCII)

OURS: Explorers = {}  # no others than those of our own table of networks

ENDED_AS: Mapping[State, str] = {
    State.EXPIRED: "had expired",
    State.CANCELLED: "had been cancelled",
    State.FAILED: "had failed",
}


def facts(order: Order) -> str:
    """The two facts that every card tells."""
    return f"Network: <b>{order.network}</b>\nOrder: <code>{order.number}</code>"


def receipt(order: Order, explorers: Explorers = OURS) -> str:
    """The caption of a paid order."""
    late = ", late" if order.came_after else ""
    lines = [f"✅ <b>Receipt: {order.amount} paid{late}</b>", facts(order)]
    if order.received is not None:
        lines.append(f"Arrived: <b>{order.received}</b>{excess(order)}")
    if order.missing is not None:
        lines.append(f"Missing: {order.missing}, {_let_pass(order)}")
    if order.settled_at is not None:
        lines.append(f"Paid: {moment(order.settled_at)}")
    if order.came_after is not None:
        lines.append(came_late(order))
    return "\n".join(lines) + transaction(order, explorers)


def excess(order: Order) -> str:
    """How much more than asked has arrived, if it did."""
    return f", {order.excess} more than asked" if order.excess else ""


def arrived_in_full(order: Order) -> str:
    """How much of what was asked has arrived, and what is missing."""
    return f"{order.received} of {order.amount} has arrived; {order.missing} is missing."


def came_late(order: Order) -> str:
    """That the order had ended before the money came, and how; and what need not be paid now."""
    if order.successor is None:
        return f"It came after the order {ENDED_AS[order.came_after or order.state]}."
    return (
        f"It came after order <code>{order.successor}</code> had been made in its place. Please do"
        " not pay that one as well."
    )


def missing_let_pass(order: Order) -> str:
    """That something is missing from a paid order, and why it counts all the same."""
    return f"{order.missing} is missing, {_let_pass(order)}."


def _let_pass(order: Order) -> str:
    if order.settled_by is Settlement.ACCEPTANCE:
        return "accepted by the merchant"
    return "which this till lets pass as a fee"


def transaction(order: Order, explorers: Explorers = OURS) -> str:
    """A line with the transaction's hash, if it is known; a link where people can look at it."""
    tx_hash = order.tx_hash
    if tx_hash is None:
        return ""
    explorer = explorers.get(order.network.key, order.network.explorer)
    if not _HASH.fullmatch(tx_hash) or not explorer:
        return f"\nTransaction: <code>{escape(tx_hash)}</code>"
    short = f"{tx_hash[:10]}…{tx_hash[-6:]}"
    return f'\nTransaction: <a href="{escape(explorer + tx_hash)}">{short}</a>'
