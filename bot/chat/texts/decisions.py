"""What is answered to those who decide about an order."""

from collections.abc import Mapping, Sequence

from bot.chat.texts.limits import looked_often
from bot.chat.texts.orders import line, stand
from bot.payments.deciding import Looked
from bot.payments.order import ENDED, Order, State
from bot.payments.refusals import Reason, Refusal

NOTHING_TO_CANCEL = "You have no open orders here that could be cancelled."
NOT_OFFERED = "This can no longer be ordered here. Send /pay to see what can."
WHICH = "Which order do you want to cancel?"

_CANNOT_CANCEL: Mapping[State, str] = {
    State.CONFIRMING: (
        "A payment for order {number} was seen and is being confirmed, so it cannot be cancelled"
        " any more."
    ),
    State.SHORT: (
        "Something has arrived for order {number} already, so it cannot be cancelled; the merchant"
        " decides about it."
    ),
    State.PAID: "Order {number} is paid, so there is nothing to cancel.",
    State.EXPIRED: "Order {number} has expired already, so there is nothing to cancel.",
    State.CANCELLED: "Order {number} is cancelled.",
    State.FAILED: "Order {number} could not be opened, so there is nothing to cancel.",
}


def cancelled(order: Order) -> str:
    """The answer to the one who has cancelled an order; short enough for an alert."""
    return (
        f"Order {order.number} for {order.amount} is cancelled. Please do not send money for it"
        " any more; what was sent already is told when it arrives."
    )


def cannot_cancel(order: Order) -> str:
    """Why an order is not cancelled, or that it is already; nobody is scolded for asking."""
    if order.state is State.CANCELLED and order.successor is not None:
        return f"Order {order.number} was replaced by order {order.successor}."
    sentence = _CANNOT_CANCEL.get(order.state, "Order {number} cannot be cancelled right now.")
    return sentence.format(number=order.number)


def which(orders: Sequence[Order]) -> str:
    """The question after a bare /cancel."""
    lines = "\n".join(line(order) for order in orders)
    return f"{WHICH}\n\n{lines}"


def standing(order: Order) -> str:
    """How an order stands, for the answer to a button."""
    return f"Order {order.number}: {stand(order)}."


def made(order: Order) -> str:
    """A new order is being opened in the place of another."""
    return f"Order {order.number} for {order.amount} on {order.network} is being opened."


def not_now(order: Order) -> str:
    """An order is not replaced while no other could be opened; short enough for an alert."""
    return (
        "The payment gateway does not answer right now, so the network cannot be changed. Order"
        f" {order.number} stays as it is."
    )


def not_taken(refused: Refusal) -> str:
    """Why no order can be made in the place of another; short enough for an alert."""
    if refused.asset is None:
        return NOT_OFFERED
    network = refused.asset.network
    if refused.reason is Reason.CLOSED:
        return (
            f"{network} is under maintenance at the payment gateway right now. Please choose"
            " another network with /pay, or come back later."
        )
    return (
        f"The payment gateway does not take {refused.word} {refused.asset.token} in one order on"
        f" {network}. Its limit there is {refused.limit}."
    )


def too_many(orders: Sequence[Order]) -> str:
    """A new order would be one too many; short enough for an alert."""
    return (
        f"You have {len(orders)} open orders, and no more can be open at once. Please pay or"
        " cancel one of them; /status lists them."
    )


def checked(look: Looked) -> str:
    """The answer to *Check now*; short enough for an alert."""
    if look.order.state is not State.OPEN:
        return standing(look.order)
    if look.refused is not None:
        return looked_often(look.refused)
    if look.answered:
        return (
            "Nothing has arrived yet; a payment can take some minutes. You will be told as soon as"
            " it arrives."
        )
    return (
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
        return (
            "Nothing has arrived yet. I go on looking, and you will be told when it arrives."
            " Please do not send it again."
        )
    return (
        "The payment gateway does not answer right now. I go on looking, and you will be told"
        " when the payment has arrived. Please do not send it again."
    )
