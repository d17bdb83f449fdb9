"""What a call asks of SQLite, and how SQLite goes about it."""

import asyncio
import re
import sqlite3
from collections.abc import Awaitable, Coroutine
from typing import Any

from storage.sqlite import Database


class Plans:
    """Listens to a database and explains what it was asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, call: Awaitable[object]) -> list[str]:
        """The plan, line by line, of each statement that reads or changes rows."""
        heard: list[str] = []
        connections = (self._database._reader, self._database._writer)
        for connection in connections:
            await connection.set_trace_callback(heard.append)
        try:
            await call
        finally:
            for connection in connections:
                await connection.set_trace_callback(None)
        wanted = [sql for sql in heard if re.match(r"\s*(SELECT|UPDATE|DELETE)", sql)]
        return [line for sql in wanted for line in await self._explain(sql)]

    async def _explain(self, sql: str) -> list[str]:
        rows: list[sqlite3.Row] = await self._database.rows(f"EXPLAIN QUERY PLAN {sql}")
        return [row["detail"] for row in rows]


async def cancel_at(database: Database, count: int, work: Coroutine[Any, Any, object]) -> None:
    """Cancel `work` while the writer runs its statement number `count`."""
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)
    heard: list[str] = []

    def hear(sql: str) -> None:
        heard.append(sql)
        if len(heard) == count:
            asyncio.run_coroutine_threadsafe(_cancel(task), loop).result()

    await database._writer.set_trace_callback(hear)
    await asyncio.wait({task})
    await database._writer.set_trace_callback(None)
    assert len(heard) >= count


async def _cancel(task: asyncio.Future[object]) -> None:
    task.cancel()
