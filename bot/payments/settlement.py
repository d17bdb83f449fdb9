"""What a report of the gateway means for an order. Pure: no clock, no database, no network."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum, auto
from typing import assert_never

from bot.payments.money import Money
from bot.payments.order import ENDED, Order, Settlement, State, moved


class Word(StrEnum):
    """What the gateway says about an order."""

    WAITING = auto()  # nothing has been seen; also what an unknown word counts as
    CONFIRMING = auto()  # seen on the chain
    COMPLETED = auto()  # the payment has ended
    CLOSED = auto()  # it waits no longer: expired, cancelled or failed over there


@dataclass(frozen=True, slots=True)
class Report:
    """What the gateway says about an order, by a query or by a webhook.

    Attributes:
        name: the order as the gateway names it: by our number or by its own.
        word: what it says.
        received: what has arrived in all, in tokens, if it says so; NaN if that cannot be read.
        evidence: its own words, kept in the history.
        token: what has arrived, if it says so.
        network: the key of the network it arrived on, if it says so; any other word for a
            network that is not ours.
        tx_hash: the hash of the transaction, if it says so.
    """

    name: str
    word: Word
    received: Decimal | None
    evidence: str
    token: str | None = None
    network: str | None = None
    tx_hash: str | None = None


class Outcome(StrEnum):
    """What a report meant for an order."""

    PAID = auto()  # exactly what was asked, or the gateway did not say how much
    EXCESS = auto()  # paid, and more than asked
    LATE = auto()  # paid after the order had ended
    TOLERATED = auto()  # paid, with less missing than the merchant lets pass
    SHORT = auto()  # less than asked
    MORE = auto()  # more than asked, for an order that was paid already
    REST = auto()  # something of what was missing from an order that counts as paid
    SEEN = auto()  # on its way
    GIVEN_UP = auto()  # the gateway waits no longer, and nothing has come
    NOTHING_NEW = auto()  # nothing has come, or a report was repeated
    OLDER = auto()  # it says less than the gateway has said before
    CONTRADICTORY = auto()  # it cannot be true, such as a completed payment of nothing
    OTHER_MONEY = auto()  # another token or network than was asked for
    NOT_OPENED = auto()  # a report about an order that nobody has been shown
    UNKNOWN_ORDER = auto()  # not one of ours


@dataclass(frozen=True, slots=True)
class Rules:
    """What the merchant has decided beforehand.

    Attributes:
        tolerance: how much may be missing, in tokens, as plain decimal text.
        late_window: how long an order is watched after it has ended.
    """

    tolerance: str = "0"
    late_window: timedelta = timedelta(hours=72)

    def tolerate(self, order: Order, received: Money) -> bool:
        """Whether what is missing may be let pass; never half of the order or more."""
        missing = order.amount - received
        return missing <= Money.of(self.tolerance, received.token) and missing < received


STRICT = Rules()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, and the order as it stands after it (the same object if nothing changed)."""

    outcome: Outcome
    order: Order


def judge(order: Order, report: Report, now: datetime, rules: Rules = STRICT) -> Verdict:
    """Decide what `report`, heard at `now`, means for `order`.

    The gateway's word decides that a payment has ended; the amounts decide, as whole
    millionths, whether it was enough.
    """
    if order.state is State.NEW:
        return Verdict(Outcome.NOT_OPENED, order)
    match report.word:
        case Word.WAITING:
            return Verdict(Outcome.OLDER if _has_begun(order) else Outcome.NOTHING_NEW, order)
        case Word.CLOSED:
            return _closed(order, report, now, rules)
        case _ if _is_other_money(order, report):
            return _odd(order, Outcome.OTHER_MONEY)
        case Word.CONFIRMING:
            return _seen(order, report, now, rules)
        case Word.COMPLETED:
            return _completed(order, report, now, rules)
        case _:
            assert_never(report.word)


def _has_begun(order: Order) -> bool:
    return order.state in {State.CONFIRMING, State.SHORT, State.PAID}


