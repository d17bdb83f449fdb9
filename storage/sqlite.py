"""SQLite behind the till: its connections, explicit transactions, errors in words."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import aiosqlite

from bot.errors import StorageError

Row = sqlite3.Row

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
PATIENCE = 5.0


class Transaction:
    """Statements that happen together or not at all."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def rows(self, sql: str, *values: int | str | None) -> list[Row]:
        """What a query finds."""
        return list(await self._connection.execute_fetchall(sql, values))

    async def row(self, sql: str, *values: int | str | None) -> Row | None:
        """The first row that a query finds."""
        found = await self.rows(sql, *values)
        return found[0] if found else None

    async def change(self, sql: str, *values: int | str | None) -> int:
        """Run a statement and tell how many rows it changed."""
        async with self._connection.execute(sql, values) as cursor:
            return cursor.rowcount


class Database:
    """One file: a connection that writes, one transaction at a time, and one that reads."""

    def __init__(
        self, path: Path, writer: aiosqlite.Connection, reader: aiosqlite.Connection
    ) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open or create the file.

        Raises:
            StorageError: it is locked, unwritable or no database.
        """
        with in_words(path):
            # aiosqlite's thread would outlive a connection that cannot be made.
            sqlite3.connect(path).close()
            writer = await _connect(path)
            try:
                # A write that changes nothing: better to fail now than at the first payment.
                await writer.execute("BEGIN IMMEDIATE")
                await writer.execute("PRAGMA user_version = 0")
                await writer.execute("COMMIT")
                return cls(path, writer, await _connect(path))
            except BaseException:
                await writer.close()
                raise

    async def close(self) -> None:
        """Close the file; what was committed stays."""
        await self._reader.close()
        await self._writer.close()

    async def rows(self, sql: str, *values: int | str | None) -> list[Row]:
        """What a query finds among all that is committed."""
        with in_words(self.path):
            return await Transaction(self._reader).rows(sql, *values)

    async def row(self, sql: str, *values: int | str | None) -> Row | None:
        """The first row that a query finds."""
        found = await self.rows(sql, *values)
        return found[0] if found else None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Write in one transaction; it is undone if the block raises or is cancelled."""
        async with self._turn:
            with in_words(self.path):
                try:
                    await self._writer.execute("BEGIN IMMEDIATE")
                    yield Transaction(self._writer)
                    await self._writer.execute("COMMIT")
                except BaseException:
                    await asyncio.shield(_roll_back(self._writer))
                    raise

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Transaction]:
        """Read at leisure: all that is asked inside is of one moment, and nobody waits for it.

        It has a connection of its own. Keep it short all the same: while it lasts, the log of
        what was written cannot be folded into the file.
        """
        with in_words(self.path):
            address = f"{self.path.resolve().as_uri()}?mode=ro"
            async with aiosqlite.connect(
                address, uri=True, timeout=PATIENCE, isolation_level=None
            ) as connection:
                connection.row_factory = sqlite3.Row
                await connection.execute("BEGIN")
                yield Transaction(connection)


async def _connect(path: Path) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, timeout=PATIENCE, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        for pragma in PRAGMAS:
            await connection.execute(pragma)
    except BaseException:
        await connection.close()
        raise
    return connection


async def _roll_back(connection: aiosqlite.Connection) -> None:
    # A cancelled BEGIN or COMMIT still runs in its thread, before this; only there is it known
    # whether it left a transaction open.
    with suppress(sqlite3.OperationalError):
        await connection.execute("ROLLBACK")


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite says into a sentence that tells what to do.

    Raises:
        StorageError: instead of SQLite's own errors.
    """
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as error:
        raise StorageError(f"the database {path} {_words(error)}") from error


_WORDS: dict[int, str] = {
    sqlite3.SQLITE_BUSY: "is locked by another program; stop that program or wait for it",
    sqlite3.SQLITE_LOCKED: "is locked by another program; stop that program or wait for it",
    sqlite3.SQLITE_READONLY: "cannot be written; check who owns the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that its folder exists and can be written",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; free some space",
    sqlite3.SQLITE_IOERR: "cannot be read or written; check the disk",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore it from a backup",
    sqlite3.SQLITE_NOTADB: "is no SQLite database; name another file",
}


def _words(error: sqlite3.Error) -> str:
    code: Any = getattr(error, "sqlite_errorcode", 0)
    primary = code & 0xFF  # SQLite's extended codes keep the primary one in the low byte
    return f"{_WORDS.get(primary, 'failed')} ({error})"
