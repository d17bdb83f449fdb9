"""Orders as rows of a table: what can be wished, which columns there are, what they hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Protocol

from bot.payments.money import Money
from bot.payments.order import Order, Settlement, State
from bot.payments.periods import Period, Span


class Filter(StrEnum):
    """Which orders; those that are paid by the day of payment, all others by the day of asking."""

    ALL = auto()
    OPEN = auto()  # not paid yet, and still waited for
    PAID = auto()
    LATE = auto()  # money came after they had ended
    SHORT = auto()  # less than asked has come, and nobody let it pass


class Format(StrEnum):
    """What kind of file."""

    CSV = auto()
    XLSX = auto()


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants exported."""

    span: Span = Span.WEEK
    filter: Filter = Filter.ALL
    format: Format = Format.CSV


def read_wish(words: Sequence[str]) -> Wish | str:
    """Read period, filter and format in any order; give back the first word that is no wish."""
    found: dict[str, Span | Filter | Format] = {}
    for word in words:
        meant = _MEANT.get(word.casefold())
        if meant is None or type(meant).__name__ in found:
            return word
        found[type(meant).__name__] = meant
    return Wish(**{name.lower(): value for name, value in found.items()})  # type: ignore[arg-type]  # each by its own name


_MEANT: dict[str, Span | Filter | Format] = {
    str(each): each for kind in (Span, Filter, Format) for each in kind
}


class Exports(Protocol):
    """The orders, page by page."""

    async def count(self, which: Filter, period: Period, most: int) -> int:
        """How many there are, counted up to `most`."""
        ...

    async def page(
        self, which: Filter, period: Period, after: Order | None, limit: int
    ) -> list[Order]:
        """The next orders after one, oldest first; from the beginning without one."""
        ...


class Kind(StrEnum):
    """What a column holds."""

    TEXT = auto()
    NUMBER = auto()  # plain decimal text


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, which never changes, and what it holds of an order."""

    name: str
    cell: Callable[[Order], str]
    kind: Kind = Kind.TEXT


def _amount(money: Money | None) -> str:
    return "" if money is None else money.plain


def _time(at: datetime | None) -> str:
    """ISO 8601 in UTC, to the second, so that it sorts as a text."""
    return "" if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _counted(order: Order) -> str:
    """What a paid order has brought, as reports count it."""
    return _amount(order.received or order.amount) if order.state is State.PAID else ""


_DECISIONS: Mapping[Settlement | None, str] = {
    Settlement.ACCEPTANCE: "accepted",  # by hand
    Settlement.TOLERANCE: "tolerated",  # by the setting
}

COLUMNS = (
    Column("number", lambda order: order.number),
    Column("state", lambda order: order.state),
    Column("created_utc", lambda order: _time(order.created_at)),
    Column("settled_utc", lambda order: _time(order.settled_at)),
    Column("payer_id", lambda order: str(order.payer_id), Kind.NUMBER),
    Column("chat_id", lambda order: str(order.place.chat_id), Kind.NUMBER),
    Column("token", lambda order: order.amount.token),
    Column("network", lambda order: order.network.key),
    Column("asked", lambda order: order.amount.plain, Kind.NUMBER),
    Column("received", lambda order: _amount(order.received), Kind.NUMBER),
    Column("missing", lambda order: _amount(order.missing), Kind.NUMBER),
    Column("excess", lambda order: _amount(order.excess), Kind.NUMBER),
    Column("counted", _counted, Kind.NUMBER),
    Column("late", lambda order: "yes" if order.came_after else "no"),
    Column("ended_before", lambda order: order.came_after or ""),
    Column("merchant_decision", lambda order: _DECISIONS.get(order.settled_by, "")),
    Column("transaction", lambda order: order.tx_hash or ""),
    Column("replaced_by", lambda order: order.successor or ""),
    Column("invoice", lambda order: order.invoice or ""),
)


def row_of(order: Order) -> list[str]:
    """What each column holds of an order."""
    return [column.cell(order) for column in COLUMNS]
