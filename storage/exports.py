"""Orders for an export, page by page, so that nobody waits for it and it needs no memory."""

from collections.abc import Mapping

from bot.payments.exporting import Filter
from bot.payments.order import Order
from bot.payments.periods import Period
from storage.moments import to_ms
from storage.order_rows import order_from
from storage.sqlite import Database
from storage.watched import SELECT

_WHICH: Mapping[Filter, str] = {
    Filter.ALL: "1 = 1",
    Filter.OPEN: "state IN ('new', 'open', 'confirming')",
    Filter.PAID: "state = 'paid'",
    Filter.LATE: "came_after IS NOT NULL",
    Filter.SHORT: "state = 'short'",
}


class ExportTable:
    """The orders of a period, as SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, which: Filter, period: Period, most: int) -> int:
        """How many there are, counted up to `most`."""
        by = _time(which)
        sql = (
            f"SELECT COUNT(*) FROM (SELECT 1 FROM orders WHERE {by} >= ? AND {by} < ?"  # noqa: S608 - our own words
            f" AND {_WHICH[which]} LIMIT ?) AS found"
        )
        async with self._database.snapshot() as view:
            row = await view.row(sql, to_ms(period.start), to_ms(period.end), most)
        return int(row[0]) if row else 0

    async def page(
        self, which: Filter, period: Period, after: Order | None, limit: int
    ) -> list[Order]:
        """The next orders after one, oldest first; from the beginning without one."""
        by = _time(which)
        where = (
            f"WHERE ({by}, number) > (?, ?) AND {by} < ? AND {_WHICH[which]}"
            f" ORDER BY {by}, number LIMIT ?"
        )
        start: tuple[int, str] = (to_ms(period.start), "")
        if after is not None:
            at = after.settled_at if which is Filter.PAID else after.created_at
            start = (to_ms(at or period.start), after.number)
        async with self._database.snapshot() as view:
            rows = await view.rows(f"{SELECT} {where}", *start, to_ms(period.end), limit)
        return [order_from(row) for row in rows]


def _time(which: Filter) -> str:
    """The column by which orders belong to a period."""
    return "settled_at" if which is Filter.PAID else "created_at"
