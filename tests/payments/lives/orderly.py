"""SQLite in the thread of its caller, so that what happens at once happens the same way again."""

import asyncio
import sqlite3
from collections.abc import Callable, Generator
from pathlib import Path
from random import Random
from typing import Any, Self

import aiosqlite


class PowerCut(BaseException):
    """The machine went dark."""


class Turns:
    """Decides, by lot, who goes on when several wait, and when the power fails.

    Attributes:
        lots: draws who goes on; `None` if nobody else waits.
        left: how many more things can be done before the power fails, if it does.
    """

    def __init__(self) -> None:
        self.lots: Random | None = None
        self.left: int | None = None

    async def wait(self) -> None:
        """Let others go first, as the lot falls."""
        if self.left is not None:
            if self.left <= 0:
                raise PowerCut
            self.left -= 1
        if self.lots is not None:
            for _ in range(self.lots.randrange(4)):
                await asyncio.sleep(0)


class OrderlyConnection(aiosqlite.Connection):
    """A connection without a thread of its own; it waits for its turn instead."""

    def __init__(self, connector: Callable[[], sqlite3.Connection], turns: Turns) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._turns = turns

    def __await__(self) -> Generator[Any, None, Self]:
        yield from ()
        self._connection = self._connector()
        return self

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as its parent
        await self._turns.wait()
        return fn(*args, **kwargs)

    async def close(self) -> None:
        self.drop()

    def drop(self) -> None:
        """End as if the program had died: SQLite undoes what was not committed."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Power:
    """Makes connections that take turns, and cuts them off all at once."""

    def __init__(self) -> None:
        self.turns = Turns()
        self._connections: list[OrderlyConnection] = []

    def connect(self, path: Path, **options: Any) -> OrderlyConnection:  # noqa: ANN401 - SQLite's own
        """Stand in for `aiosqlite.connect`."""
        connection = OrderlyConnection(lambda: sqlite3.connect(path, **options), self.turns)
        self._connections.append(connection)
        return connection

    def off(self) -> None:
        """Cut off every connection there is."""
        for connection in self._connections:
            connection.drop()
        self._connections.clear()
