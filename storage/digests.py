"""When each merchant is told of the day before."""

from collections.abc import Callable
from datetime import date, datetime

from bot.payments.digesting import Digest
from bot.payments.notice import Draft, Kind
from storage.order_writes import add_notice
from storage.sqlite import Database, Row

_KEEP = """
    INSERT INTO digests (person_id, minute_of_day, zone, last_day) VALUES (?, ?, ?, ?)
    ON CONFLICT (person_id) DO UPDATE SET
        minute_of_day = excluded.minute_of_day,
        zone = excluded.zone,
        last_day = CASE WHEN digests.last_day > excluded.last_day
            THEN digests.last_day ELSE excluded.last_day END
"""


class DigestTable:
    """The digests, as SQL.

    Args:
        database: where the tables are.
        courier: is called after a commit that queued notices.
    """

    def __init__(self, database: Database, courier: Callable[[], None]) -> None:
        self._database = database
        self._courier = courier

    async def of(self, person_id: int) -> Digest | None:
        """What a merchant has chosen."""
        sql = "SELECT * FROM digests WHERE person_id = ?"
        row = await self._database.row(sql, person_id)
        return _digest(row) if row else None

    async def wanted(self) -> list[Digest]:
        """All that are to be told."""
        sql = "SELECT * FROM digests WHERE minute_of_day IS NOT NULL ORDER BY person_id"
        return [_digest(row) for row in await self._database.rows(sql)]

    async def keep(self, digest: Digest) -> None:
        """Keep what a merchant has chosen; no day is told again that was told before."""
        day = digest.last_day.isoformat()
        async with self._database.transaction() as tx:
            await tx.change(_KEEP, digest.person_id, digest.minute, digest.zone, day)

    async def tell(self, digest: Digest, day: date, at: datetime) -> None:
        """Queue the notice of a day, unless that or a later one was queued before."""
        async with self._database.transaction() as tx:
            is_new = await tx.change(
                "UPDATE digests SET last_day = ?"
                " WHERE person_id = ? AND last_day < ? AND minute_of_day = ? AND zone = ?",
                day.isoformat(),
                digest.person_id,
                day.isoformat(),
                digest.minute,
                digest.zone,
            )
            if is_new:
                await add_notice(tx, Draft(Kind.DIGEST, digest.person_id), None, at)
        self._courier()


def _digest(row: Row) -> Digest:
    return Digest(
        row["person_id"], row["minute_of_day"], row["zone"], date.fromisoformat(row["last_day"])
    )
