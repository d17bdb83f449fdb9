"""Lists of orders, a page at a time, each read from an index of its own."""

from datetime import datetime

from bot.payments.listing import (
    MOST_COUNTED,
    Filter,
    Page,
    Scope,
    Search,
    Spot,
    Sum,
    Taking,
    Turn,
)
from bot.payments.money import MILLION, Money
from bot.payments.order import Order
from storage.moments import to_ms
from storage.order_rows import order_from
from storage.sqlite import Database, Row
from storage.watched import SELECT

Values = tuple[int | str, ...]
Condition = tuple[str, Values]
Key = tuple[int, str]  # by which every list is ordered: when an order was made, and its number

_STATES = {
    Filter.OPEN: "state IN ('new', 'open', 'confirming')",
    Filter.PAID: "state = 'paid'",
    Filter.LATE: "came_after IS NOT NULL",
    Filter.SHORT: "state = 'short'",
}
# So few are live, late or short that one index of them serves every group and payer.
_FEW = frozenset({Filter.OPEN, Filter.LATE, Filter.SHORT})
_SIDES = {Turn.FROM: "<=", Turn.OLDER: "<", Turn.NEWER: ">"}
# Whole tokens and the rest are added up apart: the millionths may be more than a number holds.
_TAKINGS = f"""
    SELECT token, settled_at >= ? AS is_today, COUNT(*) AS orders,
        COUNT(came_after) AS late,
        SUM(COALESCE(received, amount) / {MILLION}) AS whole,
        SUM(COALESCE(received, amount) % {MILLION}) AS rest
    FROM orders WHERE group_id = ? AND state = 'paid' AND settled_at >= ?
    GROUP BY token, is_today ORDER BY token, is_today
"""  # noqa: S608 - our own number


class ListingTable:
    """The lists, as SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, search: Search, spot: Spot | None, size: int) -> Page:
        """A piece of a list; the newest, if `spot` is none or lies at no order of the scope."""
        count = await self.count(search)
        key = await self._key(search.scope, spot) if spot else None
        if spot is None or key is None:
            found = await self._some(search, "", None, size + 1)
            return Page(found[:size], count, has_older=len(found) > size)
        found = await self._some(search, _SIDES[spot.turn], key, size + 1)
        goes_on, orders = len(found) > size, found[:size]
        if spot.turn is Turn.NEWER:
            comes_from = await self._any(search, "<=", key)
            return Page(orders[::-1], count, has_newer=goes_on, has_older=comes_from)
        comes_from = await self._any(search, ">=" if spot.turn is Turn.OLDER else ">", key)
        return Page(orders, count, has_newer=comes_from, has_older=goes_on)

    async def count(self, search: Search) -> int:
        """How many orders are found; one more than `MOST_COUNTED` stands for any number."""
        counted = 0
        for where, values in _conditions(search):
            limit = MOST_COUNTED + 1
            sql = f"SELECT COUNT(*) FROM (SELECT 1 FROM orders WHERE {where} LIMIT ?) AS found"  # noqa: S608 - our own words
            row = await self._database.row(sql, *values, limit)
            counted += row[0] if row else 0
        return min(counted, MOST_COUNTED + 1)

    async def of_transaction(self, tx_hash: str, limit: int) -> list[Order]:
        """The newest orders that a transaction paid for, its hash written in any way."""
        bare = tx_hash.lower().removeprefix("0x")
        rows = await self._database.rows(
            f"{SELECT} WHERE lower(tx_hash) IN (?, ?) AND tx_hash IS NOT NULL"
            " ORDER BY created_at DESC, number DESC LIMIT ?",
            bare,
            f"0x{bare}",
            limit,
        )
        return [order_from(row) for row in rows]

    async def takings(self, group_id: int, since: datetime, today: datetime) -> list[Taking]:
        """What was paid to a group since a moment, and on this day, for each token."""
        rows = await self._database.rows(_TAKINGS, to_ms(today), group_id, to_ms(since))
        tokens = dict.fromkeys(row["token"] for row in rows)
        return [_taking(token, [row for row in rows if row["token"] == token]) for token in tokens]

    async def _key(self, scope: Scope, spot: Spot) -> Key | None:
        """Where an order stands, if it may be known of."""
        where, values = _joined([("number = ?", (spot.number,)), *_of_scope(scope, is_led=False)])
        row = await self._database.row(
            f"SELECT created_at, number FROM orders WHERE {where}",  # noqa: S608 - our own words
            *values,
        )
        return (row["created_at"], row["number"]) if row else None

    async def _any(self, search: Search, side: str, key: Key) -> bool:
        return bool(await self._some(search, side, key, 1))

    async def _some(self, search: Search, side: str, key: Key | None, limit: int) -> list[Order]:
        """The orders next to a key on a side of it, the nearest first; else the newest."""
        way = "" if side.startswith(">") else " DESC"
        rows: list[Row] = []
        for condition in _conditions(search):
            beside = [(f"(created_at, number) {side} (?, ?)", key)] if key else []
            where, values = _joined([condition, *beside])
            order = f"ORDER BY created_at{way}, number{way} LIMIT ?"
            rows += await self._database.rows(f"{SELECT} WHERE {where} {order}", *values, limit)
        rows.sort(key=lambda row: (row["created_at"], row["number"]), reverse=bool(way))
        return [order_from(row) for row in rows[:limit]]


def _conditions(search: Search) -> list[Condition]:
    """What the orders of a list fulfil: the first or the second, if there are two."""
    scope, wanted = search.scope, search.wanted
    # A plus keeps SQLite from an index that would have it read more.
    if isinstance(wanted, Sum):
        token = [("token = ?", (wanted.token,))] if wanted.token else []
        asked = ("amount = ?", (wanted.millionths,))
        other = "received IS NOT NULL AND received != amount"
        came = (f"{other} AND received = ?", (wanted.millionths,))
        return [
            _joined([*_of_scope(scope, is_led=True), asked, *token]),
            _joined([*_of_scope(scope, is_led=False), came, *token]),
        ]
    led = _of_scope(scope, is_led=wanted not in _FEW)
    match wanted:
        case Filter.ALL:
            return [_joined(led)]
        case Filter.TODAY:
            return [_joined([*led, ("created_at >= ?", (to_ms(search.today),))])]
        case _:
            return [_joined([*led, (_STATES[wanted], ())])]


def _of_scope(scope: Scope, *, is_led: bool) -> list[Condition]:
    """The conditions of a scope; `is_led` if an index of its payer or group is to be used."""
    plus = "" if is_led else "+"
    conditions: list[Condition] = []
    if scope.payer_id is not None:
        conditions, plus = [(f"{plus}payer_id = ?", (scope.payer_id,))], "+"
    if scope.group_id is not None:
        conditions.append((f"{plus}group_id = ?", (scope.group_id,)))
    return conditions


def _joined(conditions: list[Condition]) -> Condition:
    where = " AND ".join(each for each, _ in conditions) or "TRUE"
    return where, tuple(value for _, values in conditions for value in values)


def _taking(token: str, rows: list[Row]) -> Taking:
    today = [row for row in rows if row["is_today"]]
    return Taking(
        today=_total(token, today),
        in_all=_total(token, rows),
        orders_today=sum(row["orders"] for row in today),
        late=sum(row["late"] for row in rows),
    )


def _total(token: str, rows: list[Row]) -> Money:
    return Money(sum(row["whole"] * MILLION + row["rest"] for row in rows), token)
