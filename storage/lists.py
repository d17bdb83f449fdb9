"""The gateway's public lists, in its own words, as they were read last."""

from datetime import datetime

from storage.moments import from_ms, to_ms
from storage.sqlite import Database


class ListTable:
    """The answers by the names of their lists, as SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> dict[str, tuple[str, datetime]]:
        """Each answer by the name of its list, and when it was read."""
        rows = await self._database.rows("SELECT name, body, read_at FROM gateway_lists")
        return {row["name"]: (row["body"], from_ms(row["read_at"])) for row in rows}

    async def keep(self, name: str, body: str, at: datetime) -> None:
        """Keep an answer in place of the one before."""
        async with self._database.transaction() as tx:
            await tx.change(
                "INSERT INTO gateway_lists (name, body, read_at) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET body = excluded.body,"
                " read_at = excluded.read_at",
                name,
                body,
                to_ms(at),
            )
