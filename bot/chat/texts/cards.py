"""What stands under the card's picture."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.languages.formats import clock_time, number
from bot.chat.texts.receipts import (
    OURS,
    address,
    arrived_in_full,
    facts,
    network,
    receipt,
    transaction,
)
from bot.chat.texts.words import moment
from bot.payments.lists import Explorers
from bot.payments.order import Order, State

_TITLES: Mapping[State, str] = {
    State.EXPIRED: later("⌛ <b>Expired: {amount}</b>"),
    State.CANCELLED: later("⌛ <b>Cancelled: {amount}</b>"),
    State.FAILED: later("⌛ <b>Failed: {amount}</b>"),
}


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
    title = _("⌛ <b>The time to pay {amount} is over</b>", amount=order.amount)
    what_now = _(
        "Please do not pay any more. I am asking the gateway whether something has arrived; you"
        " will be told here."
    )
    return f"{title}\n{facts(order)}\n\n{what_now}"


def _open(order: Order, now: datetime) -> str:
    lines = [_("<b>Pay {amount}</b>", amount=order.amount), network(order)]
    if order.address:
        lines.append(address(order.address))
    lines.append(_("Order: <code>{number}</code>", number=order.number))
    if order.deadline:
        lines.append(_until(order.deadline, order.deadline - now))
    if not order.address:
        lines.append(_("Scan the code, or press «Open cashier», to pay."))
    exactly = _(
        "Send exactly <b>{amount}</b> on <b>{network}</b>: another amount or network can be lost."
        " If your wallet or exchange takes a fee, it must come on top.",
        amount=order.amount,
        network=order.network,
    )
    return "\n".join([*lines, "", exactly])


def _until(deadline: datetime, left: timedelta) -> str:
    """How long there is to pay, with the hour, which stays true when it is read later."""
    if left > timedelta(hours=12):
        return _("Pay until {moment}", moment=moment(deadline))
    if left < timedelta(minutes=1):
        return _(
            "Pay until {time} UTC: less than a minute is left",
            time=clock_time(deadline, seconds=True),
        )
    minutes = max(1, round(left / timedelta(minutes=1)))
    return _(
        "Pay within {minutes} min, until {time} UTC",
        minutes=number(minutes),
        time=clock_time(deadline),
    )


def _confirming(order: Order, explorers: Explorers) -> str:
    title = _("⏳ <b>A payment for {amount} was seen</b>", amount=order.amount)
    what_now = _(
        "The network is confirming it. Please do not send anything more: you will be told here"
        " when it has arrived."
    )
    return f"{title}\n{facts(order)}{transaction(order, explorers)}\n\n{what_now}"


def _short(order: Order, explorers: Explorers) -> str:
    title = _("⚠️ <b>Not fully paid: {amount}</b>", amount=order.amount)
    return f"{title}\n{facts(order)}{transaction(order, explorers)}\n\n{short(order)}"


def short(order: Order) -> str:
    """What has arrived, what is missing, and what to do."""
    if order.watched_until is None:
        return _(
            "{arrived} Please ask the merchant before you send anything more. I look for the"
            " rest, and you will be told here when it has arrived.",
            arrived=arrived_in_full(order),
        )
    return _(
        "{arrived} Please ask the merchant before you send anything more. I look for the rest"
        " until {moment}, and you will be told here when it has arrived.",
        arrived=arrived_in_full(order),
        moment=moment(order.watched_until),
    )


def _ended(order: Order) -> str:
    title, more = _TITLES[order.state], ""
    if order.successor is not None:
        if order.state is State.CANCELLED:
            title = later("⌛ <b>Replaced: {amount}</b>")
        more = "\n\n" + _(
            "In its place there is order <code>{number}</code>.", number=order.successor
        )
    do_not_pay = _("Please do not send money for this order any more.")
    return (
        f"{_(title, amount=order.amount)}\n{facts(order)}\n\n{do_not_pay}\n{_if_sent(order)}{more}"
    )


def _if_sent(order: Order) -> str:
    """What becomes of money that was sent already."""
    if order.watched_until is None:
        return _(
            "If you have sent it already, press «I have paid», and show the merchant the order"
            " number and the transaction."
        )
    return _(
        "If you have sent it already, do not send it again: I look for it until {moment}, and you"
        " will be told here when it has arrived. If you hear nothing by then, please show the"
        " merchant the order number and the transaction.",
        moment=moment(order.watched_until),
    )
