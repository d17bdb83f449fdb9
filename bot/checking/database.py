"""The database: whether it can be opened and written, is whole, and has room."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.checking.counting import RequestMemory
from bot.checking.line import Line, Mark, bad, ok, size, warn
from bot.errors import InUse, StorageError
from bot.gateway.budget import RequestLog
from storage.integrity import find_damage
from storage.lock import Lock
from storage.migrations import Schema, migrate, schema_of
from storage.records import RecordsTable
from storage.requests import RequestTable, RequestView
from storage.sqlite import Database

ABOUT = "database"
LONGEST_LOOK = 5.0


class Store:
    """The database as a check finds it: its own for a moment, or that of a running till.

    Args:
        path: its file.
        patience: how many seconds it may take to look it through.

    Attributes:
        is_running: whether a till runs on it.
        log: where requests are counted, for the till's next start if that can be.
    """

    def __init__(self, path: Path, patience: float = LONGEST_LOOK) -> None:
        self._path = path
        self._patience = patience
        self._lock: Lock | None = None
        self._database: Database | None = None
        self.is_running = False
        self.log: RequestLog = RequestMemory()

    async def look(self) -> Sequence[Line]:
        """Open it, make it if it is not there, and look it through."""
        try:
            database, schema = await self._open()
            whole = await self._look_through(self._standing(schema))
            if whole.mark is not Mark.BAD:
                self.log = await self._log_in(database, schema)
        except StorageError as error:
            return [bad(ABOUT, str(error))]
        return [whole, await self._room(database)]

    async def _look_through(self, standing: str) -> Line:
        try:
            faults = await asyncio.to_thread(find_damage, self._path, self._patience)
        except TimeoutError:
            todo = f"at a quiet time: sqlite3 {self._path} 'PRAGMA quick_check'"
            return warn(ABOUT, f"{standing}; it is too large to be looked through now", todo)
        if faults:
            text = f"{self._path} is damaged: {'; '.join(faults)}"
            return bad(ABOUT, text, "restore it from a backup")
        return ok(ABOUT, f"{standing}; it is whole")

    async def _open(self) -> tuple[Database, Schema]:
        try:
            self._lock = Lock.take(self._path)
        except InUse:
            self.is_running = True
        self._database = database = await Database.open(self._path)
        schema = await schema_of(database)
        if not schema.applied and not self.is_running:
            await migrate(database)
            schema = await schema_of(database)
        return database, schema

    def _standing(self, schema: Schema) -> str:
        used = " and is in use by a running till" if self.is_running else ""
        newer = f", which the next start brings to {schema.newest}"
        behind = newer if schema.applied < schema.newest else ""
        return f"{self._path} can be written{used}; schema {schema.applied}{behind}"

    async def _log_in(self, database: Database, schema: Schema) -> RequestLog:
        """The table of requests; it is left alone if this version would write it otherwise."""
        table = RequestTable(database)
        if schema.applied < schema.newest:
            return RequestMemory(await table.pause() if schema.applied else None)
        return RequestView(database) if self.is_running else table

    async def _room(self, database: Database) -> Line:
        room = await RecordsTable(database).room()
        text = f"{size(room.used)} used, {size(room.free)} free"
        if room.free < room.needed:
            return warn("room", text, f"free some space where {self._path} is")
        return ok("room", text)

    async def close(self) -> None:
        """Give it back."""
        if self._database is not None:
            await self._database.close()
        if self._lock is not None:
            self._lock.release()
