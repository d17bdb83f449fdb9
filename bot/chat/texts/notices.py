"""What is said in messages that nobody asked for."""

from collections.abc import Callable, Mapping

from bot.chat.languages.catalogue import gettext as _
from bot.chat.texts.cards import short
from bot.chat.texts.merchants import odd_report, sale
from bot.chat.texts.receipts import came_late, excess, missing_let_pass
from bot.payments.lists import Explorers
from bot.payments.notice import Kind
from bot.payments.order import Order


def _receipt(order: Order) -> str:
    sentences = [
        _(
            "✅ <b>{received} has arrived</b>{excess}.",
            received=order.received or order.amount,
            excess=excess(order),
        ),
        _("Order <code>{number}</code> is paid.", number=order.number),
    ]
    if order.came_after is not None:
        sentences.append(came_late(order))
    if order.missing is not None:
        sentences.append(missing_let_pass(order))
    sentences.append(_("Thank you!"))
    if order.excess:
        sentences.append(_("The merchant can tell what happens with the rest."))
    return " ".join(sentences)


def _short(order: Order) -> str:
    title = _("⚠️ <b>Order <code>{number}</code> is not fully paid.</b>", number=order.number)
    return f"{title}\n{short(order)}"


def _more(order: Order) -> str:
    if order.excess is None:
        return _(
            "More has arrived for order <code>{number}</code>: {received} of {amount} in all."
            " Thank you!",
            number=order.number,
            received=order.received,
            amount=order.amount,
        )
    return _(
        "⚠️ <b>More money has arrived for order <code>{number}</code>, which was paid already.</b>"
        "\n{received} has arrived in all{excess}. Please do not send anything more; the merchant"
        " can tell what happens with it.",
        number=order.number,
        received=order.received,
        excess=excess(order),
    )


def _cancelled(order: Order) -> str:
    return _(
        "Order <code>{number}</code> for {amount} was cancelled. <b>Please do not send money for"
        " it any more.</b> If you have sent it already, you will be told here when it has"
        " arrived.",
        number=order.number,
        amount=order.amount,
    )


def _delayed(order: Order) -> str:
    return _(
        "The payment gateway is slow to answer. Your order <code>{number}</code> for {amount} is"
        " kept, and its card will come here by itself as soon as the gateway answers. There is"
        " nothing to pay until then, and you need not ask again.",
        number=order.number,
        amount=order.amount,
    )


def _failed(order: Order) -> str:
    if order.invoice is not None:  # paying otherwise would leave the invoice open
        return _(
            "Order <code>{number}</code> for {amount} could not be opened at the payment gateway."
            " There is nothing to pay.\n<code>/start i{invoice}</code> tries again; if that fails"
            " too, please tell the merchant.",
            number=order.number,
            amount=order.amount,
            invoice=order.invoice,
        )
    return _(
        "Order <code>{number}</code> for {amount} could not be opened at the payment gateway."
        " There is nothing to pay.\n<code>/pay {amount} {network}</code> tries again; if that"
        " fails too, please tell the merchant.",
        number=order.number,
        amount=order.amount,
        network=order.network.key,
    )


def _not_offered(order: Order) -> str:
    if order.invoice is not None:
        return _failed(order)
    return _(
        "Order <code>{number}</code> could not be opened: the payment gateway does not take"
        " {token} on {network} at present. There is nothing to pay. Please pay in another token or"
        " on another network with /pay, or try again later.",
        number=order.number,
        token=order.amount.token,
        network=order.network,
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
