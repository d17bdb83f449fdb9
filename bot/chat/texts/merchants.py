"""What merchants are told about money, and what they answer."""

from collections.abc import Mapping

from bot.chat.texts.receipts import (
    OURS,
    arrived_in_full,
    came_late,
    facts,
    missing_let_pass,
    transaction,
)
from bot.chat.texts.words import moment, person
from bot.payments.lists import Explorers
from bot.payments.notice import Kind
from bot.payments.order import Order, Settlement, State
from bot.payments.settlement import Outcome

NAMES: Mapping[Kind, str] = {
    Kind.SALE: "Payments",
    Kind.SALE_SHORT: "Short payments",
    Kind.SALE_EXCESS: "Overpayments",
    Kind.SALE_LATE: "Late payments",
}

ODDITIES: Mapping[str, str] = {
    Outcome.CONTRADICTORY: (
        "what it says cannot be: completed with nothing, with an amount that is none, or with less"
        " than it had called completed before, or given up after a payment had been seen"
    ),
    Outcome.OTHER_MONEY: "it names another token or network than was asked for",
}

WHAT_TO_TELL = (
    "<b>What I tell you here</b>\nTap a line to switch it off or on. Money is counted and payers"
    " are told either way; what is short can also be accepted by /status with its number."
)
ONLY_IN_PRIVATE = "Please send /notices in our private chat; it is about what I tell you there."


def sale(order: Order, explorers: Explorers = OURS) -> str:
    """What has arrived for an order, as it stands now."""
    lines = [_title(order), facts(order), _payer(order), *_remarks(order)]
    return "\n".join(lines) + transaction(order, explorers)


def _title(order: Order) -> str:
    if order.state is State.SHORT:
        return f"⚠️ <b>{arrived_in_full(order)}</b>"
    if order.excess:
        return f"⚠️ <b>{order.received} has arrived in all, {order.excess} more than asked.</b>"
    let_pass = {Settlement.TOLERANCE, Settlement.ACCEPTANCE}
    in_all = " in all" if order.settled_by in let_pass else ""
    return f"✅ <b>{order.received or order.amount} has arrived{in_all}.</b>"


def _remarks(order: Order) -> list[str]:
    remarks = []
    if order.came_after is not None:
        remarks.append(came_late(order))
    if order.state is State.PAID and order.missing is not None:
        remarks.append(missing_let_pass(order))
    return remarks


def _payer(order: Order) -> str:
    return f"Payer: {person(order.payer_id)}"


def odd_report(order: Order, explorers: Explorers = OURS) -> str:
    """The gateway has reported something that was not counted."""
    what = "; ".join(sentence for odd, sentence in ODDITIES.items() if odd in order.oddities)
    return (
        f"❗ <b>The gateway reports something odd about order <code>{order.number}</code></b>:"
        f" {what}. It was not counted, and the payer was told nothing.\n{facts(order)}\n"
        f"Asked: {order.amount}\n{_payer(order)}{transaction(order, explorers)}\n"
        "Please look at the order in the gateway's own console."
    )


def accepted(order: Order, explorers: Explorers = OURS) -> str:
    """What becomes of the message when a merchant has accepted a short payment."""
    return f"{sale(order, explorers)}\n\n<b>You have accepted it.</b>"


def left_open(order: Order, explorers: Explorers = OURS) -> str:
    """What becomes of the message when a merchant leaves a short payment open."""
    until = f" until {moment(order.watched_until)}" if order.watched_until else ""
    return f"{sale(order, explorers)}\n\n<b>Left open: I look for the rest{until}.</b>"
