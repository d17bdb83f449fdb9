"""What merchants and owners alone are told, and what invoices say, as long as it can get."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from html import escape
from itertools import product
from zoneinfo import ZoneInfo

from bot.chat import daily
from bot.chat.invoice_buttons import link_of, merchants_buttons, pay_buttons
from bot.chat.languages.catalogue import gettext
from bot.chat.texts import decisions, digests, exports, invoices, people, reports
from bot.payments.digesting import Digest
from bot.payments.exporting import Filter, Format, Wish
from bot.payments.merchants import Merchant
from bot.payments.money import NETWORKS, Money
from bot.payments.order import Order
from bot.payments.periods import Period, Span, days
from bot.payments.refusals import Reason, Refusal
from bot.payments.reporting import Figures, Part, Short, Taken
from bot.payments.request import Request
from bot.payments.terms import Terms
from bot.payments.wishes import Flaw, Flawed
from tests.chat.languages.saying import ALERT, CAPTION, MESSAGE, NASTY, Said, labels
from tests.chat.making import LARGEST, NOW
from tests.chat.making_invoices import EVERY_STATE, WIDEST

LONGEST = sorted(NETWORKS.values(), key=lambda network: len(str(network)))[-3:]
BOT_NAME = "b" * 29 + "bot"
ZONE = ZoneInfo("America/Argentina/ComodRivadavia")
WEEK = days(date(2025, 12, 24), date(2025, 12, 30), ZONE)
DAY = days(date(2025, 12, 24), date(2025, 12, 24), ZONE)
HALF_HOUR = days(date(2026, 10, 4), date(2026, 10, 4), ZoneInfo("Australia/Lord_Howe"))


def of_invoices(orders: Sequence[Order], terms: Terms, request: Request) -> Iterator[Said]:
    """Invoices in every state, with all that can stand in them."""
    many = [replace(WIDEST, paid=0, received=None), replace(WIDEST, paid=1)]
    named = replace(WIDEST, payer_id=None, payer_name="N" * 32, is_multi=False)
    wide = [replace(WIDEST, state=each.state) for each in EVERY_STATE]
    short = [replace(each, text="7") for each in EVERY_STATE]
    for invoice in (*short, *wide, *many, named):
        link = link_of(invoice, BOT_NAME)
        yield Said("invoice", invoices.card(invoice), MESSAGE)
        yield Said("invoice", invoices.reminder(invoice), MESSAGE)
        for attempts in ((), orders, orders[:11]):
            yield Said("invoices", invoices.details(invoice, attempts, link), MESSAGE)
        yield Said("invoices", invoices.listing([invoice] * 10), MESSAGE)
        yield from labels(pay_buttons(invoice, BOT_NAME), merchants_buttons(invoice, BOT_NAME))
    yield Said("invoice", invoices.how_to(request), MESSAGE)
    for reason, word in product(Reason, NASTY):
        refused = Refusal(reason, word, asset=request.asset, limit=LARGEST)
        yield Said("invoice refused", invoices.refused(refused, terms, request), MESSAGE)
    for flaw, word in product(Flaw, NASTY):
        yield Said("invoice refused", invoices.flawed(Flawed(flaw, word)), MESSAGE)
    for word in NASTY:
        yield Said("invoices", invoices.unknown_invoice(word), MESSAGE)
    for message in (
        *invoices.CLOSED.values(),
        invoices.NO_SUCH_INVOICE,
        invoices.NONE_YET,
        invoices.STANDING,
        invoices.UNKNOWN_PAYER,
    ):
        yield Said("message", gettext(message), MESSAGE)
    for alert in (
        invoices.REMINDED,
        invoices.REMINDED_JUST_NOW,
        invoices.NOT_OPEN,
        invoices.CANCELLED,
        decisions.INVOICE_CLOSED,
    ):
        yield Said("alert", gettext(alert), ALERT)


def of_people() -> Iterator[Said]:
    """What owners hear about merchants."""
    for name in NASTY:
        one = Merchant(2**52 - 1, name, 2**52 - 1, NOW)
        yield Said("merchants", people.merchants([one] * 10), MESSAGE)
        for told in (True, False):
            yield Said("merchants", people.added(one.person_id, name, was_told=told), MESSAGE)
        for text in (people.removed, people.is_merchant, people.is_none, people.is_owner):
            yield Said("merchants", text(one.person_id, name), MESSAGE)
        yield Said("merchants", people.no_id(name), MESSAGE)
    yield Said("merchants", people.merchants([]), MESSAGE)
    for message in (people.HIDDEN, people.NO_ACCOUNT, people.IS_BOT, people.WELCOME):
        yield Said("message", gettext(message), MESSAGE)


def figures(period: Period, count: int, amount: Money) -> Figures:
    """A report in which everything happened, this often and about this much."""
    part = Part(count, amount)
    tokens = [f"LONGTOKEN{number}" for number in range(4)]
    parts = {token: Part(part.count, Money(part.amount.millionths, token)) for token in tokens}
    return Figures(
        period,
        asked=count,
        asked_and_paid=count,
        taken={
            token: {network: Taken(each, each, each, each) for network in LONGEST}
            for token, each in parts.items()
        },
        median=timedelta(days=count),
        short={token: Short(count, each.amount, each.amount) for token, each in parts.items()},
        bars={token: (amount.millionths,) * (len(period.borders) - 1) for token in tokens},
    )


def of_reports() -> Iterator[Said]:
    """Reports, digests and pictures, full and empty."""
    for period in (WEEK, DAY, HALF_HOUR):
        empty = Figures(period, 0, 0, {}, None, {}, {})
        for each in (empty, figures(period, 1, LARGEST), figures(period, 10**6, LARGEST)):
            for in_group in (True, False):
                yield Said("report", reports.report(each, in_group=in_group), MESSAGE)
            yield Said("digest", reports.digest(each), MESSAGE)
            for text in reports.chart_labels(each).texts:
                yield Said("picture", escape(text), MESSAGE)
    for word in NASTY:
        yield Said("report", reports.not_a_period(word), MESSAGE)
    for message in (reports.NO_PICTURE, reports.NO_PICTURE_HERE, reports.NO_NETWORKS):
        yield Said("message", gettext(message), MESSAGE)


def of_exports() -> Iterator[Said]:
    """Captions of files, and why there is none."""
    for which, form, period in product(Filter, Format, (WEEK, DAY, HALF_HOUR)):
        wish = Wish(Span.MONTH, which, form)
        for count in (1, 2, 250_000):
            yield Said("export", exports.done(wish, period, count), CAPTION)
        yield Said("export", exports.nothing(wish, period), MESSAGE)
        yield Said("export", exports.too_large(wish, period), MESSAGE)
    for word in NASTY:
        yield Said("export", exports.not_a_wish(word), MESSAGE)
    for message in (
        exports.ONLY_IN_PRIVATE,
        exports.BUSY,
        exports.NOT_CONFIRMED,
        exports.NO_ROOM,
    ):
        yield Said("message", gettext(message), MESSAGE)


def of_digests() -> Iterator[Said]:
    """When the digest is told."""
    on = Digest(900, 23 * 60 + 59, ZONE.key, NOW.date())
    for digest in (None, on, replace(on, minute=None)):
        yield Said("digests", digests.chosen(digest), MESSAGE)
    for word in NASTY:
        yield Said("digests", digests.not_an_hour(word), MESSAGE)
    yield Said("message", gettext(digests.ONLY_IN_PRIVATE), MESSAGE)
    yield from labels(daily._buttons())
