"""Every handler of the chat, made from the use cases behind them."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from telegram import Bot

from bot.chat.askers import Askers
from bot.chat.asking import Asking
from bot.chat.cancelling import Cancelling
from bot.chat.choosing import Choosing
from bot.chat.feeling import Feeling
from bot.chat.greeting import Greeting
from bot.chat.languages.choices import Languages
from bot.chat.looking import Looking
from bot.chat.muting import Muted, Muting
from bot.chat.replacing import Replacing
from bot.chat.settling import Settling
from bot.payments.checkout import Checkout
from bot.payments.deciding import Deciding
from bot.payments.renewing import Renewing
from bot.payments.terms import Terms
from bot.payments.vitals import Vitals


@dataclass(frozen=True, slots=True)
class UseCases:
    """What people can do through the chat.

    Attributes:
        muted: which notices merchants do not want to hear.
        vitals: how the till is.
        languages: which language is spoken to whom.
    """

    checkout: Checkout
    deciding: Deciding
    renewing: Renewing
    muted: Muted
    vitals: Callable[[], Awaitable[Vitals]]
    languages: Languages


class Desk:
    """Every handler of the chat.

    Args:
        bot: speaks to Telegram.
        cases: what people can do.
        terms: what this till takes.
        merchant_ids: whose the till's money is.
    """

    def __init__(
        self, bot: Bot, cases: UseCases, terms: Terms, merchant_ids: Collection[int]
    ) -> None:
        askers = Askers(bot, merchant_ids)
        checkout, deciding = cases.checkout, cases.deciding
        self.asking = Asking(checkout, terms, askers)
        self.looking = Looking(checkout, deciding, askers, terms)
        self.cancelling = Cancelling(checkout, deciding, askers)
        self.replacing = Replacing(cases.renewing, deciding, askers, terms)
        self.settling = Settling(deciding, askers, terms)
        self.feeling = Feeling(cases.vitals, askers, terms)
        self.muting = Muting(cases.muted, askers, terms)
        self.choosing = Choosing(cases.languages, askers)
        self.greeting = Greeting(terms, askers)
