"""What is answered to those who decide about an order."""

from collections.abc import Mapping, Sequence

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.languages.catalogue import in_every_language, ngettext
from bot.chat.texts.limits import looked_often
from bot.chat.texts.orders import line, stand
from bot.payments.deciding import Looked
from bot.payments.order import ENDED, Order, State
from bot.payments.refusals import Reason, Refusal

NOTHING_TO_CANCEL = later("You have no open orders here that could be cancelled.")
INVOICE_CLOSED = later(
    "This invoice cannot be paid any more. Please do not send any money for it."
)
NOT_OFFERED = later("This can no longer be ordered here. Send /pay to see what can.")
WHICH = later("Which order do you want to cancel?")

_CANNOT_CANCEL: Mapping[State, str] = {
    State.CONFIRMING: later(
        "A payment for order {number} was seen and is being confirmed, so it cannot be cancelled"
        " any more."
    ),
    State.SHORT: later(
        "Something has arrived for order {number} already, so it cannot be cancelled; the merchant"
        " decides about it."
    ),
    State.PAID: later("Order {number} is paid, so there is nothing to cancel."),
    State.EXPIRED: later("Order {number} has expired already, so there is nothing to cancel."),
    State.CANCELLED: later("Order {number} is cancelled."),
    State.FAILED: later("Order {number} could not be opened, so there is nothing to cancel."),
}
_NOT_NOW = later("Order {number} cannot be cancelled right now.")


def cancelled(order: Order) -> str:
    """The answer to the one who has cancelled an order; short enough for an alert."""
    return _(
        "Order {number} for {amount} is cancelled. Please do not send money for it any more; what"
        " was sent already is told when it arrives.",
        number=order.number,
        amount=order.amount,
    )


def cannot_cancel(order: Order) -> str:
    """Why an order is not cancelled, or that it is already; nobody is scolded for asking."""
    if order.state is State.CANCELLED and order.successor is not None:
        return _(
            "Order {number} was replaced by order {successor}.",
            number=order.number,
            successor=order.successor,
        )
    return _(_CANNOT_CANCEL.get(order.state, _NOT_NOW), number=order.number)


def which(orders: Sequence[Order]) -> str:
    """The question after a bare /cancel."""
    lines = "\n".join(line(order) for order in orders)
    return f"{_(WHICH)}\n\n{lines}"


def asks_which(text: str) -> bool:
    """Whether a text of ours is that question, in whatever language it was asked."""
    return text.startswith(tuple(in_every_language(WHICH)))


def standing(order: Order) -> str:
    """How an order stands, for the answer to a button."""
    return _("Order {number}: {stand}.", number=order.number, stand=stand(order))


def made(order: Order) -> str:
    """A new order is being opened in the place of another."""
    return _(
        "Order {number} for {amount} on {network} is being opened.",
        number=order.number,
        amount=order.amount,
        network=order.network,
    )


def not_now(order: Order) -> str:
    """An order is not replaced while no other could be opened; short enough for an alert."""
    return _(
        "The payment gateway does not answer right now, so the network cannot be changed. Order"
        " {number} stays as it is.",
        number=order.number,
    )


def not_taken(refused: Refusal) -> str:
    """Why no order can be made in the place of another; short enough for an alert."""
    if refused.asset is None:
        return _(NOT_OFFERED)
    network = refused.asset.network
    if refused.reason is Reason.CLOSED:
        return _(
            "{network} is under maintenance at the payment gateway right now. Please choose"
            " another network with /pay, or come back later.",
            network=network,
        )
    amount = f"{refused.word} {refused.asset.token}"
    return _(
        "The payment gateway does not take {amount} in one order on {network}. Its limit there is"
        " {limit}.",
        amount=amount,
        network=network,
        limit=refused.limit,
    )


def too_many(orders: Sequence[Order]) -> str:
    """A new order would be one too many; short enough for an alert."""
    return ngettext(
        "You have {count} open order, and no more can be open at once. Please pay or cancel it;"
        " /status shows it.",
        "You have {count} open orders, and no more can be open at once. Please pay or cancel one"
        " of them; /status lists them.",
        len(orders),
    )


def checked(look: Looked) -> str:
    """The answer to *Check now*; short enough for an alert."""
    if look.order.state is not State.OPEN:
        return standing(look.order)
    if look.refused is not None:
        return looked_often(look.refused)
    if look.answered:
        return _(
            "Nothing has arrived yet; a payment can take some minutes. You will be told as soon as"
            " it arrives."
        )
    return _(
        "The payment gateway does not answer right now. I keep asking, and you will be told as"
        " soon as the payment has arrived."
    )


def claimed(look: Looked) -> str:
    """The answer to *I have paid*; short enough for an alert."""
    if look.order.state not in ENDED:
        return standing(look.order)
    if look.refused is not None:
        return looked_often(look.refused)
    if look.answered:
        return _(
            "Nothing has arrived yet. I go on looking, and you will be told when it arrives."
            " Please do not send it again."
        )
    return _(
        "The payment gateway does not answer right now. I go on looking, and you will be told"
        " when the payment has arrived. Please do not send it again."
    )
