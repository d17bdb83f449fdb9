"""Everything that the bot says, made of the longest there can be, in the language spoken."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from html import escape
from itertools import pairwise

from bot.chat import keyboards
from bot.chat.languages.catalogue import gettext
from bot.chat.languages.known import Language
from bot.chat.languages.speaking import speaking
from bot.chat.menus import DESCRIPTIONS
from bot.chat.suggestions import usual
from bot.chat.texts import (
    asking,
    cards,
    decisions,
    health,
    history,
    lang,
    merchants,
    orders,
    replies,
    reports,
    troubles,
    words,
)
from bot.chat.texts.browsing import HELP_WITH_ORDERS
from bot.chat.texts.notices import ABOUT_ORDERS, TO_MERCHANTS
from bot.payments.deciding import Looked
from bot.payments.lists import Limits, Listing, Lists
from bot.payments.money import NETWORKS, Asset, Money
from bot.payments.notice import Kind
from bot.payments.order import ENDED, Order, Settlement, State
from bot.payments.ports import Entry, Step
from bot.payments.refusals import Reason, Refusal
from bot.payments.request import Request
from bot.payments.rights import Role
from bot.payments.terms import Terms
from bot.payments.vitals import Trouble, Vitals
from tests.chat.languages import everything_of_groups as of_groups
from tests.chat.languages import everything_of_merchants as of_merchants
from tests.chat.languages.saying import ALERT, CAPTION, MENU, MESSAGE, NASTY, Said, labels
from tests.chat.making import EVERY_STATE, LARGEST, NOW, OPEN, TERMS, TX_HASH, WIDEST
from tests.chat.making_invoices import WIDEST as WIDEST_INVOICE

ASSETS = tuple(Asset(LARGEST.token, network) for network in NETWORKS.values())
LONG_TERMS = Terms(
    ASSETS,
    "1",
    "9000000000000",
    Lists(
        Listing(
            limits={
                each: Limits(Money.of("2", each.token), Money.of("8000000000000", each.token))
                for each in ASSETS
            }
        )
    ),
)
CLOSED = Terms(TERMS.assets, "1", "5", Lists(Listing(closed=frozenset({"tron", "ethereum"}))))


def some_orders() -> list[Order]:
    """Orders in every state, short and long, with all that may have happened to them."""
    wide = [
        replace(WIDEST, state=state, successor=successor, watched_until=until, settled_by=why)
        for state in State
        for successor, until, why in (
            (None, None, Settlement.TOLERANCE),
            ("ZZZZZZZZZZ", OPEN.watched_until, Settlement.ACCEPTANCE),
            ("ZZZZZZZZZZ", None, None),
        )
    ]
    more = [
        replace(WIDEST, state=State.PAID, came_after=ended, settled_at=NOW, tx_hash=TX_HASH)
        for ended in sorted(ENDED)
    ]
    excess = replace(WIDEST, state=State.PAID, amount=Money(1, LARGEST.token), settled_at=NOW)
    odd = frozenset(map(str, merchants.ODDITIES))
    bare = replace(WIDEST, state=State.OPEN, address=None, deadline=OPEN.deadline)
    unsaid = [
        replace(WIDEST, state=state, received=None) for state in State if state is not State.SHORT
    ]
    return [*EVERY_STATE, *wide, *more, excess, replace(excess, oddities=odd), bare, *unsaid]


@cache
def all_in(language: Language) -> list[Said]:
    """Every text in a language, each once."""
    with speaking(language):
        return list({(each.where, each.html): each for each in everything()}.values())


def everything() -> Iterator[Said]:
    """Every text in the language that is spoken now."""
    for order in some_orders():
        yield from _of_order(order)
    yield from _of_history()
    yield from _of_asking()
    yield from _of_owners()
    yield from _of_commands()
    wide = Request(LARGEST, ASSETS[-1])
    yield from of_merchants.of_invoices(some_orders(), LONG_TERMS, wide)
    yield from of_merchants.of_people()
    yield from of_merchants.of_reports()
    yield from of_merchants.of_exports()
    yield from of_merchants.of_digests()
    yield from of_groups.of_lists(some_orders())
    yield from of_groups.of_payments(some_orders())
    yield from of_groups.of_groups(some_orders(), (TERMS, LONG_TERMS, CLOSED), wide)
    yield from of_groups.of_limits(some_orders())
    yield from of_groups.of_inline(WIDEST_INVOICE)


def _of_order(order: Order) -> Iterator[Said]:
    for left in (timedelta(seconds=1), timedelta(minutes=29), timedelta(days=3), timedelta(-1)):
        now = order.deadline - left if order.deadline else NOW
        yield Said("caption", cards.caption(order, now), CAPTION, order)
    for kind, notice in ABOUT_ORDERS.items():
        needs = {Kind.SHORT: order.missing, Kind.MORE: order.received}
        if needs.get(kind, order.amount) is not None:
            yield Said(f"notice {kind}", notice(order), MESSAGE, order)
            of_invoice = replace(order, invoice=order.number)
            yield Said(f"notice {kind}", notice(of_invoice), MESSAGE, order)
    for kind, sale in TO_MERCHANTS.items():
        yield Said(f"notice {kind}", sale(order, {}), MESSAGE, order)
    yield Said("accepted", merchants.accepted(order), MESSAGE, order)
    yield Said("left open", merchants.left_open(order), MESSAGE, order)
    for role in Role:
        entries = history.history(LONG_HISTORY, role, in_private=role is not Role.ADMIN)
        yield Said("status", f"{orders.details(order)}\n\n{entries}", MESSAGE, order)
    yield Said("listing", orders.listing([order] * 10, more=True), MESSAGE, order)
    yield Said("which", decisions.which([order] * 10), MESSAGE, order)
    yield Said("open orders", asking.open_orders([order] * 1000, order.payer_id), MESSAGE, order)
    yield Said("open order", asking.open_orders([order], order.payer_id), MESSAGE, order)
    yield from _alerts(order)
    yield from labels(keyboards.card_buttons(order, LONG_TERMS))
    yield from labels(keyboards.check_button(order), keyboards.cancel_buttons([order]))
    yield from labels(keyboards.network_buttons(order, LONG_TERMS))
    yield from labels(keyboards.short_buttons(order), keyboards.accept_button(order))
    yield from labels(*(keyboards.others_buttons(order, role) for role in Role))


CAUSES = [*history._CAUSES, f"order {OPEN.number} was paid instead"]
LONG_HISTORY = [
    Entry(Step(NOW, cause, '{"<&' * 125, by=by), State.CONFIRMING, State.CANCELLED)
    for cause in CAUSES
    for by in (10**12, -(10**12))
]


def _of_history() -> Iterator[Said]:
    states = [*State, State.NEW]
    for cause in CAUSES:
        for before, after in pairwise(states):
            entry = Entry(Step(NOW, cause), before, after)
            told = history.history([entry], Role.MERCHANT, in_private=True)
            yield Said("history", told, MESSAGE)


def _alerts(order: Order) -> Iterator[Said]:
    looks = [Looked(order, answered) for answered in (True, False)]
    for text in (
        decisions.cancelled(order),
        decisions.cannot_cancel(order),
        decisions.standing(order),
        decisions.standing(replace(order, deadline=None, received=None)),
        decisions.made(order),
        decisions.not_now(order),
        *(told(look) for told in (decisions.checked, decisions.claimed) for look in looks),
        *(decisions.too_many([order] * count) for count in (1, 2, 5, 999)),
    ):
        yield Said("alert", text, ALERT)


def _of_asking() -> Iterator[Said]:
    request, wide = usual(TERMS)[0], Request(LARGEST, ASSETS[-1])
    for reason in Reason:
        for word in NASTY:
            refused = Refusal(reason, word, asset=ASSETS[-1], limit=LARGEST)
            for terms in (TERMS, LONG_TERMS, CLOSED):
                yield Said(f"refusal {reason}", asking.refusal(refused, terms, wide), MESSAGE)
        if reason not in {Reason.TOO_SMALL_THERE, Reason.TOO_LARGE_THERE}:
            bare = Refusal(reason, LARGEST.plain)
            yield Said(f"refusal {reason}", asking.refusal(bare, TERMS, request), MESSAGE)
        for asset in (None, ASSETS[-1]):
            refused = Refusal(reason, LARGEST.plain, asset=asset, limit=LARGEST)
            yield Said("alert", decisions.not_taken(refused), ALERT)
    for terms in (TERMS, LONG_TERMS, CLOSED):
        yield Said("welcome", replies.welcome(terms, wide), MESSAGE)
        more = (HELP_WITH_ORDERS, replies.FOR_MERCHANTS, reports.HELP, replies.FOR_OWNERS)
        guide = replies.guide(terms, wide) + "".join(map(gettext, more))
        yield Said("guide", guide, MESSAGE)
    yield Said("question", asking.how_much(wide), MESSAGE)
    yield Said("chosen", asking.chosen(wide), MESSAGE)
    yield Said("lost", replies.lost(wide), MESSAGE)
    yield Said("none yet", orders.none_yet(wide), MESSAGE)
    for word in NASTY:
        yield Said("unknown number", orders.unknown_number(word), MESSAGE)


def _of_owners() -> Iterator[Said]:
    for notice in troubles.TO_OWNERS.values():
        yield Said("to owners", gettext(notice), MESSAGE)
    contradicting = [
        Terms(ASSETS, "5", "6", Lists(Listing(limits=dict.fromkeys(ASSETS, limits))))
        for limits in (Limits(minimum=LARGEST), Limits(maximum=Money(1, LARGEST.token)))
    ]
    unlisted = Terms(ASSETS, "1", "2", Lists(Listing(assets=frozenset())))
    spans = [timedelta(seconds=1), *(timedelta(**{unit: 21}) for unit in ("seconds", "minutes"))]
    spans += [timedelta(hours=5), timedelta(days=999)]
    for terms in (CLOSED, *contradicting, unlisted):
        for age in (None, *spans):
            vitals = Vitals(
                NOW,
                orders=dict.fromkeys(State, 10**9),
                notices_waiting=10**6,
                oldest_notice_age=age,
                swept_age=age,
                sweep_delay=age or timedelta(),
                silent_until=NOW,
                clock_offset=-(age or timedelta()),
                webhook_age=age,
                expects_webhooks=True,
                free_bytes=10**15 if age else 10**6,
                troubles=dict.fromkeys(Trouble, NOW),
                is_stored=False,
                warnings=terms.warnings,
            )
            yield Said("health", health.health(vitals), MESSAGE)
            ahead = replace(vitals, clock_offset=age or timedelta(), orders={})
            yield Said("health", health.health(ahead), MESSAGE)
    well = Vitals(NOW)
    yield Said("health", health.health(well), MESSAGE)


def _of_commands() -> Iterator[Said]:
    for description in DESCRIPTIONS.values():
        yield Said("menu", escape(gettext(description)), MENU)
    for alert in (
        replies.SOMETHING_BROKE,
        replies.NO_SUCH_ORDER,
        replies.NOT_YOUR_BUTTON,
        replies.OLD_BUTTON,
        decisions.NOT_OFFERED,
        lang.ONLY_ADMINS,
    ):
        yield Said("alert", gettext(alert), ALERT)
    yield Said("alert", lang.from_now_on(), ALERT)
    for message in (
        decisions.NOTHING_TO_CANCEL,
        health.ONLY_IN_PRIVATE,
        merchants.ONLY_IN_PRIVATE,
        merchants.WHAT_TO_TELL,
        words.NOTHING_OFFERED,
        lang.WHICH_LANGUAGE,
    ):
        yield Said("message", gettext(message), MESSAGE)
    yield from labels(keyboards.card_buttons(OPEN, TERMS))
    yield from labels(keyboards.mute_buttons(merchants.NAMES, []))
    for chosen in (None, *Language):
        yield from labels(keyboards.language_buttons(chosen, can_follow=True))
