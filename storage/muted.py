"""Which kinds of notices each merchant does not want to hear."""

from bot.payments.notice import Kind
from storage.sqlite import Database


class MutedTable:
    """The kinds that are muted, as SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, person_id: int) -> set[Kind]:
        """The kinds that a merchant does not want to hear."""
        rows = await self._database.rows("SELECT kind FROM muted WHERE person_id = ?", person_id)
        return {Kind(row["kind"]) for row in rows}

    async def mute(self, person_id: int, kind: Kind) -> None:
        """Tell no more of a kind."""
        async with self._database.transaction() as tx:
            await tx.change(
                "INSERT INTO muted (person_id, kind) VALUES (?, ?) ON CONFLICT DO NOTHING",
                person_id,
                kind,
            )

    async def unmute(self, person_id: int, kind: Kind) -> None:
        """Tell of a kind again."""
        async with self._database.transaction() as tx:
            await tx.change("DELETE FROM muted WHERE person_id = ? AND kind = ?", person_id, kind)
