"""What reports, exports and digests say."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo

from bot.charts.chart import AXIS, DECIMAL, DIGITS, NOTHING, THOUSANDS, TITLE, Labels
from bot.chat.texts.health import span
from bot.chat.texts.words import quote
from bot.payments.money import Money, Network
from bot.payments.periods import Period
from bot.payments.reporting import Figures, Part, Short, Taken

THOUSAND_SIGN, DECIMAL_SIGN = ",", "."
PERIODS = "<code>today</code>, <code>7d</code>, <code>30d</code> or <code>month</code>"
NO_PICTURE = "The picture to it could not be made. The figures above are complete."
NO_PICTURE_HERE = "The picture to it could not be sent here. The figures above are complete."
HELP = (
    "\n\n/report\ntells what has come in, with a picture; <code>/report 30d</code> of thirty days."
    " In a group it is about the group, and admins may ask too.\n\n/export\nsends the orders as a"
    " table; <code>/export month paid xlsx</code> for Excel.\n\n/digest\ntells once a day what the"
    " day before has brought."
)


def not_a_period(word: str) -> str:
    """Words after /report that name no period."""
    return (
        f"«{quote(word)}» is no period that I can report on. Possible are {PERIODS} (this month so"
        " far), for example <code>/report 30d</code>. /report alone is about seven days."
    )


def report(figures: Figures, *, in_group: bool) -> str:
    """The figures of a period, of all orders or of a group's."""
    whose = "Report of this group" if in_group else "Report"
    return f"<b>{whose}: {dates(figures.period)}</b>\n{_all(figures)}"


def digest(figures: Figures) -> str:
    """What the day before has brought."""
    return f"🗓 <b>Yesterday, {dates(figures.period)}</b>\n{_all(figures)}"


def dates(period: Period) -> str:
    """The days of a period, and whose days they are."""
    days = f"{period.first}" if period.is_one_day else f"{period.first} to {period.last}"
    return f"{days}, {_zone(period.zone)}"


def _zone(zone: tzinfo) -> str:
    return "UTC" if zone is UTC else str(zone)


def _all(figures: Figures) -> str:
    blocks = [*map("\n".join, _received(figures)), "\n".join(_asked(figures))]
    return "\n\n".join(blocks)


def _received(figures: Figures) -> Iterator[list[str]]:
    if not figures.taken:
        yield ["Nothing was received."]
    for token, networks in figures.taken.items():
        yield list(_of_token(figures.of_token(token), networks))


def _of_token(taken: Taken, networks: Mapping[Network, Taken]) -> Iterator[str]:
    payments = _count(taken.paid.count, "payment")
    average = f", {grouped(taken.average)} on average" if taken.paid.count > 1 else ""
    yield f"<b>{grouped(taken.paid.amount)}</b> in {payments}{average}"
    for network, each in networks.items():
        yield f"{network}: {_numbers(each.paid.amount)} in {each.paid.count}"
    if taken.late.count:
        yield f"Late: {_of(taken.late)}"
    if taken.let_pass.count:
        yield f"Less than asked, but let pass: {taken.let_pass.count}, {_lacking(taken.let_pass)}"
    if taken.excess.count:
        yield f"More than asked: {taken.excess.count}, {grouped(taken.excess.amount)} on top"


def _asked(figures: Figures) -> Iterator[str]:
    if figures.asked:
        yield (
            f"Asked for: {_count(figures.asked, 'order')}, of which {figures.asked_and_paid}"
            f" {'is' if figures.asked_and_paid == 1 else 'are'} paid ({figures.conversion} %)"
        )
    else:
        yield "No order was asked for."
    if figures.median is not None:
        yield f"Time to pay: {span(figures.median)} (median)"
    yield from map(_still_short, figures.short.values())


def _still_short(short: Short) -> str:
    return (
        f"Still short: {_count(short.count, 'order')}, {grouped(short.received)} has arrived and"
        f" {grouped(short.missing)} is missing. It is not counted above."
    )


def _of(part: Part) -> str:
    return f"{part.count}, {grouped(part.amount)}"


def _lacking(part: Part) -> str:
    return f"{grouped(part.amount)} is missing"


def _count(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"


def grouped(money: Money) -> str:
    """An amount with its thousands set apart, to be read and not to be copied."""
    return f"{_numbers(money)} {money.token}"


def _numbers(money: Money) -> str:
    whole, _, part = money.plain.partition(".")
    return f"{int(whole):,}{DECIMAL_SIGN if part else ''}{part}"


def chart_labels(figures: Figures) -> Labels:
    """The words of the picture to a report."""
    period = figures.period
    words = {
        TITLE: "Received each hour" if period.is_one_day else "Received each day",
        AXIS: dates(period),
        NOTHING: "Nothing was received.",
        THOUSANDS: THOUSAND_SIGN,
        DECIMAL: DECIMAL_SIGN,
        DIGITS: "0123456789",
    }
    panels = tuple(grouped(Money(sum(bars), token)) for token, bars in figures.bars.items())
    return Labels(words, panels, tuple(_mark(at, period) for at in period.borders[:-1]))


def _mark(at: datetime, period: Period) -> str:
    here = at.astimezone(period.zone)
    if not period.is_one_day:
        return str(here.day)
    return f"{here.hour}:{here.minute:02}" if here.minute else str(here.hour)
