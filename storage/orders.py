"""Orders, their history and the notices they cause."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from bot.errors import GatewayMisunderstood
from bot.payments.notice import Kind
from bot.payments.order import Order
from bot.payments.ports import Step, Watch
from storage.moments import from_ms, to_ms
from storage.order_rows import COLUMNS, order_from, values_of
from storage.sqlite import Database, Transaction

_INSERT = (
    f"INSERT INTO orders ({COLUMNS}) VALUES ({', '.join('?' * len(COLUMNS.split(',')))})"  # noqa: S608 - our own column names
    " ON CONFLICT (origin) DO NOTHING"
)
_SELECT = f"SELECT {COLUMNS} FROM orders"  # noqa: S608 - our own column names
_MOVE = """
    UPDATE orders SET state = ?, revision = revision + 1, attempt = ?, failures = 0, retry_at = ?,
        deadline = ?, watched_until = ?, cashier_url = ?, address = ?, received = ?,
        settled_at = ?
    WHERE number = ? AND revision = ?
"""
_WATCHED_AMONG = """
    SELECT name FROM gateway_names JOIN orders ON number = order_number
    WHERE watched_until IS NOT NULL AND name IN ({})
"""
_NAMES_AT_ONCE = 500


class OrderTable:
    """The orders, as SQL.

    Args:
        database: where the tables are.
        courier: is called after a commit that queued notices.
    """

    def __init__(self, database: Database, courier: Callable[[], None]) -> None:
        self._database = database
        self._courier = courier

    async def add(self, order: Order) -> Order:
        """Keep a new order, or give back the one that has the same origin."""
        async with self._database.transaction() as tx:
            if await tx.change(_INSERT, *values_of(order)):
                await _add_name(tx, order.number, order.number)
                await _add_step(tx, order, order, Step(order.created_at, "asked"))
            row = await tx.row(f"{_SELECT} WHERE origin = ?", order.origin)
        return order_from(row) if row else order

    async def move(
        self, before: Order, after: Order, step: Step, kinds: Sequence[Kind], *, name: str = ""
    ) -> bool:
        """Write `after`, its history and its notices at once, if `before` still stands."""
        async with self._database.transaction() as tx:
            moved = await tx.change(
                _MOVE,
                after.state,
                after.attempt,
                to_ms(step.at),
                to_ms(after.deadline),
                to_ms(after.watched_until),
                after.cashier_url,
                after.address,
                None if after.received is None else after.received.millionths,
                to_ms(after.settled_at),
                before.number,
                before.revision,
            )
            if not moved:
                return False
            if name:
                await _add_name(tx, name, before.number)
            await _add_step(tx, before, after, step)
            for kind in kinds:
                await add_notice(tx, kind, after.place.chat_id, after.number, step.at)
        if kinds:
            self._courier()
        return True

    async def find(self, number: str) -> Order | None:
        """The order of this number."""
        return await self._one("WHERE number = ?", number)

    async def of_origin(self, origin: str) -> Order | None:
        """The order that `origin` asked for."""
        return await self._one("WHERE origin = ?", origin)

    async def named(self, name: str) -> Order | None:
        """The order that the gateway calls by `name`."""
        return await self._one(
            "WHERE number = (SELECT order_number FROM gateway_names WHERE name = ?)", name
        )

    async def watched_among(self, names: Collection[str]) -> list[str]:
        """Those of `names` that belong to watched orders."""
        wanted, found = list(names), []
        for start in range(0, len(wanted), _NAMES_AT_ONCE):
            some = wanted[start : start + _NAMES_AT_ONCE]
            sql = _WATCHED_AMONG.format(", ".join("?" * len(some)))
            rows = await self._database.rows(sql, *some)
            found += [row["name"] for row in rows]
        return found

    async def of_payer(self, payer_id: int, chat_id: int | None, limit: int) -> list[Order]:
        """The newest orders of one payer, of one chat or of all."""
        return await self._many(
            "WHERE payer_id = ? AND COALESCE(?, chat_id) = chat_id"
            " ORDER BY created_at DESC, number LIMIT ?",
            payer_id,
            chat_id,
            limit,
        )

    async def live_of_payer(self, payer_id: int) -> list[Order]:
        """The orders of one payer that still wait for money, oldest first."""
        # The plus keeps SQLite from reading all that the payer ever ordered, in order.
        return await self._many(
            "WHERE payer_id = ? AND state IN ('new', 'open') ORDER BY +created_at", payer_id
        )

    async def to_open(self, now: datetime, limit: int) -> list[Order]:
        """New orders whose time to be tried has come, oldest first."""
        return await self._many(
            "WHERE state = 'new' AND retry_at <= ? ORDER BY created_at LIMIT ?", to_ms(now), limit
        )

    async def waiting(self) -> list[Order]:
        """New orders, oldest first, that the payer has not been told are delayed."""
        return await self._many(
            "WHERE state = 'new' AND delay_told_at IS NULL ORDER BY created_at"
        )

    async def next_try(self) -> datetime | None:
        """When the next new order may be tried."""
        row = await self._database.row("SELECT MIN(retry_at) FROM orders WHERE state = 'new'")
        return from_ms(row[0]) if row else None

    async def retry(self, order: Order, at: datetime) -> None:
        """Note that opening `order` failed and may be tried again at `at`."""
        async with self._database.transaction() as tx:
            await tx.change(
                "UPDATE orders SET failures = failures + 1, retry_at = ? WHERE number = ?",
                to_ms(at),
                order.number,
            )

    async def tell_delayed(self, order: Order, at: datetime) -> None:
        """Queue, once, the notice that a new order keeps waiting."""
        async with self._database.transaction() as tx:
            told = await tx.change(
                "UPDATE orders SET delay_told_at = ?"
                " WHERE number = ? AND state = 'new' AND delay_told_at IS NULL",
                to_ms(at),
                order.number,
            )
            if told:
                await add_notice(tx, Kind.DELAYED, order.place.chat_id, order.number, at)
        self._courier()

    async def watch(self, now: datetime) -> Watch:
        """How much watching there is to do; orders watched for long enough are let go."""
        row = await self._database.row(
            "SELECT MAX(created_at), MIN(watched_until) FROM orders"
            " WHERE watched_until IS NOT NULL"
        )
        deadline = await self._database.row(
            "SELECT MIN(deadline) FROM orders WHERE state = 'open'"
        )
        if row and row[1] is not None and row[1] <= to_ms(now):
            await self._let_go(now)
        return Watch(from_ms(row[0]) if row else None, from_ms(deadline[0]) if deadline else None)

    async def past_deadline(self, moment: datetime) -> list[Order]:
        """Open orders whose deadline is not after `moment`."""
        return await self._many(
            "WHERE state = 'open' AND deadline <= ? ORDER BY deadline", to_ms(moment)
        )

    async def _let_go(self, now: datetime) -> None:
        async with self._database.transaction() as tx:
            await tx.change(
                "UPDATE orders SET watched_until = NULL"
                " WHERE watched_until <= ? AND state != 'open'",
                to_ms(now),
            )

    async def _one(self, where: str, *values: int | str | None) -> Order | None:
        row = await self._database.row(f"{_SELECT} {where}", *values)
        return order_from(row) if row else None

    async def _many(self, where: str, *values: int | str | None) -> list[Order]:
        rows = await self._database.rows(f"{_SELECT} {where}", *values)
        return [order_from(row) for row in rows]


async def add_notice(
    tx: Transaction, kind: Kind, chat_id: int, order_number: str | None, at: datetime
) -> None:
    """Queue a notice in the transaction of what caused it."""
    await tx.change(
        "INSERT INTO notices (kind, chat_id, order_number, created_at, due_at, attempts)"
        " VALUES (?, ?, ?, ?, ?, 0)",
        kind,
        chat_id,
        order_number,
        to_ms(at),
        to_ms(at),
    )


async def _add_name(tx: Transaction, name: str, order_number: str) -> None:
    await tx.change(
        "INSERT INTO gateway_names (name, order_number) VALUES (?, ?)"
        " ON CONFLICT (name) DO NOTHING",
        name,
        order_number,
    )
    row = await tx.row("SELECT order_number FROM gateway_names WHERE name = ?", name)
    if row is None or row["order_number"] != order_number:
        # Going on would credit one order with the money of another.
        raise GatewayMisunderstood(f"the name {name!r} already belongs to another order")


async def _add_step(tx: Transaction, before: Order, after: Order, step: Step) -> None:
    await tx.change(
        "INSERT INTO history (order_number, at, from_state, to_state, cause, evidence)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        after.number,
        to_ms(step.at),
        before.state,
        after.state,
        step.cause,
        step.evidence,
    )
