"""What a call asks of SQLite, and how SQLite goes about it."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import aiosqlite
import pytest

from storage.sqlite import Database

Opening = Callable[[Path], Awaitable[Database]]
Values = Sequence[int | str | None]


class Plans:
    """Listens to a database and explains what it was asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._heard: list[tuple[str, Values]] = []

    async def of(self, call: Awaitable[object]) -> list[str]:
        """The plan, line by line, of each statement that reads or changes rows."""
        self._heard.clear()
        with pytest.MonkeyPatch.context() as patch:
            for name in ("execute", "execute_fetchall"):
                execute = self._listening(getattr(aiosqlite.Connection, name))
                patch.setattr(aiosqlite.Connection, name, execute)
            await call
        return [line for sql, values in self._heard for line in await self._explain(sql, values)]

    def _listening(self, execute: Callable[..., Any]) -> Callable[..., Any]:
        # SQLite's own trace has the values filled in, and such text may be planned differently.
        def listen(connection: Any, sql: str, values: Values = ()) -> Any:  # noqa: ANN401 - the library's
            if re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)", sql):
                self._heard.append((sql, values))
            return execute(connection, sql, values)

        return listen

    async def _explain(self, sql: str, values: Values) -> list[str]:
        rows = await self._database.rows(f"EXPLAIN QUERY PLAN {sql}", *values)
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
    await database._writer.set_trace_callback(_deaf)
    assert len(heard) >= count


async def _cancel(task: asyncio.Future[object]) -> None:
    task.cancel()


def _deaf(_: str) -> None:
    """Hear nothing any more."""
