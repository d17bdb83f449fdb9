"""A real database that fails when a test says so."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from enum import Enum, auto
from itertools import chain, repeat

from bot.errors import StorageError
from storage.sqlite import Database, Row, Transaction


class Fate(Enum):
    """What becomes of one transaction or query."""

    DONE = auto()
    LOST = auto()  # it fails, and nothing has happened
    UNHEARD = auto()  # it fails, and has happened all the same


class Shaky(Database):
    """Whatever is asked of it has the next of its fates."""

    fates: Iterator[Fate] = repeat(Fate.DONE)

    def goes_away(self) -> None:
        self.fates = repeat(Fate.LOST)

    def comes_back(self, after: Iterable[Fate] = ()) -> None:
        self.fates = chain(after, repeat(Fate.DONE))

    async def rows(self, sql: str, *values: int | str | None) -> list[Row]:
        if next(self.fates) is not Fate.DONE:
            raise StorageError("the database is away")
        return await super().rows(sql, *values)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        fate = next(self.fates)
        if fate is Fate.LOST:
            raise StorageError("the database is away")
        async with super().transaction() as tx:
            yield tx
        if fate is Fate.UNHEARD:
            raise StorageError("the database went away")


@asynccontextmanager
async def shaky_beside(database: Database) -> AsyncIterator[Shaky]:
    """The same file once more, with connections that may fail; closed at the end."""
    shaky = await Shaky.open(database.path)
    try:
        yield shaky
    finally:
        await shaky.close()
