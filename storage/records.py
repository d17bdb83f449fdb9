"""What the database tells of the till as a whole."""

import asyncio
import shutil
from datetime import datetime

from bot.payments.minding import Room
from bot.payments.order import State
from storage.moments import from_ms
from storage.sqlite import Database


class RecordsTable:
    """Counts and room, each without reading all that was ever kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def orders_by_state(self) -> dict[State, int]:
        """How many orders there are in each state."""
        rows = await self._database.rows("SELECT state, orders FROM order_counts")
        counted = {State(row["state"]): int(row["orders"]) for row in rows}
        return {state: counted.get(state, 0) for state in State}

    async def notices_waiting(self) -> tuple[int, datetime | None]:
        """How many notices are still to be told, and when the oldest was queued."""
        row = await self._database.row(
            "SELECT COUNT(*), MIN(created_at) FROM notices WHERE closed_at IS NULL"
        )
        return (row[0], from_ms(row[1])) if row else (0, None)

    async def room(self) -> Room:
        """What the file and its log take, and what is left on their disk."""
        return await asyncio.to_thread(self._measure)

    def _measure(self) -> Room:
        path = self._database.path.resolve()
        beside = (path, path.with_name(f"{path.name}-wal"))
        used = sum(each.stat().st_size for each in beside if each.exists())
        return Room(shutil.disk_usage(path.parent).free, used)
