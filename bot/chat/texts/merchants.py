"""What merchants are told about money, and what they answer."""

from collections.abc import Mapping

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
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
    Kind.SALE: later("Payments"),
    Kind.SALE_SHORT: later("Short payments"),
    Kind.SALE_EXCESS: later("Overpayments"),
    Kind.SALE_LATE: later("Late payments"),
}

ODDITIES: Mapping[str, str] = {
    Outcome.CONTRADICTORY: later(
        "what it says cannot be: completed with nothing, with an amount that is none, or with less"
        " than it had called completed before, or given up after a payment had been seen"
    ),
    Outcome.OTHER_MONEY: later("it names another token or network than was asked for"),
}

WHAT_TO_TELL = later(
    "<b>What I tell you here</b>\nTap a line to switch it off or on. Money is counted and payers"
    " are told either way; what is short can also be accepted by /status with its number."
)
ONLY_IN_PRIVATE = later(
    "Please send /notices in our private chat; it is about what I tell you there."
)


def sale(order: Order, explorers: Explorers = OURS) -> str:
    """What has arrived for an order, as it stands now."""
    lines = [_title(order), facts(order), _payer(order), *_remarks(order)]
    return "\n".join(lines) + transaction(order, explorers)


def _title(order: Order) -> str:
    if order.state is State.SHORT:
        return f"⚠️ <b>{arrived_in_full(order)}</b>"
    if order.excess:
        return _(
            "⚠️ <b>{received} has arrived in all, {excess} more than asked.</b>",
            received=order.received,
            excess=order.excess,
        )
    arrived = order.received or order.amount
    if order.settled_by in {Settlement.TOLERANCE, Settlement.ACCEPTANCE}:
        return _("✅ <b>{received} has arrived in all.</b>", received=arrived)
    return _("✅ <b>{received} has arrived.</b>", received=arrived)


def _remarks(order: Order) -> list[str]:
    remarks = []
    if order.came_after is not None:
        remarks.append(came_late(order))
    if order.state is State.PAID and order.missing is not None:
        remarks.append(missing_let_pass(order))
    return remarks


def _payer(order: Order) -> str:
    return _("Payer: {person}", person=person(order.payer_id))


def odd_report(order: Order, explorers: Explorers = OURS) -> str:
    """The gateway has reported something that was not counted."""
    odd = [_(sentence) for oddity, sentence in ODDITIES.items() if oddity in order.oddities]
    title = _(
        "❗ <b>The gateway reports something odd about order <code>{number}</code></b>: {what}. It"
        " was not counted, and the payer was told nothing.",
        number=order.number,
        what=_("; ").join(odd),
    )
    lines = [title, facts(order), _("Asked: {amount}", amount=order.amount), _payer(order)]
    look = _("Please look at the order in the gateway's own console.")
    return "\n".join(lines) + f"{transaction(order, explorers)}\n{look}"


def accepted(order: Order, explorers: Explorers = OURS) -> str:
    """What becomes of the message when a merchant has accepted a short payment."""
    done = _("<b>You have accepted it.</b>")
    return f"{sale(order, explorers)}\n\n{done}"


def left_open(order: Order, explorers: Explorers = OURS) -> str:
    """What becomes of the message when a merchant leaves a short payment open."""
    if order.watched_until is None:
        left = _("<b>Left open: I look for the rest.</b>")
    else:
        left = _(
            "<b>Left open: I look for the rest until {moment}.</b>",
            moment=moment(order.watched_until),
        )
    return f"{sale(order, explorers)}\n\n{left}"
