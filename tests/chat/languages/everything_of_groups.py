"""What groups, lists of orders, limits and inline mode say, as long as it can get."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from html import escape
from itertools import product

from bot.chat import group_buttons, inline, list_buttons
from bot.chat.languages.catalogue import gettext
from bot.chat.limits import REST
from bot.chat.texts import browsing, decisions, gathered, groups, invoices, limits
from bot.payments.allowance import TooOften
from bot.payments.browsing import PAGE_SIZE, Overview, Shown, Standing, Unfound
from bot.payments.deciding import Looked
from bot.payments.gathering import MOST_TOGETHER
from bot.payments.groups import GENERAL, GroupSettings
from bot.payments.invoice import Invoice
from bot.payments.listing import MOST_COUNTED, Filter, Page, Scope, Sum, Taking
from bot.payments.money import MOST_MILLIONTHS, Money
from bot.payments.order import Order
from bot.payments.request import Request
from bot.payments.terms import Terms
from tests.chat.languages.saying import ALERT, LABEL, MESSAGE, NASTY, Said, labels
from tests.chat.making import LARGEST, NOW

BOT_NAME = "b" * 29 + "bot"
LONGEST_WAIT = timedelta(minutes=120)
WAITS = (
    REST,
    LONGEST_WAIT,
    *(timedelta(seconds=count) for count in (0, 2, 21, 90)),
    *(timedelta(minutes=count) for count in (2, 5, 21)),
)
SCOPES = [Scope(chat, payer) for chat, payer in product((None, -5), (None, 5))]


def of_lists(orders: Sequence[Order]) -> Iterator[Said]:
    """Lists of orders to page through, and how a group stands."""
    for order in orders:
        old = replace(order, created_at=NOW - timedelta(days=900))
        for each in (order, old):
            page = Page([each] * PAGE_SIZE, MOST_COUNTED + 1, has_newer=True, has_older=True)
            shown = Shown(page, Scope(-5, 5), NOW)
            yield Said("list", browsing.page(shown, Sum(MOST_MILLIONTHS, LARGEST.token)), MESSAGE)
    yield from _of_pages(orders)
    for what, word in product(Unfound, NASTY):
        yield Said("unfound", browsing.unfound(what, word, "7KQ2M9XW4T", LARGEST), MESSAGE)
    yield from _of_overviews()
    for alert in (browsing.NOT_YOUR_LIST, browsing.OLD_LIST):
        yield Said("alert", gettext(alert), ALERT)


def _of_pages(orders: Sequence[Order]) -> Iterator[Said]:
    pages = [
        Page(orders[:PAGE_SIZE], MOST_COUNTED, has_newer=True, has_older=True),
        *(Page((), count, has_newer=count > 0) for count in (0, 1)),
    ]
    for scope in SCOPES:
        yield Said("list", browsing.none_listed(scope), MESSAGE)
        for page, wanted in product(pages, Filter):
            yield Said("list", browsing.page(Shown(page, scope, NOW), wanted), MESSAGE)
            view = list_buttons.View(2**52 - 1, wanted)
            buttons = list_buttons.page_buttons(view, page)
            yield from labels(buttons, list_buttons.with_way_back(buttons, view))
    yield from labels(list_buttons.orders_button(5))


def _of_overviews() -> Iterator[Said]:
    nothing = Money(0, LARGEST.token)
    wide = [Taking(LARGEST, replace(LARGEST, token=f"LONGTOKEN{n}"), 10**9, 1) for n in range(9)]
    for count in (0, 1, MOST_COUNTED + 1):
        for takings in ([], [Taking(nothing, nothing, 0, 0)], wide[:1], wide):
            told = Overview(Standing(count, count), takings)
            yield Said("overview", browsing.overview(told), MESSAGE)
        yield Said("till", browsing.till(Standing(count, count)), MESSAGE)


def of_payments(orders: Sequence[Order]) -> Iterator[Said]:
    """Payments that are told together."""
    for order, to_merchant in product(orders, (True, False)):
        if order.received is not None or order.missing is None:
            for payer_id in (2**52 - 1, -(10**13)):
                many = [replace(order, payer_id=payer_id)] * MOST_TOGETHER
                text = gathered.gathered(many, to_merchant=to_merchant)
                yield Said("together", text, MESSAGE)


def of_groups(orders: Sequence[Order], terms: Sequence[Terms], request: Request) -> Iterator[Said]:
    """What is set for a group, and what is said there and nowhere else."""
    for each in terms:
        for sight in groups.Sight:
            yield Said("hello", groups.hello(each, request, BOT_NAME, sight), MESSAGE)
        for here, topic_id in product(_settings(each), (None, GENERAL, 7)):
            yield Said("settings", groups.settings(here, each, topic_id), MESSAGE)
            yield from labels(group_buttons.settings_buttons(here, topic_id))
            yield from labels(group_buttons.asset_buttons(here, each))
    for order in orders:
        yield Said("elsewhere", groups.elsewhere(order), MESSAGE)
        yield Said("with payer", groups.with_payer(groups.elsewhere(order), order), MESSAGE)
        yield from labels(group_buttons.private_button(order, BOT_NAME))
    yield Said("alert", groups.not_for_members(BOT_NAME), ALERT)
    for alert in (groups.ONLY_FOR_ADMINS, groups.TOO_OLD):
        yield Said("alert", gettext(alert), ALERT)
    for message in (groups.ONLY_IN_GROUPS, groups.WHICH_ASSET):
        yield Said("message", gettext(message), MESSAGE)


def _settings(terms: Terms) -> list[GroupSettings]:
    return [
        GroupSettings(asset, admins_only=yes, in_private=yes, topic_id=topic_id)
        for asset in (None, terms.assets[-1])
        for yes in (True, False)
        for topic_id in (None, GENERAL, 7)
    ]


def of_limits(orders: Sequence[Order]) -> Iterator[Said]:
    """What those hear who send, ask or press very much."""
    for wait in WAITS:
        refused = TooOften(wait)
        yield Said("alert", limits.slow_down(wait), ALERT)
        yield Said("alert", limits.too_often(refused), ALERT)
        yield Said("alert", limits.looked_often(refused), ALERT)
    longest = TooOften(LONGEST_WAIT)
    for order, answer in product(orders, (decisions.checked, decisions.claimed)):
        yield Said("alert", answer(Looked(order, answered=False, refused=longest)), ALERT)


def of_inline(invoice: Invoice) -> Iterator[Said]:
    """What is offered behind the bot's name; not all of it is ever in a message."""
    for text in (inline.TITLE, inline.PAY):
        yield Said("inline", escape(gettext(text, amount=LARGEST)), LABEL)
    for text in (inline.HOW, inline.HOW_TO_INVOICE):
        yield Said("inline", escape(gettext(text)), LABEL)
    for each in (invoice, replace(invoice, text="", is_multi=True)):
        yield Said("inline", escape(invoices.what_for(each)), MESSAGE)
