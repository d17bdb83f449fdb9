"""The inbox: updates are stored before Telegram is told that they were received."""

from collections.abc import Sequence
from datetime import datetime

from storage.moments import to_ms
from storage.sqlite import Database


class InboxTable:
    """Updates as Telegram sent them, with the moment when each was finished."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def store(self, updates: Sequence[tuple[int, str]], at: datetime) -> list[int]:
        """Store a batch of (id, JSON) in one transaction; give back the ids that are new."""
        async with self._database.transaction() as tx:
            return [
                update_id
                for update_id, body in updates
                if await tx.change(
                    "INSERT INTO inbox (update_id, body, received_at) VALUES (?, ?, ?)"
                    " ON CONFLICT (update_id) DO NOTHING",
                    update_id,
                    body,
                    to_ms(at),
                )
            ]

    async def unfinished(self) -> list[tuple[int, str]]:
        """What was stored and not finished, oldest first."""
        rows = await self._database.rows(
            "SELECT update_id, body FROM inbox WHERE finished_at IS NULL ORDER BY update_id"
        )
        return [(row["update_id"], row["body"]) for row in rows]

    async def finish(self, update_id: int, at: datetime) -> None:
        """Note that an update was handled."""
        async with self._database.transaction() as tx:
            await tx.change(
                "UPDATE inbox SET finished_at = ? WHERE update_id = ?", to_ms(at), update_id
            )

    async def forget(self, before: datetime) -> None:
        """Delete updates that were finished before a moment."""
        async with self._database.transaction() as tx:
            await tx.change("DELETE FROM inbox WHERE finished_at < ?", to_ms(before))
