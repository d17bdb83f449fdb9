"""How orders are listed and told about when somebody asks."""

from collections.abc import Mapping, Sequence

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.languages.formats import clock_time
from bot.chat.texts.receipts import (
    OURS,
    address,
    came_late,
    excess,
    missing_let_pass,
    transaction,
)
from bot.chat.texts.words import example, moment, quote
from bot.payments.lists import Explorers
from bot.payments.order import Order, State
from bot.payments.request import Request

STANDS: Mapping[State, str] = {
    State.NEW: later("being prepared"),
    State.OPEN: later("waiting for the payment"),
    State.CONFIRMING: later("the payment was seen and is being confirmed"),
    State.SHORT: later("less than asked has arrived"),
    State.PAID: later("paid ✅"),
    State.EXPIRED: later("expired"),
    State.CANCELLED: later("cancelled"),
    State.FAILED: later("could not be opened"),
}


def stand(order: Order) -> str:
    """How an order stands, in a few words."""
    if order.state is State.OPEN and order.deadline is not None:
        return _("waiting for the payment until {time} UTC", time=clock_time(order.deadline))
    if order.state is State.SHORT and order.missing is not None:
        return _("{missing} is missing", missing=order.missing)
    if order.state is State.PAID and order.came_after is not None:
        return _("paid late ✅")
    if order.state is State.CANCELLED and order.successor is not None:
        return _("replaced by {number}", number=order.successor)
    return _(STANDS[order.state])


def line(order: Order) -> str:
    """An order in one line."""
    return _(
        "<code>{number}</code> · {amount} · {network}: {stand}",
        number=order.number,
        amount=order.amount,
        network=order.network.name,
        stand=stand(order),
    )


def details(order: Order, explorers: Explorers = OURS) -> str:
    """An order in full."""
    lines = [
        _("<b>Order</b> <code>{number}</code>", number=order.number),
        _("{amount} on {network}", amount=order.amount, network=order.network),
        _("Asked: {moment}", moment=moment(order.created_at)),
        _("Now: {stand}", stand=stand(order)),
    ]
    if order.state is State.OPEN and order.address:
        lines.append(address(order.address))
    if order.received is not None:
        lines.append(
            _("Arrived: {received}{excess}", received=order.received, excess=excess(order))
        )
    if order.state is State.PAID and order.missing is not None:
        lines.append(missing_let_pass(order))
    if order.settled_at is not None:
        lines.append(_("Paid: {moment}", moment=moment(order.settled_at)))
    if order.came_after is not None:
        lines.append(came_late(order))
    if order.successor is not None and order.came_after is None:
        lines.append(_("In its place: <code>{number}</code>", number=order.successor))
    return "\n".join(lines) + transaction(order, explorers)


def listing(orders: Sequence[Order], *, more: bool) -> str:
    """The answer to /status."""
    lines = [line(order) for order in orders]
    if more:
        lines.append(_("…and older ones."))
    title = _("<b>Your orders</b>, newest first")
    one = _("<code>/status {number}</code> shows one of them.", number=orders[0].number)
    return "\n".join([title, "", *lines, "", one])


def none_yet(request: Request) -> str:
    """The answer to /status of somebody who has no orders."""
    return _("You have no orders here yet. {example} makes one.", example=example(request))


def unknown_number(word: str) -> str:
    """Somebody asked for an order that is not theirs, or is none."""
    return _(
        "There is no order «{word}» of yours here. An order number has ten letters and digits;"
        " /status lists your orders.",
        word=quote(word),
    )
