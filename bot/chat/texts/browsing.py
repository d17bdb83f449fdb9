"""How lists of orders are told, and how a group or the till stands."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.chat.texts.words import quote
from bot.payments.browsing import DAYS, Overview, Shown, Standing, Unfound
from bot.payments.listing import MOST_COUNTED, Filter, Scope, Wanted
from bot.payments.money import Money
from bot.payments.order import Order, State

NOT_YOUR_LIST = "This list is for somebody else. Send /orders to see yours."
OLD_LIST = "This button no longer works. Send /orders for a new list."
HELP_WITH_ORDERS = (
    "\n\n/orders\nlists orders to page through, and finds one by its number, amount or"
    " transaction."
)

FILTERS: Mapping[Filter, str] = {
    Filter.ALL: "all",
    Filter.OPEN: "open",
    Filter.PAID: "paid",
    Filter.LATE: "paid late",
    Filter.SHORT: "short",
    Filter.TODAY: "asked for today",
}
LATE = ("⏰", "paid late")
SIGNS: Mapping[State, tuple[str, str]] = {
    State.NEW: ("🆕", "being prepared"),
    State.OPEN: ("🕓", "open"),
    State.CONFIRMING: ("⏳", "being confirmed"),
    State.SHORT: ("⚠️", "short"),
    State.PAID: ("✅", "paid"),
    State.EXPIRED: ("⌛", "expired"),
    State.CANCELLED: ("✖️", "cancelled"),
    State.FAILED: ("❌", "could not be opened"),
}


def page(shown: Shown, wanted: Wanted) -> str:
    """A page of a list: title, orders, and what the signs mean."""
    orders = shown.page.orders
    name = FILTERS[wanted] if isinstance(wanted, Filter) else str(wanted)
    title = f"<b>{_whose(shown.scope)}: {name}</b> ({_count(shown.page.count)})"
    if not orders:
        return f"{title}\n\n{'Nothing here any more.' if shown.page.count else 'None.'}"
    rows = "\n".join(
        f"{place}. {row(order, shown.at)}" for place, order in enumerate(orders, start=1)
    )
    return (
        f"{title}\n\n{rows}\n\n{_legend(orders)}\nTimes are UTC. A number below opens its order."
    )


def row(order: Order, now: datetime) -> str:
    """An order in one short line."""
    sign, _ = _sign(order)
    return (
        f"{sign} {_amount(order)} · {order.network.name} · {_when(order.created_at, now)} ·"
        f" <code>{order.number}</code>"
    )


def _whose(scope: Scope) -> str:
    if scope.payer_id is not None:
        return "Your orders" if scope.chat_id is None else "Your orders in this group"
    return "Orders of the till" if scope.chat_id is None else "Orders of this group"


def _sign(order: Order) -> tuple[str, str]:
    is_late = order.state is State.PAID and order.came_after is not None
    return LATE if is_late else SIGNS[order.state]


def _legend(orders: Sequence[Order]) -> str:
    signs = dict.fromkeys(_sign(order) for order in orders)
    return " · ".join(f"{sign} {meaning}" for sign, meaning in signs)


def _amount(order: Order) -> str:
    if order.received is None or order.received == order.amount:
        return str(order.amount)
    return f"{order.received.plain} of {order.amount}"


def _when(at: datetime, now: datetime) -> str:
    return f"today {at:%H:%M}" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M}"


def _count(number: int) -> str:
    return f"more than {MOST_COUNTED}" if number > MOST_COUNTED else str(number)


def unfound(what: Unfound, word: str, number: str, amount: Money) -> str:
    """What was looked for is not there, or cannot be; `number` and `amount` are examples."""
    match what:
        case Unfound.ORDER:
            return (
                f"There is no order «{quote(word)}» for you here. /orders lists those there are."
            )
        case Unfound.TRANSACTION:
            return (
                f"I know of no order for you here that the transaction «{quote(word, 70)}» paid."
                " The gateway does not always tell me which it was; please look by the amount."
            )
        case Unfound.WORDS:
            return (
                f"I find nothing by «{quote(word)}». These I understand:\n"
                f"<code>/orders {number}</code> opens an order by its number\n"
                f"<code>/orders {amount}</code> lists orders of exactly that amount\n"
                "<code>/orders</code> with the hash of a transaction opens what it paid\n"
                f"<code>/orders short</code> lists some only: {', '.join(Filter)}"
            )


def overview(told: Overview) -> str:
    """How a group stands, for those who look after it."""
    takings, standing = told.takings, told.standing
    return (
        "<b>This group's orders</b>\n"
        f"Open now: {_count(standing.open)}\n"
        f"Short: {_count(standing.short)}\n"
        f"Paid today: {sum(each.orders_today for each in takings)}\n"
        f"Paid late in {DAYS} days: {sum(each.late for each in takings)}\n\n"
        "<b>What has arrived</b>\n"
        f"Today: {_sums([each.today for each in takings])}\n"
        f"In {DAYS} days: {_sums([each.in_all for each in takings])}\n\n"
        "Days are UTC days, and today is one of them."
    )


def _sums(sums: Sequence[Money]) -> str:
    return ", ".join(str(each) for each in sums if each.millionths) or "nothing"


def till(standing: Standing) -> str:
    """How the till stands, in a line for merchants."""
    return f"In the till: {_count(standing.open)} open, {_count(standing.short)} short."


def none_listed(scope: Scope) -> str:
    """There are no orders at all yet to be browsed by those who look after others' orders."""
    return f"<b>{_whose(scope)}</b>\n\nThere are none yet."
