"""Reading orders, and above all those that are watched."""

from datetime import datetime

from bot.payments.order import Order
from bot.payments.ports import Watch
from storage.moments import from_ms, to_ms
from storage.order_rows import COLUMNS, order_from
from storage.sqlite import Database

SELECT = f"SELECT {COLUMNS} FROM orders"  # noqa: S608 - our own column names
_YOUNGEST = """
    SELECT MAX(created_at) FROM orders WHERE watched_until IS NOT NULL AND state != 'paid'
"""
_CLAIMED = """
    SELECT MAX(claimed_at) FROM orders
    WHERE watched_until IS NOT NULL AND claimed_at IS NOT NULL AND state != 'paid'
"""
# Each part has an index of its own.
_YOUNG = """
    WHERE number IN (
        SELECT number FROM orders
        WHERE created_at > ? AND watched_until IS NOT NULL AND state != 'paid'
        UNION SELECT number FROM orders
        WHERE claimed_at > ? AND watched_until IS NOT NULL AND claimed_at IS NOT NULL
            AND state != 'paid'
        UNION SELECT number FROM orders WHERE deadline <= ? AND state = 'open'
    )
    ORDER BY created_at
"""


class WatchedOrders:
    """The orders that the gateway is asked about, as SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def watch(self, now: datetime, since: datetime | None = None) -> Watch:
        """How much watching there is to do; orders watched for long enough are let go.

        Deadlines up to `since` are not told.
        """
        end = await self._moment(
            "SELECT MIN(watched_until) FROM orders WHERE watched_until IS NOT NULL"
        )
        if end is None:
            return Watch(None, None)
        if end <= now:
            await self._let_go(now)
        moments = [await self._moment(_YOUNGEST), await self._moment(_CLAIMED)]
        return Watch(
            youngest_at=max((each for each in moments if each is not None), default=None),
            next_deadline=await self._moment(
                "SELECT MIN(deadline) FROM orders WHERE state = 'open' AND deadline > ?",
                0 if since is None else to_ms(since),
            ),
            is_needed=True,
        )

    async def watched_since(self, since: datetime | None, now: datetime) -> list[Order]:
        """Watched orders by age, oldest first; with `since`, the young and the overdue alone."""
        if since is None:
            return await self._many("WHERE watched_until IS NOT NULL ORDER BY created_at")
        return await self._many(_YOUNG, to_ms(since), to_ms(since), to_ms(now))

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

    async def _moment(self, sql: str, *values: int) -> datetime | None:
        row = await self._database.row(sql, *values)
        return from_ms(row[0]) if row else None

    async def _one(self, where: str, *values: int | str | None) -> Order | None:
        row = await self._database.row(f"{SELECT} {where}", *values)
        return order_from(row) if row else None

    async def _many(self, where: str, *values: int | str | None) -> list[Order]:
        rows = await self._database.rows(f"{SELECT} {where}", *values)
        return [order_from(row) for row in rows]
