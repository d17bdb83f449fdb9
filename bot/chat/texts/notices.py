"""What is said in messages that nobody asked for."""

from collections.abc import Callable, Mapping

from bot.chat.texts.cards import short
from bot.chat.texts.merchants import odd_report, sale
from bot.chat.texts.receipts import came_late, excess, missing_let_pass
from bot.payments.lists import Explorers
from bot.payments.notice import Kind
from bot.payments.order import Order


def _receipt(order: Order) -> str:
    sentences = [
        f"✅ <b>{order.received or order.amount} has arrived</b>{excess(order)}.",
        f"Order <code>{order.number}</code> is paid.",
    ]
    if order.came_after is not None:
        sentences.append(came_late(order))
    if order.missing is not None:
        sentences.append(missing_let_pass(order))
    sentences.append("Thank you!")
    if order.excess:
        sentences.append("The merchant can tell what happens with the rest.")
    return " ".join(sentences)


def _short(order: Order) -> str:
    return f"⚠️ <b>Order <code>{order.number}</code> is not fully paid.</b>\n{short(order)}"


def _more(order: Order) -> str:
    if order.excess is None:
        return (
            f"More has arrived for order <code>{order.number}</code>: {order.received} of"
            f" {order.amount} in all. Thank you!"
        )
    return (
        f"⚠️ <b>More money has arrived for order <code>{order.number}</code>, which was paid"
        f" already.</b>\n{order.received} has arrived in all{excess(order)}. Please do not send"
        " anything more; the merchant can tell what happens with it."
    )


def _cancelled(order: Order) -> str:
    return (
        f"Order <code>{order.number}</code> for {order.amount} was cancelled. <b>Please do not"
        " send money for it any more.</b> If you have sent it already, you will be told here when"
        " it has arrived."
    )


def _delayed(order: Order) -> str:
    return (
        f"The payment gateway is slow to answer. Your order <code>{order.number}</code> for"
        f" {order.amount} is kept, and its card will come here by itself as soon as the gateway"
        " answers. There is nothing to pay until then, and you need not ask again."
    )


def _failed(order: Order) -> str:
    return (
        f"Order <code>{order.number}</code> for {order.amount} could not be opened at the payment"
        " gateway. There is nothing to pay.\n"
        f"<code>/pay {order.amount} {order.network.key}</code> tries again; if that fails too,"
        " please tell the merchant."
    )


def _not_offered(order: Order) -> str:
    return (
        f"Order <code>{order.number}</code> could not be opened: the payment gateway does not take"
        f" {order.amount.token} on {order.network} at present. There is nothing to pay. Please pay"
        " in another token or on another network with /pay, or try again later."
    )


ABOUT_ORDERS: Mapping[Kind, Callable[[Order], str]] = {
    Kind.RECEIPT: _receipt,
    Kind.SHORT: _short,
    Kind.MORE: _more,
    Kind.CANCELLED: _cancelled,
    Kind.DELAYED: _delayed,
    Kind.FAILED: _failed,
    Kind.NOT_OFFERED: _not_offered,
}

TO_MERCHANTS: Mapping[Kind, Callable[[Order, Explorers], str]] = {
    Kind.SALE: sale,
    Kind.SALE_LATE: sale,
    Kind.SALE_SHORT: sale,
    Kind.SALE_EXCESS: sale,
    Kind.ODD_REPORT: odd_report,
}
