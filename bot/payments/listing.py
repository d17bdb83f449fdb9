"""Lists of orders: which orders, which page of them, and what a group has taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.payments.money import Money
from bot.payments.order import Order

MOST_COUNTED = 1000


class Filter(StrEnum):
    """Which orders a list shows."""

    ALL = "all"
    OPEN = "open"  # being prepared, waiting for money, or money is being confirmed
    PAID = "paid"
    LATE = "late"  # money came after the order had ended
    SHORT = "short"
    TODAY = "today"  # asked for on this day, UTC


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount that was asked or has arrived, in millionths; of any token if none is named."""

    millionths: int
    token: str | None = None

    def __str__(self) -> str:
        return f"{Money(self.millionths, '').plain} {self.token or ''}".rstrip()


Wanted = Filter | Sum


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose orders a list may show; with neither, those of the whole till.

    Attributes:
        group_id: only the orders of this group.
        payer_id: only what was asked by this person.
    """

    group_id: int | None = None
    payer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """Which orders are looked for.

    Attributes:
        today: when this day began, UTC.
    """

    scope: Scope
    wanted: Wanted
    today: datetime


class Turn(StrEnum):
    """On which side of an order a page lies."""

    FROM = "f"  # it begins with the order itself
    OLDER = "o"
    NEWER = "n"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a page lies: beside the order of a number. A list is ordered by age and number."""

    turn: Turn
    number: str


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a list, newest first.

    Attributes:
        count: how many there are in the whole list; nobody counts beyond `MOST_COUNTED`, and
            one more than that stands for any number.
        has_newer: whether the list has orders before this piece.
        has_older: whether it has orders after it.
    """

    orders: Sequence[Order]
    count: int
    has_newer: bool = False
    has_older: bool = False


@dataclass(frozen=True, slots=True)
class Taking:
    """What a group has taken in one token, on this day and since a moment before it.

    Attributes:
        today: how much on this day.
        in_all: how much since that moment.
        orders_today: in how many orders on this day.
        late: how many orders were paid late since that moment.
    """

    today: Money
    in_all: Money
    orders_today: int
    late: int


class OrderLists(Protocol):
    """Lists of orders, as the database keeps them."""

    async def page(self, search: Search, spot: Spot | None, size: int) -> Page:
        """A piece of a list; the newest, if `spot` is none or lies at no order of the scope."""
        ...

    async def count(self, search: Search) -> int:
        """How many orders are found; one more than `MOST_COUNTED` stands for any number."""
        ...

    async def of_transaction(self, tx_hash: str, limit: int) -> list[Order]:
        """The newest orders that a transaction paid for, its hash written in any way."""
        ...

    async def takings(self, group_id: int, since: datetime, today: datetime) -> list[Taking]:
        """What was paid to a group since a moment, and on this day, for each token."""
        ...
