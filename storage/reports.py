"""The figures of reports, added up by the database."""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

from bot.payments.money import MILLION, NETWORKS, Money, Network
from bot.payments.periods import Period
from bot.payments.reporting import Figures, Part, Short, Taken
from storage.moments import to_ms
from storage.sqlite import Database, Row, Transaction

# What a paid order has brought: what was received, or all of it if the gateway did not say.
_COUNTED = "COALESCE(received, amount)"
# Written so that the index by time is used, which holds the group as well.
_IN_GROUP = "COALESCE(?, group_id, 0) = COALESCE(group_id, 0)"
_PAID = f"settled_at >= ? AND settled_at < ? AND {_IN_GROUP}"
_ASKED = f"created_at >= ? AND created_at < ? AND {_IN_GROUP}"


def _sum(amount: str, name: str, when: str = "1 = 1") -> str:
    """Count and sum of an amount where something is true.

    Tokens and millionths are added up apart: a sum of the largest amounts fits no column.
    """
    return (
        f"SUM(CASE WHEN {when} THEN 1 ELSE 0 END) AS {name}_count,"
        f" SUM(CASE WHEN {when} THEN ({amount}) / {MILLION} ELSE 0 END) AS {name}_whole,"
        f" SUM(CASE WHEN {when} THEN ({amount}) % {MILLION} ELSE 0 END) AS {name}_part"
    )


_COUNTS = f"""
    SELECT SUM(CASE WHEN successor IS NULL OR state = 'paid' THEN 1 ELSE 0 END) AS asked,
        SUM(CASE WHEN state = 'paid' THEN 1 ELSE 0 END) AS paid
    FROM orders WHERE {_ASKED}
"""  # noqa: S608 - our own words
_TAKEN = f"""
    SELECT token, network, {_sum(_COUNTED, "paid")},
        {_sum(_COUNTED, "late", "came_after IS NOT NULL")},
        {_sum("amount - received", "let_pass", "received < amount")},
        {_sum("received - amount", "excess", "received > amount")}
    FROM orders WHERE {_PAID} GROUP BY token, network ORDER BY token, network
"""  # noqa: S608 - our own words
_MEDIAN = f"""
    SELECT settled_at - created_at AS took FROM orders WHERE {_PAID}
    ORDER BY took LIMIT ? OFFSET ?
"""  # noqa: S608 - our own words
_SHORT = f"""
    SELECT token, {_sum("COALESCE(received, 0)", "received")},
        {_sum("amount - COALESCE(received, 0)", "missing")}
    FROM orders WHERE {_ASKED} AND state = 'short' GROUP BY token ORDER BY token
"""  # noqa: S608 - our own words
# The cross join makes SQLite go from slot to slot, and look each up in the index.
_BARS = f"""
    WITH slots (slot, begins, ends) AS (VALUES {{}})
    SELECT slot, token, {_sum(_COUNTED, "paid")}
    FROM slots CROSS JOIN orders
    WHERE settled_at >= begins AND settled_at < ends AND {_IN_GROUP} GROUP BY slot, token
"""  # noqa: S608 - our own words
_SLOT = "(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT))"


class ReportTable:
    """What was asked and received, as SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def figures(self, period: Period, group_id: int | None) -> Figures:
        """The figures of one group, or of all, as of one moment."""
        within = (to_ms(period.start), to_ms(period.end), group_id)
        async with self._database.snapshot() as view:
            counts = await view.row(_COUNTS, *within)
            taken = _by_token(await view.rows(_TAKEN, *within))
            paid = sum(each.paid.count for of in taken.values() for each in of.values())
            return Figures(
                period,
                asked=(counts["asked"] or 0) if counts else 0,
                asked_and_paid=(counts["paid"] or 0) if counts else 0,
                taken=taken,
                median=await _median(view, within, paid) if paid else None,
                short={row["token"]: _short(row) for row in await view.rows(_SHORT, *within)},
                bars=await _bars(view, period, group_id),
            )


def _by_token(rows: list[Row]) -> dict[str, dict[Network, Taken]]:
    found: defaultdict[str, dict[Network, Taken]] = defaultdict(dict)
    for row in rows:
        found[row["token"]][NETWORKS[row["network"]]] = _taken(row)
    return dict(found)


def _taken(row: Row) -> Taken:
    names = ("paid", "late", "let_pass", "excess")
    return Taken(*(Part(row[f"{name}_count"], _money(row, name)) for name in names))


def _short(row: Row) -> Short:
    return Short(row["received_count"], _money(row, "received"), _money(row, "missing"))


def _money(row: Row, name: str) -> Money:
    return Money(row[f"{name}_whole"] * MILLION + row[f"{name}_part"], row["token"])


async def _median(
    view: Transaction, within: tuple[int, int, int | None], count: int
) -> timedelta | None:
    """The middle of all durations, or of the two in the middle."""
    rows = await view.rows(_MEDIAN, *within, 2 - count % 2, (count - 1) // 2)
    took = [row["took"] for row in rows]
    return timedelta(milliseconds=max(sum(took) // len(took), 0)) if took else None


async def _bars(
    view: Transaction, period: Period, group_id: int | None
) -> dict[str, tuple[int, ...]]:
    edges = [to_ms(border) for border in period.borders]
    slots = list(pairwise(edges))
    values = [v for number, (begins, ends) in enumerate(slots) for v in (number, begins, ends)]
    sql = _BARS.format(", ".join([_SLOT] * len(slots)))
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0] * len(slots))
    for row in await view.rows(sql, *values, group_id):
        found[row["token"]][row["slot"]] = _money(row, "paid").millionths
    return {token: tuple(bars) for token, bars in sorted(found.items())}
