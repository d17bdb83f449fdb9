"""What a report of the gateway means for an order. Pure: no clock, no database, no network."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum, auto
from typing import assert_never

from bot.payments.money import Money
from bot.payments.order import ENDED, Order, State


class Word(StrEnum):
    """What the gateway says about an order."""

    WAITING = auto()  # nothing has been seen; also what an unknown word counts as
    CONFIRMING = auto()  # seen on the chain
    COMPLETED = auto()  # the payment has ended


@dataclass(frozen=True, slots=True)
class Report:
    """What the gateway says about an order, by a query or by a webhook.

    Attributes:
        name: the order as the gateway names it: by our number or by its own.
        word: what it says.
        received: what has arrived, in tokens, if it says so; NaN if that cannot be read.
        evidence: its own words, kept in the history.
    """

    name: str
    word: Word
    received: Decimal | None
    evidence: str


class Outcome(StrEnum):
    """What a report meant for an order."""

    PAID = auto()  # exactly what was asked, or the gateway did not say how much
    EXCESS = auto()  # paid, and more than asked
    LATE = auto()  # paid after the order had ended
    SHORT = auto()  # less than asked
    SEEN = auto()  # on its way
    NOTHING_NEW = auto()  # a repeated or older report
    CONTRADICTORY = auto()  # completed, but with nothing, or with an amount that is none
    NOT_OPENED = auto()  # a report about an order that nobody has been shown
    UNKNOWN_ORDER = auto()  # not one of ours


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, and the order as it stands after it (the same object if nothing changed)."""

    outcome: Outcome
    order: Order


def judge(order: Order, report: Report, now: datetime) -> Verdict:
    """Decide what `report`, heard at `now`, means for `order`.

    The gateway's word decides that a payment has ended; the amounts decide, as whole
    millionths, whether it was enough.
    """
    if order.state is State.PAID:
        return Verdict(Outcome.NOTHING_NEW, order)
    if order.state is State.NEW:
        return Verdict(Outcome.NOT_OPENED, order)
    match report.word:
        case Word.WAITING:
            return Verdict(Outcome.NOTHING_NEW, order)
        case Word.CONFIRMING:
            return _seen(order)
        case Word.COMPLETED:
            return _completed(order, report.received, now)
        case _:
            assert_never(report.word)


def _seen(order: Order) -> Verdict:
    if order.state is not State.OPEN and order.state not in ENDED:
        return Verdict(Outcome.NOTHING_NEW, order)
    return Verdict(Outcome.SEEN, replace(order, state=State.CONFIRMING))


def _completed(order: Order, counted: Decimal | None, now: datetime) -> Verdict:
    if counted is not None and not counted.is_finite():
        return Verdict(Outcome.CONTRADICTORY, order)
    received = None if counted is None else Money.counted(counted, order.amount.token)
    if received is not None and received.millionths <= 0:
        return Verdict(Outcome.CONTRADICTORY, order)
    if received is not None and received < order.amount:
        return _short(order, received)
    settled = replace(
        order, state=State.PAID, received=received, settled_at=now, watched_until=None
    )
    return Verdict(_name_of_payment(order, settled), settled)


def _short(order: Order, received: Money) -> Verdict:
    if order.received is not None and received <= order.received:
        return Verdict(Outcome.NOTHING_NEW, order)
    return Verdict(Outcome.SHORT, replace(order, state=State.SHORT, received=received))


def _name_of_payment(before: Order, after: Order) -> Outcome:
    if after.excess is not None:
        return Outcome.EXCESS
    return Outcome.LATE if before.state in ENDED else Outcome.PAID
