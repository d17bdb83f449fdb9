"""How lists of orders are told, and how a group or the till stands."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.languages.catalogue import ngettext
from bot.chat.languages.formats import all_of, clock_time, date_and_time, digits
from bot.chat.languages.formats import number as figure
from bot.chat.texts.words import quote
from bot.payments.browsing import DAYS, Overview, Shown, Standing, Unfound
from bot.payments.listing import MOST_COUNTED, Filter, Scope, Wanted
from bot.payments.money import Money
from bot.payments.order import Order, State

NOT_YOUR_LIST = later("This list is for somebody else. Send /orders to see yours.")
OLD_LIST = later("This button no longer works. Send /orders for a new list.")
HELP_WITH_ORDERS = later(
    "\n\n/orders\nlists orders to page through, and finds one by its number, amount or"
    " transaction."
)

TITLES: Mapping[Filter, str] = {
    Filter.ALL: later("<b>{whose}: all</b> ({count})"),
    Filter.OPEN: later("<b>{whose}: open</b> ({count})"),
    Filter.PAID: later("<b>{whose}: paid</b> ({count})"),
    Filter.LATE: later("<b>{whose}: paid late</b> ({count})"),
    Filter.SHORT: later("<b>{whose}: short</b> ({count})"),
    Filter.TODAY: later("<b>{whose}: asked for today</b> ({count})"),
}
# Each begins with the sign that stands for it in a list.
LATE = later("⏰ paid late")
LEGENDS: Mapping[State, str] = {
    State.NEW: later("🆕 being prepared"),
    State.OPEN: later("🕓 open"),
    State.CONFIRMING: later("⏳ being confirmed"),
    State.SHORT: later("⚠️ short"),
    State.PAID: later("✅ paid"),
    State.EXPIRED: later("⌛ expired"),
    State.CANCELLED: later("✖️ cancelled"),
    State.FAILED: later("❌ could not be opened"),
}


def page(shown: Shown, wanted: Wanted) -> str:
    """A page of a list: title, orders, and what the signs mean."""
    orders = shown.page.orders
    title = _title(shown, wanted)
    if not orders:
        empty = _("Nothing here any more.") if shown.page.count else _("None.")
        return f"{title}\n\n{empty}"
    rows = "\n".join(
        f"{figure(place)}. {row(order, shown.at)}" for place, order in enumerate(orders, start=1)
    )
    how = _("Times are UTC. A number below opens its order.")
    return f"{title}\n\n{rows}\n\n{_legend(orders)}\n{how}"


def _title(shown: Shown, wanted: Wanted) -> str:
    whose, count = _whose(shown.scope), _count(shown.page.count)
    if isinstance(wanted, Filter):
        return _(TITLES[wanted], whose=whose, count=count)
    return _("<b>{whose}: {amount}</b> ({count})", whose=whose, amount=wanted, count=count)


def row(order: Order, now: datetime) -> str:
    """An order in one short line."""
    return _(
        "{sign} {amount} · {network} · {moment} · <code>{number}</code>",
        sign=_meaning(order).split()[0],
        amount=_amount(order),
        network=order.network.name,
        moment=_when(order.created_at, now),
        number=order.number,
    )


def _whose(scope: Scope) -> str:
    if scope.payer_id is not None:
        return _("Your orders") if scope.group_id is None else _("Your orders in this group")
    return _("Orders of the till") if scope.group_id is None else _("Orders of this group")


def _meaning(order: Order) -> str:
    is_late = order.state is State.PAID and order.came_after is not None
    return LATE if is_late else LEGENDS[order.state]


def _legend(orders: Sequence[Order]) -> str:
    return " · ".join(map(_, dict.fromkeys(map(_meaning, orders))))


def _amount(order: Order) -> str:
    if order.received is None or order.received == order.amount:
        return str(order.amount)
    return _("{received} of {amount}", received=order.received.plain, amount=order.amount)


def _when(at: datetime, now: datetime) -> str:
    if at.date() == now.date():
        return _("today {time}", time=clock_time(at))
    return date_and_time(at)


def _count(number: int) -> str:
    if number > MOST_COUNTED:
        return _("more than {count}", count=digits(str(MOST_COUNTED)))
    return digits(str(number))


def unfound(what: Unfound, word: str, number: str, amount: Money) -> str:
    """What was looked for is not there, or cannot be; `number` and `amount` are examples."""
    match what:
        case Unfound.ORDER:
            return _(
                "There is no order «{word}» for you here. /orders lists those there are.",
                word=quote(word),
            )
        case Unfound.TRANSACTION:
            return _(
                "I know of no order for you here that the transaction «{word}» paid. The gateway"
                " does not always tell me which it was; please look by the amount.",
                word=quote(word, 70),
            )
        case Unfound.WORDS:
            return _(
                "I find nothing by «{word}». These I understand:\n"
                "<code>/orders {number}</code> opens an order by its number\n"
                "<code>/orders {amount}</code> lists orders of exactly that amount\n"
                "<code>/orders</code> with the hash of a transaction opens what it paid\n"
                "<code>/orders short</code> lists some only: {filters}",
                word=quote(word),
                number=number,
                amount=amount,
                filters=", ".join(Filter),
            )


def overview(told: Overview) -> str:
    """How a group stands, for those who look after it."""
    takings, standing = told.takings, told.standing
    late = sum(each.late for each in takings)
    in_all = _sums([each.in_all for each in takings])
    lines = [
        _("<b>This group's orders</b>"),
        _("Open now: {count}", count=_count(standing.open)),
        _("Short: {count}", count=_count(standing.short)),
        _("Paid today: {count}", count=figure(sum(each.orders_today for each in takings))),
        ngettext(
            "Paid late in {count} day: {late}",
            "Paid late in {count} days: {late}",
            DAYS,
            late=figure(late),
        ),
        "",
        _("<b>What has arrived</b>"),
        _("Today: {sums}", sums=_sums([each.today for each in takings])),
        ngettext("In {count} day: {sums}", "In {count} days: {sums}", DAYS, sums=in_all),
        "",
        _("Days are UTC days, and today is one of them."),
    ]
    return "\n".join(lines)


def _sums(sums: Sequence[Money]) -> str:
    return all_of([str(each) for each in sums if each.millionths]) or _("nothing")


def till(standing: Standing) -> str:
    """How the till stands, in a line for merchants."""
    return _(
        "In the till: {open} open, {short} short.",
        open=_count(standing.open),
        short=_count(standing.short),
    )


def none_listed(scope: Scope) -> str:
    """There are no orders at all yet to be browsed by those who look after others' orders."""
    none = _("There are none yet.")
    return f"<b>{_whose(scope)}</b>\n\n{none}"