def _closed(order: Order, report: Report, now: datetime, rules: Rules) -> Verdict:
    """Nobody may be asked any more to pay an order that the gateway has given up.

    It may be completed all the same: whoever has paid too late is helped by the operator.
    """
    if report.name in order.gateway_numbers[:-1]:
        return Verdict(Outcome.NOTHING_NEW, order)  # nobody was shown that number
    if order.state is State.CONFIRMING:
        return _odd(order, Outcome.CONTRADICTORY)  # a payment was seen, and is no more
    if order.state is not State.OPEN:
        return Verdict(Outcome.OLDER if _has_begun(order) else Outcome.NOTHING_NEW, order)
    watched_until = order.watched_from(now, rules.late_window)
    return Verdict(Outcome.GIVEN_UP, moved(order, State.EXPIRED, watched_until=watched_until))


def _is_other_money(order: Order, report: Report) -> bool:
    return report.token not in {None, order.amount.token} or (
        report.network not in {None, order.network.key}
    )


def _odd(order: Order, outcome: Outcome) -> Verdict:
    """What cannot be counted is noted once, however often it is repeated."""
    if outcome in order.oddities:
        return Verdict(outcome, order)
    return Verdict(outcome, replace(order, oddities=order.oddities | {outcome}))


def _seen(order: Order, report: Report, now: datetime, rules: Rules) -> Verdict:
    if order.state is State.PAID:
        return Verdict(Outcome.OLDER, order)
    if order.state is not State.OPEN and order.state not in ENDED:
        return Verdict(Outcome.NOTHING_NEW, order)
    return Verdict(Outcome.SEEN, moved(_touched(order, report, now, rules), State.CONFIRMING))


def _completed(  # noqa: PLR0911 - one line for each outcome, in the order they are asked for
    order: Order, report: Report, now: datetime, rules: Rules
) -> Verdict:
    touched = _touched(order, report, now, rules)
    if report.received is None:
        return _completed_without_amount(order, touched, now)
    received = _readable(report.received, order.amount.token)
    if received is None:
        return _odd(order, Outcome.CONTRADICTORY)
    if order.received is not None and received < order.received:
        return Verdict(Outcome.OLDER, order)
    if order.state is State.PAID:
        return _after_paid(order, replace(touched, received=received))
    if received >= order.amount or rules.tolerate(order, received):
        return _settled(replace(touched, received=received), now)
    if received == order.received:
        return Verdict(Outcome.NOTHING_NEW, order)
    return Verdict(Outcome.SHORT, moved(touched, State.SHORT, received=received))


def _readable(counted: Decimal, token: str) -> Money | None:
    """What has arrived, `None` if it is nothing or no amount."""
    if not counted.is_finite():
        return None
    received = Money.counted(counted, token)
    return received if received.millionths > 0 else None


def _completed_without_amount(order: Order, touched: Order, now: datetime) -> Verdict:
    """The gateway's word is enough, unless it has named an amount before that was not."""
    if order.state is State.PAID or order.received is not None:
        return Verdict(Outcome.NOTHING_NEW, order)
    return _settled(touched, now)


def _after_paid(before: Order, after: Order) -> Verdict:
    """A paid order stays paid; what comes on top is only counted, so that people hear of it."""
    counted = before.received or before.amount
    if before.received is None and after.missing is not None:
        return _odd(before, Outcome.CONTRADICTORY)  # it was called completed, without an amount
    if after.received is None or after.received <= counted:
        return Verdict(Outcome.NOTHING_NEW, before)
    return Verdict(Outcome.REST if after.excess is None else Outcome.MORE, after)


def _settled(touched: Order, now: datetime) -> Verdict:
    why = Settlement.PAYMENT if touched.missing is None else Settlement.TOLERANCE
    paid = moved(touched, State.PAID, settled_at=now, settled_by=why)
    return Verdict(_name_of_payment(paid), paid)


def _name_of_payment(paid: Order) -> Outcome:
    if paid.excess is not None:
        return Outcome.EXCESS
    if paid.came_after is not None:
        return Outcome.LATE
    return Outcome.TOLERATED if paid.missing is not None else Outcome.PAID


def _touched(order: Order, report: Report, now: datetime, rules: Rules) -> Order:
    """What any sign of money changes.

    Where money has come, more may come: a rest that is missing, or the same once more. So the
    order is watched on from here.
    """
    return replace(
        order,
        came_after=order.state if order.state in ENDED else order.came_after,
        tx_hash=report.tx_hash or order.tx_hash,
        watched_until=order.watched_from(now, rules.late_window),
    )
