"""Every handler of the chat, made from the use cases behind them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from telegram import Bot

from bot.chat.admins import Admins
from bot.chat.askers import Askers
from bot.chat.asking import Asking
from bot.chat.bookkeeping import Bookkeeping
from bot.chat.browsing import Browser
from bot.chat.cancelling import Cancelling
from bot.chat.choosing import Choosing
from bot.chat.daily import Daily
from bot.chat.exporting import Exporting
from bot.chat.feeling import Feeling
from bot.chat.greeting import Greeting
from bot.chat.inline import Inline
from bot.chat.invoicing import Invoicing
from bot.chat.joining import Joining
from bot.chat.languages.choices import Languages
from bot.chat.limits import Limits
from bot.chat.linking import Linking
from bot.chat.looking import Looking
from bot.chat.managing import Managing
from bot.chat.moving import Movers, Moving
from bot.chat.muting import Muted, Muting
from bot.chat.overseeing import Overseeing
from bot.chat.paying import Paying
from bot.chat.replacing import Replacing
from bot.chat.reporting import Reporting
from bot.chat.reserving import Reserving
from bot.chat.ruling import Ruling
from bot.chat.settling import Settling
from bot.chat.showing import Showing
from bot.clock import Clock
from bot.payments.billing import Billing
from bot.payments.browsing import Browsing
from bot.payments.checkout import Checkout
from bot.payments.deciding import Deciding
from bot.payments.groups import GroupBook
from bot.payments.merchants import Merchants
from bot.payments.order import new_number
from bot.payments.renewing import Renewing
from bot.payments.terms import Terms
from bot.payments.vitals import Vitals


@dataclass(frozen=True, slots=True)
class UseCases:
    """What people can do through the chat.

    Attributes:
        merchants: who earns with the till.
        muted: which notices merchants do not want to hear.
        vitals: how the till is.
        languages: which language is spoken to whom.
        books: what reports, exports and digests are made from.
        groups: what was set for each group.
        movers: what is kept of chats, each of which follows them.
    """

    checkout: Checkout
    billing: Billing
    deciding: Deciding
    renewing: Renewing
    merchants: Merchants
    muted: Muted
    vitals: Callable[[], Awaitable[Vitals]]
    languages: Languages
    books: Bookkeeping
    browsing: Browsing
    groups: GroupBook
    movers: Sequence[Movers]


class Desk:
    """Every handler of the chat.

    Args:
        bot: speaks to Telegram.
        cases: what people can do.
        terms: what this till takes.
        clock: what the time is.

    Attributes:
        admins: knows who looks after a group.
        limits: knows who asks for too much.
        reserving: gives commands only to those whom they are for.
    """

    def __init__(self, bot: Bot, cases: UseCases, terms: Terms, clock: Clock) -> None:
        self.admins = Admins(bot, clock)
        merchants = cases.merchants
        askers = Askers(self.admins, merchants, merchants.owner_ids)
        self.limits = Limits(askers, clock)
        checkout, deciding = cases.checkout, cases.deciding
        self.reserving = Reserving(askers, terms)
        self.asking = Asking(checkout, terms, askers, cases.groups)
        self.invoicing = Invoicing(cases.billing, askers, terms, clock)
        self.inline = Inline(cases.billing, askers, terms, clock, new_number)
        browsing, showing = cases.browsing, Showing(deciding, terms)
        overseeing = Overseeing(checkout, browsing, terms)
        self.looking = Looking(deciding, overseeing, showing, askers)
        self.browser = Browser(browsing, deciding, showing, askers, terms)
        self.cancelling = Cancelling(checkout, deciding, askers, self.invoicing.cancel)
        self.replacing = Replacing(cases.renewing, deciding, askers, terms)
        self.settling = Settling(deciding, askers, terms)
        self.feeling = Feeling(cases.vitals)
        self.managing = Managing(merchants)
        self.muting = Muting(cases.muted, askers)
        self.choosing = Choosing(cases.languages, askers)
        self.greeting = Greeting(
            terms, askers, Paying(cases.billing, terms).start, self.asking.take
        )
        self.linking = Linking(deciding, self.looking, askers)
        self.ruling = Ruling(cases.groups, askers, terms)
        self.joining = Joining(self.admins, terms)
        self.moving = Moving(cases.movers)
        books = cases.books
        self.reporting = Reporting(books.reports, books.digests, books.draw, clock)
        self.exporting = Exporting(books.exports, books.digests, clock)
        self.daily = Daily(books.digests, askers, clock)
