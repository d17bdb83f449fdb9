"""What is wrong with the till at the moment, and who must be told of it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.payments.notice import Draft, Kind
from bot.payments.vitals import Trouble
from storage.moments import from_ms, to_ms
from storage.order_writes import add_notice
from storage.sqlite import Database


class IncidentTable:
    """The troubles, as SQL.

    Args:
        database: where the tables are.
        courier: is called after a commit that queued notices.
    """

    def __init__(self, database: Database, courier: Callable[[], None]) -> None:
        self._database = database
        self._courier = courier

    async def troubles(self) -> dict[Trouble, datetime]:
        """What is wrong, each with the moment when it began."""
        rows = await self._database.rows("SELECT trouble, began_at FROM incidents")
        known = {str(trouble) for trouble in Trouble}
        return {
            Trouble(row["trouble"]): from_ms(row["began_at"])
            for row in rows
            if row["trouble"] in known
        }

    async def begin(
        self, trouble: Trouble, chat_ids: Sequence[int], kind: Kind, at: datetime
    ) -> None:
        """Note a trouble and queue a notice for each chat, unless it is noted already."""
        await self._change(
            "INSERT INTO incidents (trouble, began_at) VALUES (?, ?)"
            " ON CONFLICT (trouble) DO NOTHING",
            (trouble, to_ms(at)),
            chat_ids,
            kind,
            at,
        )

    async def end(
        self, trouble: Trouble, chat_ids: Sequence[int], kind: Kind, at: datetime
    ) -> None:
        """Strike a trouble off and queue a notice for each chat, if it is noted."""
        sql = "DELETE FROM incidents WHERE trouble = ?"
        await self._change(sql, (trouble,), chat_ids, kind, at)

    async def _change(
        self,
        sql: str,
        values: tuple[int | str, ...],
        chat_ids: Sequence[int],
        kind: Kind,
        at: datetime,
    ) -> None:
        async with self._database.transaction() as tx:
            if not await tx.change(sql, *values):
                return
            for chat_id in chat_ids:
                await add_notice(tx, Draft(kind, chat_id), None, at)
        self._courier()
