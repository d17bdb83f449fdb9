"""Every handler of the chat, made from the use cases behind them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Bot

from bot.chat.admins import Admins
from bot.chat.askers import Askers
from bot.chat.asking import Asking
from bot.chat.cancelling import Cancelling
from bot.chat.feeling import Feeling
from bot.chat.greeting import Greeting
from bot.chat.joining import Joining
from bot.chat.limits import Limits
from bot.chat.linking import Linking
from bot.chat.looking import Looking
from bot.chat.managing import Managing
from bot.chat.moving import Movers, Moving
from bot.chat.muting import Muted, Muting
from bot.chat.replacing import Replacing
from bot.chat.ruling import Ruling
from bot.chat.settling import Settling
from bot.clock import Clock
from bot.payments.checkout import Checkout
from bot.payments.deciding import Deciding
from bot.payments.groups import GroupBook
from bot.payments.merchants import Merchants
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
        groups: what was set for each group.
        movers: what is kept of chats, and follows them.
    """

    checkout: Checkout
    deciding: Deciding
    renewing: Renewing
    merchants: Merchants
    muted: Muted
    vitals: Callable[[], Awaitable[Vitals]]
    groups: GroupBook
    movers: Movers


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
    """

    def __init__(self, bot: Bot, cases: UseCases, terms: Terms, clock: Clock) -> None:
        self.admins = Admins(bot, clock)
        merchants = cases.merchants
        askers = Askers(self.admins, merchants, merchants.owner_ids)
        self.limits = Limits(askers, clock)
        checkout, deciding = cases.checkout, cases.deciding
        self.asking = Asking(checkout, terms, askers, cases.groups)
        self.looking = Looking(checkout, deciding, askers, terms)
        self.cancelling = Cancelling(checkout, deciding, askers)
        self.replacing = Replacing(cases.renewing, deciding, askers, terms)
        self.settling = Settling(deciding, askers, terms)
        self.feeling = Feeling(cases.vitals, askers, terms)
        self.managing = Managing(merchants, askers, terms)
        self.muting = Muting(cases.muted, askers, terms)
        self.greeting = Greeting(terms, askers)
        self.linking = Linking(deciding, self.looking, askers)
        self.ruling = Ruling(cases.groups, askers, terms)
        self.joining = Joining(self.admins, terms)
        self.moving = Moving(cases.movers)
