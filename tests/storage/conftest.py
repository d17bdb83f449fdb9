"""A real database in a file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.sqlite import Database
from tests.orders import Books, open_books
from tests.storage.plans import Plans


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Books]:
    async with open_books(tmp_path / "till.db") as books:
        yield books


@pytest.fixture
def database(books: Books) -> Database:
    return books.database


@pytest.fixture
def plans(books: Books) -> Plans:
    return Plans(books.database)
