"""What reports say, and the pictures to them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo

from bot.charts.chart import AXIS, DECIMAL, DIGITS, NOTHING, THOUSANDS, TITLE, Labels
from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.languages.catalogue import ngettext
from bot.chat.languages.formats import calendar_day, digits, number, set_apart, signs
from bot.chat.texts.health import span
from bot.chat.texts.words import quote
from bot.payments.money import Money, Network
from bot.payments.periods import Period
from bot.payments.reporting import Figures, Short, Taken

PERIODS = later("<code>today</code>, <code>7d</code>, <code>30d</code> or <code>month</code>")
NO_PICTURE = later("The picture to it could not be made. The figures above are complete.")
NO_PICTURE_HERE = later(
    "The picture to it could not be sent here. The figures above are complete."
)
LATE = later("Late: {count}, {amount}")
LET_PASS = later("Less than asked, but let pass: {count}, {amount} is missing")
EXCESS = later("More than asked: {count}, {amount} on top")
NOTHING_CAME = later("Nothing was received.")
NO_NETWORKS = later("What came on each network is left out: it is too much for one message.")
LONGEST = 3900  # characters; the title comes on top
HELP = later(
    "\n\n/report\ntells what has come in, with a picture; <code>/report 30d</code> of thirty days."
    " In a group it is about the group, and admins may ask too.\n\n/export\nsends the orders as a"
    " table; <code>/export month paid xlsx</code> for Excel.\n\n/digest\ntells once a day what the"
    " day before has brought."
)


def not_a_period(word: str) -> str:
    """Words after /report that name no period."""
    return _(
        "«{word}» is no period that I can report on. Possible are {periods} (this month so far),"
        " for example <code>/report 30d</code>. /report alone is about seven days.",
        word=quote(word),
        periods=_(PERIODS),
    )


def report(figures: Figures, *, in_group: bool) -> str:
    """The figures of a period, of all orders or of a group's."""
    title = (
        _("<b>Report of this group: {dates}</b>", dates=dates(figures.period))
        if in_group
        else _("<b>Report: {dates}</b>", dates=dates(figures.period))
    )
    return f"{title}\n{_all(figures)}"


def digest(figures: Figures) -> str:
    """What the day before has brought."""
    title = _("🗓 <b>Yesterday, {dates}</b>", dates=dates(figures.period))
    return f"{title}\n{_all(figures)}"


def dates(period: Period) -> str:
    """The days of a period, and whose days they are."""
    first, last = calendar_day(period.first), calendar_day(period.last)
    if period.is_one_day:
        return _("{day}, {zone}", day=first, zone=_zone(period.zone))
    return _("{first} to {last}, {zone}", first=first, last=last, zone=_zone(period.zone))


def _zone(zone: tzinfo) -> str:
    return "UTC" if zone is UTC else str(zone)


def _all(figures: Figures) -> str:
    """Everything; but rather without networks than not at all, for Telegram takes 4096."""
    text = "\n\n".join([*_received(figures), "\n".join(_asked(figures))])
    if len(text) <= LONGEST:
        return text
    tokens = _received(figures, by_network=False)
    return "\n\n".join([*tokens, "\n".join(_asked(figures)), _(NO_NETWORKS)])


def _received(figures: Figures, *, by_network: bool = True) -> Iterator[str]:
    if not figures.taken:
        yield _(NOTHING_CAME)
    for token, networks in figures.taken.items():
        shown = networks if by_network else {}
        yield "\n".join(_of_token(figures.of_token(token), shown))


def _of_token(taken: Taken, networks: Mapping[Network, Taken]) -> Iterator[str]:
    yield _sum(taken)
    for network, each in networks.items():
        yield _(
            "{network}: {amount} in {count}",
            network=network,
            amount=set_apart(each.paid.amount.plain),
            count=number(each.paid.count),
        )
    parts = ((taken.late, LATE), (taken.let_pass, LET_PASS), (taken.excess, EXCESS))
    for part, words in parts:
        if part.count:
            yield _(words, count=number(part.count), amount=grouped(part.amount))


def _sum(taken: Taken) -> str:
    count = taken.paid.count
    text = ngettext(
        "<b>{amount}</b> in {count} payment",
        "<b>{amount}</b> in {count} payments",
        count,
        count=set_apart(count),
        amount=grouped(taken.paid.amount),
    )
    if count == 1:
        return text
    return text + _(", {average} on average", average=grouped(taken.average))


def _asked(figures: Figures) -> Iterator[str]:
    if figures.conversion is None:
        yield _("No order was asked for.")
    else:
        paid = figures.asked_and_paid
        yield _(
            "Asked for: {orders}, of which {paid} ({percent} %)",
            orders=_orders(figures.asked),
            paid=ngettext("{count} is paid", "{count} are paid", paid),
            percent=number(figures.conversion),
        )
    if figures.median is not None:
        yield _("Time to pay: {span} (median)", span=span(figures.median))
    yield from map(_still_short, figures.short.values())


def _still_short(short: Short) -> str:
    return _(
        "Still short: {orders}, {received} has arrived and {missing} is missing. It is not counted"
        " above.",
        orders=_orders(short.count),
        received=grouped(short.received),
        missing=grouped(short.missing),
    )


def _orders(count: int) -> str:
    return ngettext("{count} order", "{count} orders", count, count=set_apart(count))


def grouped(money: Money) -> str:
    """An amount with its thousands set apart, to be read and not to be copied."""
    return f"{set_apart(money.plain)} {money.token}"


def chart_labels(figures: Figures) -> Labels:
    """The words of the picture to a report."""
    period = figures.period
    words = {
        TITLE: _("Received each hour") if period.is_one_day else _("Received each day"),
        AXIS: dates(period),
        NOTHING: _(NOTHING_CAME),
        THOUSANDS: signs().thousands,
        DECIMAL: signs().decimal,
        DIGITS: signs().digits,
    }
    panels = tuple(grouped(Money(sum(bars), token)) for token, bars in figures.bars.items())
    return Labels(words, panels, tuple(_mark(at, period) for at in period.borders[:-1]))


def _mark(at: datetime, period: Period) -> str:
    here = at.astimezone(period.zone)
    if not period.is_one_day:
        return digits(str(here.day))
    return digits(f"{here.hour}:{here.minute:02}" if here.minute else str(here.hour))
