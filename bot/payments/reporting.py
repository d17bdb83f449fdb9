"""What was asked and received in a period: the figures of a report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import add
from typing import Protocol

from bot.payments.money import Money, Network
from bot.payments.periods import Period


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the orders, and the amount that is said of them."""

    count: int
    amount: Money

    def __add__(self, other: "Part") -> "Part":
        return Part(self.count + other.count, self.amount + other.amount)


@dataclass(frozen=True, slots=True)
class Taken:
    """The orders of one token that were paid in a period.

    Attributes:
        paid: all of them; what was received, or what was asked where the gateway did not say.
        late: those that had ended before; what was received for them.
        let_pass: those that count as paid although something is missing; what is missing.
        excess: those for which more than asked has come; what came on top.
    """

    paid: Part
    late: Part
    let_pass: Part
    excess: Part

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            self.paid + other.paid,
            self.late + other.late,
            self.let_pass + other.let_pass,
            self.excess + other.excess,
        )

    @property
    def average(self) -> Money:
        """What one order has brought, cut off below a millionth."""
        total = self.paid.amount
        return Money(total.millionths // self.paid.count, total.token)


@dataclass(frozen=True, slots=True)
class Short:
    """Orders asked in a period that are neither paid nor let pass; what came and what did not."""

    count: int
    received: Money
    missing: Money


@dataclass(frozen=True, slots=True)
class Figures:
    """All that a report says. Amounts of different tokens are never added up.

    Attributes:
        asked: how many orders were asked for in the period; one that was replaced by another
            counts with that other.
        asked_and_paid: how many of these are paid by now.
        taken: what was paid in the period, by token and network.
        median: how long half of the payers took at most, from asking to the paid order.
        short: what has come for orders that are not paid, by token.
        bars: what was received in each slot of the period, by token, in millionths.
    """

    period: Period
    asked: int
    asked_and_paid: int
    taken: Mapping[str, Mapping[Network, Taken]]
    median: timedelta | None
    short: Mapping[str, Short]
    bars: Mapping[str, tuple[int, ...]]

    @property
    def count(self) -> int:
        """How many orders were paid in the period."""
        return sum(self.of_token(token).paid.count for token in self.taken)

    @property
    def conversion(self) -> int | None:
        """How many of a hundred who asked have paid: 100 only if all have, 0 only if none has."""
        if not self.asked:
            return None
        nearest = (200 * self.asked_and_paid + self.asked) // (2 * self.asked)
        if 0 < self.asked_and_paid < self.asked:
            return min(max(nearest, 1), 99)
        return nearest

    def of_token(self, token: str) -> Taken:
        """What was paid in one token, on whatever network."""
        return reduce(add, self.taken[token].values())


class Reports(Protocol):
    """What the database can add up."""

    async def figures(self, period: Period, group_id: int | None) -> Figures:
        """The figures of one group, or of all."""
        ...
