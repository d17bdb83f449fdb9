import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.checking.counting import RequestMemory
from bot.checking.database import Store
from bot.clock import SystemClock
from bot.gateway.places import Purpose
from bot.logs import Redactor
from storage.lock import Lock
from storage.migrations import _known, migrate
from storage.requests import RequestTable, RequestView
from storage.sqlite import Database

MINUTE = timedelta(minutes=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "till.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    store = Store(path)
    yield store
    await store.close()


async def look(store: Store) -> list[str]:
    return [line.shown(Redactor(())) for line in await store.look()]


@pytest.fixture
async def kept(path: Path) -> Path:
    """A database that a till has left."""
    database = await Database.open(path)
    await migrate(database)
    await database.close()
    return path


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


async def test_a_database_that_is_not_there_is_made(store: Store, path: Path) -> None:
    said = await look(store)
    assert said[0] == f"ok    database: {path} can be written; schema {max(_known())}; it is whole"
    assert said[1].startswith("ok    room: ")
    assert isinstance(store.log, RequestTable)
    assert not isinstance(store.log, RequestView)


async def test_requests_are_counted_for_the_tills_next_start(store: Store, kept: Path) -> None:
    await look(store)
    now = SystemClock().now()
    await store.log.end(await store.log.begin(Purpose.OPENING, "/", now), now)
    await store.close()
    database = await Database.open(kept)
    taken_up = await RequestTable(database).take_up(now - MINUTE, now)
    await database.close()
    assert [purpose for purpose, _, _ in taken_up] == ["opening"]


@pytest.fixture
async def beside_a_till(kept: Path) -> AsyncIterator[Database]:
    lock = Lock.take(kept)
    database = await Database.open(kept)
    yield database
    await database.close()
    lock.release()


async def test_a_running_till_is_no_fault_and_is_said(
    store: Store, beside_a_till: Database
) -> None:
    said = await look(store)
    assert said[0] == (
        f"ok    database: {beside_a_till.path} can be written and is in use by a running till;"
        f" schema {max(_known())}; it is whole"
    )
    assert store.is_running
    assert isinstance(store.log, RequestView)


async def test_while_it_is_held_no_till_starts_on_it(store: Store, path: Path) -> None:
    await look(store)
    with pytest.raises(Exception, match="another till is running"):
        Lock.take(path)
    await store.close()
    Lock.take(path).release()


async def test_of_an_older_schema_the_wish_for_silence_is_heeded(store: Store, kept: Path) -> None:
    change(
        kept,
        "DELETE FROM migrations WHERE number > 1",
        "INSERT INTO gateway_pause VALUES (1, 7000, 2)",
    )
    await look(store)
    assert await store.log.pause() == (datetime.fromtimestamp(7, UTC), 2)


async def test_an_older_schema_is_left_as_it_is(store: Store, kept: Path) -> None:
    change(kept, "DELETE FROM migrations WHERE number > 1")
    said = await look(store)
    assert f"schema 1, which the next start brings to {max(_known())}" in said[0]
    assert isinstance(store.log, RequestMemory)
    await store.close()
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT MAX(number) FROM migrations").fetchall() == [(1,)]


def from_the_future(path: Path) -> None:
    change(path, "CREATE TABLE migrations (number INTEGER)", "INSERT INTO migrations VALUES (99)")


def no_database(path: Path) -> None:
    path.write_bytes(b"a shopping list " * 100)


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (from_the_future, "was written by a newer version of the till (schema 99"),
        (no_database, "is no SQLite database"),
        (a_folder, "cannot be opened"),
    ],
)
async def test_what_no_till_could_use_is_bad(
    store: Store, path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    spoil(path)
    [said] = await look(store)
    assert said.startswith("bad   database: ")
    assert words in said
    assert isinstance(store.log, RequestMemory)


async def test_a_missing_folder_is_bad(tmp_path: Path) -> None:
    [said] = await look(Store(tmp_path / "nowhere" / "till.db"))
    assert said.startswith("bad   database: ")
    assert "check that its folder exists" in said


async def test_a_damaged_database_is_bad_and_nothing_is_counted_in_it(
    store: Store, kept: Path
) -> None:
    with kept.open("r+b") as file:
        file.seek(36)  # how many pages are said to be free
        file.write(b"\x00\x00\x00\x07")
    said = await look(store)
    assert said[0].startswith(f"bad   database: {kept} is damaged: ")
    assert said[0].endswith("To do: restore it from a backup")
    assert isinstance(store.log, RequestMemory)


@pytest.fixture
async def impatient(path: Path) -> AsyncIterator[Store]:
    store = Store(path, patience=0)
    yield store
    await store.close()


async def test_a_database_too_large_to_be_looked_through_is_a_warning(
    impatient: Store, kept: Path
) -> None:
    grow = (
        "INSERT INTO grown WITH RECURSIVE count(n) AS"
        " (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 20000) SELECT n FROM count"
    )
    change(kept, "CREATE TABLE grown (n INTEGER)", grow)
    said = await look(impatient)
    assert said[0].startswith(f"warn  database: {kept} can be written")
    assert "too large to be looked through now. To do: at a quiet time: sqlite3" in said[0]
    assert isinstance(impatient.log, RequestTable)
