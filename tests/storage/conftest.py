"""A real database in a file."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from storage.sqlite import Database
from tests.orders import Books, open_books
from tests.storage.plans import Opening, Plans


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Books]:
    async with open_books(tmp_path / "till.db") as books:
        yield books


@pytest.fixture
def database(books: Books) -> Database:
    return books.database


@pytest.fixture
async def open_database() -> AsyncIterator[Opening]:
    """Opens a database, and closes it after the test however that ends."""
    async with AsyncExitStack() as stack:

        async def open_one(path: Path) -> Database:
            database = await Database.open(path)
            stack.push_async_callback(database.close)
            return database

        yield open_one


@pytest.fixture
def plans(books: Books) -> Plans:
    return Plans(books.database)
