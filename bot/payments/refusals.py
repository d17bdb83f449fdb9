"""Why a request to pay is refused."""

from dataclasses import dataclass
from enum import StrEnum, auto

from bot.payments.money import Asset, Money


class Reason(StrEnum):
    """Why a request was refused."""

    NO_AMOUNT = auto()  # words, but no number among them
    ZERO = auto()
    NEGATIVE = auto()
    TOO_PRECISE = auto()  # more decimals than the tokens have
    EXPONENT = auto()  # 1e9
    SEPARATOR = auto()  # 1,000 is a thousand to some and one to others
    FOREIGN_DIGITS = auto()  # digits that are not 0 to 9
    NOT_A_NUMBER = auto()
    TWO_AMOUNTS = auto()  # also `1 000`
    TOO_SMALL = auto()
    TOO_LARGE = auto()
    TOO_SMALL_THERE = auto()  # for the gateway, in this token on this network
    TOO_LARGE_THERE = auto()
    CLOSED = auto()  # the network is under maintenance at the gateway
    UNKNOWN_TOKEN = auto()
    UNKNOWN_NETWORK = auto()
    NOT_ON_NETWORK = auto()  # both are known, but not together
    TOO_MUCH = auto()  # words left over after amount, token and network


# Refusals that have nothing to do with the amount.
OTHER_WORDS = frozenset(
    {
        Reason.UNKNOWN_TOKEN,
        Reason.UNKNOWN_NETWORK,
        Reason.NOT_ON_NETWORK,
        Reason.TOO_MUCH,
        Reason.CLOSED,
    }
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request cannot be taken.

    Attributes:
        word: what stands in the way.
        amount: the amount, if other words are what stands in the way.
        asset: what it was meant for, if that is what stands in the way.
        limit: the gateway's limit, if the amount is beyond it.
    """

    reason: Reason
    word: str = ""
    amount: str = ""
    asset: Asset | None = None
    limit: Money | None = None
