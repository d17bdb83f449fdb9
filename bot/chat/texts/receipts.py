"""What is said of money that has arrived."""

import re
from collections.abc import Mapping
from html import escape

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.texts.words import moment
from bot.payments.lists import Explorers
from bot.payments.order import Order, Settlement, State

# The hash of a transaction: 32 bytes in hex; Ethereum and its kin write 0x before it.
_HASH = re.compile(r"(?:0x)?[0-9a-fA-F]{64}", re.ASCII)

OURS: Explorers = {}  # no others than those of our own table of networks

ENDED_AS: Mapping[State, str] = {
    State.EXPIRED: later("It came after the order had expired."),
    State.CANCELLED: later("It came after the order had been cancelled."),
    State.FAILED: later("It came after the order had failed."),
}


def facts(order: Order) -> str:
    """The two facts that every card tells."""
    number = _("Order: <code>{number}</code>", number=order.number)
    return f"{network(order)}\n{number}"


def network(order: Order) -> str:
    """The network that an order is to be paid on."""
    return _("Network: <b>{network}</b>", network=order.network)


def address(deposit: str) -> str:
    """Where an order is to be paid to."""
    return _("Address:\n<code>{address}</code>", address=escape(deposit))


def receipt(order: Order, explorers: Explorers = OURS) -> str:
    """The caption of a paid order."""
    title = (
        later("✅ <b>Receipt: {amount} paid, late</b>")
        if order.came_after
        else later("✅ <b>Receipt: {amount} paid</b>")
    )
    lines = [_(title, amount=order.amount), facts(order)]
    if order.received is not None:
        lines.append(
            _(
                "Arrived: <b>{received}</b>{excess}",
                received=order.received,
                excess=excess(order),
            )
        )
    if order.missing is not None:
        lines.append(
            _("Missing: {missing}, {reason}", missing=order.missing, reason=_let_pass(order))
        )
    if order.settled_at is not None:
        lines.append(_("Paid: {moment}", moment=moment(order.settled_at)))
    if order.came_after is not None:
        lines.append(came_late(order))
    return "\n".join(lines) + transaction(order, explorers)


def excess(order: Order) -> str:
    """How much more than asked has arrived, if it did."""
    return _(", {excess} more than asked", excess=order.excess) if order.excess else ""


def arrived_in_full(order: Order) -> str:
    """How much of what was asked has arrived, and what is missing."""
    return _(
        "{received} of {amount} has arrived; {missing} is missing.",
        received=order.received,
        amount=order.amount,
        missing=order.missing,
    )


def came_late(order: Order) -> str:
    """That the order had ended before the money came, and how; and what need not be paid now."""
    if order.successor is None:
        return _(ENDED_AS[order.came_after or order.state])
    return _(
        "It came after order <code>{number}</code> had been made in its place. Please do not pay"
        " that one as well.",
        number=order.successor,
    )


def missing_let_pass(order: Order) -> str:
    """That something is missing from a paid order, and why it counts all the same."""
    return _("{missing} is missing, {reason}.", missing=order.missing, reason=_let_pass(order))


def missing_in_short(order: Order) -> str:
    """The same where other remarks stand beside it."""
    return _("{missing} is missing, {reason}", missing=order.missing, reason=_let_pass(order))


def _let_pass(order: Order) -> str:
    if order.settled_by is Settlement.ACCEPTANCE:
        return _("accepted by the merchant")
    return _("which this till lets pass as a fee")


def transaction(order: Order, explorers: Explorers = OURS) -> str:
    """A line with the transaction's hash, if it is known; a link where people can look at it."""
    tx_hash = order.tx_hash
    if tx_hash is None:
        return ""
    explorer = explorers.get(order.network.key, order.network.explorer)
    if not _HASH.fullmatch(tx_hash) or not explorer:
        return "\n" + _("Transaction: <code>{hash}</code>", hash=escape(tx_hash))
    short = f"{tx_hash[:10]}…{tx_hash[-6:]}"
    link = f'<a href="{escape(explorer + tx_hash)}">{short}</a>'
    return "\n" + _("Transaction: {link}", link=link)
