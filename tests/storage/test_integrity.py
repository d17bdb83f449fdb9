from pathlib import Path

import pytest

from bot.errors import StorageError
from storage.integrity import find_damage
from storage.sqlite import Database
from tests.orders import Books, another
from tests.storage.plans import Opening

PAGE = 4096


ENOUGH = 30


async def grown(database: Database) -> Path:
    """A database of many pages, all of them in its own file."""
    async with database.transaction() as tx:
        await tx.change("CREATE TABLE grown (n INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT")
        for n in range(5000):
            await tx.change("INSERT INTO grown VALUES (?, ?)", n, f"row {n} " * 20)
    await database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    return database.path


@pytest.fixture
async def file(tmp_path: Path, open_database: Opening) -> Path:
    return await grown(await open_database(tmp_path / "some name?#.db"))


def test_a_whole_database_has_no_damage(file: Path) -> None:
    assert find_damage(file, ENOUGH) == []


async def test_a_database_in_use_is_looked_through(books: Books) -> None:
    await books.keep(another(1))
    async with books.database.transaction() as tx:
        await tx.change("DELETE FROM notices")
        assert find_damage(books.database.path, ENOUGH) == []


def test_damage_is_found(file: Path) -> None:
    with file.open("r+b") as pages:
        pages.seek(36)  # how many pages are said to be free
        pages.write(b"\x00\x00\x00\x07")
    found = find_damage(file, ENOUGH)
    assert found
    assert len(found) <= 5


def test_a_file_that_is_badly_damaged_is_said_to_be(file: Path) -> None:
    with file.open("r+b") as pages:
        pages.seek(20 * PAGE)
        pages.write(b"\x00" * PAGE)
    with pytest.raises(StorageError, match="is damaged; restore it from a backup"):
        find_damage(file, ENOUGH)


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "till.db").write_bytes(b"a shopping list " * 1000)
    with pytest.raises(StorageError, match="is no SQLite database"):
        find_damage(tmp_path / "till.db", ENOUGH)


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened"):
        find_damage(tmp_path / "till.db", ENOUGH)
    assert not list(tmp_path.iterdir())


def test_what_takes_too_long_is_broken_off(file: Path) -> None:
    with pytest.raises(TimeoutError):
        find_damage(file, 0)
