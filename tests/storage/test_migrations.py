import sqlite3
from pathlib import Path

import pytest

from bot.errors import StorageError
from storage.migrations import _known, migrate
from storage.sqlite import Database
from tests.orders import Books, an_order
from tests.storage.plans import Opening


async def schema(database: Database) -> list[str]:
    rows = await database.rows("SELECT name, sql FROM sqlite_master ORDER BY name")
    return [f"{row['name']}: {row['sql']}" for row in rows]


async def test_an_empty_file_gets_every_table(database: Database) -> None:
    rows = await database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    assert {row["name"] for row in rows} == {
        "migrations",
        "orders",
        "gateway_names",
        "history",
        "notices",
        "inbox",
        "gateway_requests",
        "gateway_pause",
    }


async def test_every_table_is_strict(database: Database) -> None:
    rows = await database.rows("SELECT sql FROM sqlite_master WHERE type = 'table'")
    assert all(row["sql"].endswith("STRICT") for row in rows)


def test_migrations_are_numbered_without_a_gap() -> None:
    assert sorted(_known()) == list(range(1, len(_known()) + 1))


async def test_migrating_again_changes_nothing(books: Books) -> None:
    await books.keep(an_order())
    before = await schema(books.database)
    await migrate(books.database)
    assert await schema(books.database) == before
    assert await books.found() == an_order()
    rows = await books.database.rows("SELECT number FROM migrations ORDER BY number")
    assert [row["number"] for row in rows] == sorted(_known())


async def test_a_newer_database_is_refused_in_words(
    open_database: Opening, tmp_path: Path
) -> None:
    database = await open_database(tmp_path / "till.db")
    await migrate(database)
    async with database.transaction() as tx:
        await tx.change("INSERT INTO migrations (number) VALUES (99)")
    words = r"till\.db was written by a newer version of the till \(schema 99, this version knows"
    with pytest.raises(StorageError, match=words):
        await migrate(database)


async def test_a_migration_that_fails_leaves_nothing_of_itself(
    open_database: Opening, tmp_path: Path
) -> None:
    path = tmp_path / "till.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE inbox (something TEXT)")
    other.commit()
    other.close()
    database = await open_database(path)
    with pytest.raises(StorageError, match="table inbox already exists"):
        await migrate(database)
    rows = await database.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    assert [row["name"] for row in rows] == ["inbox", "migrations"]
    assert await database.rows("SELECT * FROM migrations") == []
