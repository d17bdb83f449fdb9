import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import storage.sqlite
from bot.errors import StorageError
from storage.sqlite import Database, in_words
from tests.storage.plans import Opening, cancel_at

NOBODY = 65534
ADD = "INSERT INTO things (name) VALUES (?)"


@pytest.fixture
async def things(open_database: Opening, tmp_path: Path) -> Database:
    """A database with one empty table."""
    database = await open_database(tmp_path / "things.db")
    async with database.transaction() as tx:
        await tx.change("CREATE TABLE things (name TEXT PRIMARY KEY) STRICT")
    return database


async def names(database: Database) -> list[str]:
    return [row["name"] for row in await database.rows("SELECT name FROM things ORDER BY name")]


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
async def test_both_connections_are_careful(
    things: Database, pragma: str, value: str | int
) -> None:
    row = await things.row(f"PRAGMA {pragma}")
    assert row is not None
    assert row[0] == value
    async with things.transaction() as tx:
        row = await tx.row(f"PRAGMA {pragma}")
    assert row is not None
    assert row[0] == value


async def test_what_was_written_is_there_after_the_next_start(
    open_database: Opening, tmp_path: Path
) -> None:
    for start in range(2):
        database = await open_database(tmp_path / "till.db")
        async with database.transaction() as tx:
            await tx.change("CREATE TABLE IF NOT EXISTS things (name TEXT)")
            await tx.change(ADD, f"start {start}")
        assert len(await names(database)) == start + 1
        await database.close()


async def test_a_statement_tells_how_many_rows_it_changed(things: Database) -> None:
    async with things.transaction() as tx:
        assert await tx.change(f"{ADD} ON CONFLICT DO NOTHING", "one") == 1
        assert await tx.change(f"{ADD} ON CONFLICT DO NOTHING", "one") == 0
        await tx.change(ADD, "two")
        await tx.change(ADD, "three")
        assert await tx.change("UPDATE things SET name = name") == 3


async def test_a_transaction_sees_itself_and_others_do_not(things: Database) -> None:
    async with things.transaction() as tx:
        await tx.change(ADD, "one")
        assert len(await tx.rows("SELECT name FROM things")) == 1
        assert await names(things) == []
    assert await names(things) == ["one"]


async def test_no_row_is_none(things: Database) -> None:
    assert await things.row("SELECT name FROM things") is None
    async with things.transaction() as tx:
        assert await tx.row("SELECT name FROM things") is None


async def test_an_exception_undoes_everything(things: Database) -> None:
    async def fail() -> None:
        async with things.transaction() as tx:
            await tx.change(ADD, "one")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        await fail()
    assert await names(things) == []


async def test_a_broken_rule_of_the_schema_undoes_everything(things: Database) -> None:
    async def fail() -> None:
        async with things.transaction() as tx:
            await tx.change(ADD, "one")
            await tx.change(ADD, "one")

    with pytest.raises(sqlite3.IntegrityError):
        await fail()
    assert await names(things) == []


@pytest.mark.parametrize("count", range(1, 5))
async def test_a_transaction_cancelled_at_any_statement_is_whole_or_nothing(
    things: Database, count: int
) -> None:
    async def work() -> None:
        async with things.transaction() as tx:
            await tx.change(ADD, "one")
            await tx.change(ADD, "two")

    await cancel_at(things, count, work())
    async with things.transaction() as tx:
        await tx.change(ADD, "three")
    assert await names(things) in (["three"], ["one", "three", "two"])


async def test_a_transaction_cancelled_before_it_begins_lets_the_next_one_in(
    things: Database,
) -> None:
    async def work() -> None:
        async with things.transaction():
            raise AssertionError

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    async with things.transaction() as tx:
        await tx.change(ADD, "one")
    assert await names(things) == ["one"]


async def test_a_cancelled_transaction_leaves_nothing(things: Database) -> None:
    begun = asyncio.Event()

    async def work() -> None:
        async with things.transaction() as tx:
            await tx.change(ADD, "one")
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await begun.wait()
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    async with things.transaction() as tx:
        await tx.change(ADD, "two")
    assert await names(things) == ["two"]


async def test_transactions_of_two_tasks_take_turns(things: Database) -> None:
    inside = 0

    async def work(name: str) -> None:
        nonlocal inside
        async with things.transaction() as tx:
            inside += 1
            assert inside == 1
            await tx.change(ADD, name)
            inside -= 1

    await asyncio.gather(*[work(f"{number:02}") for number in range(20)])
    assert len(await names(things)) == 20


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.sqlite, "PATIENCE", 0.01)


@pytest.mark.usefixtures("hurry")
async def test_a_locked_file_is_named_so_at_the_start(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "till.db", isolation_level=None)
    other.execute("CREATE TABLE things (name TEXT)")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageError, match=r"till\.db is locked by another program; stop"):
        await Database.open(tmp_path / "till.db")
    other.close()


@pytest.mark.usefixtures("hurry")
async def test_a_file_locked_later_is_named_so_and_then_used_again(
    open_database: Opening, tmp_path: Path
) -> None:
    database = await open_database(tmp_path / "till.db")
    async with database.transaction() as tx:
        await tx.change("CREATE TABLE things (name TEXT)")
    other = sqlite3.connect(tmp_path / "till.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    async def work() -> None:
        async with database.transaction() as tx:
            await tx.change(ADD, "one")

    with pytest.raises(StorageError, match=r"till\.db is locked by another program"):
        await work()
    other.close()
    await work()
    assert await names(database) == ["one"]


async def test_a_folder_that_is_a_file_is_named_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"till\.db cannot be opened; check that its folder"):
        await Database.open(tmp_path / "file" / "till.db")


async def test_a_missing_folder_is_named_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened; check that its folder exists"):
        await Database.open(tmp_path / "nowhere" / "till.db")


async def test_a_folder_in_place_of_the_file_is_named_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened; check that its folder exists"):
        await Database.open(tmp_path)


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that somebody else may look into, unlike those of pytest."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def unwritable_file(public_folder: Path) -> Path:
    path = public_folder / "till.db"
    path.touch(0o444)
    return path


@pytest.fixture
def unwritable_folder(public_folder: Path) -> Path:
    public_folder.chmod(0o555)
    return public_folder


async def test_a_folder_where_nothing_can_be_made_is_named_so(unwritable_folder: Path) -> None:
    with ordinary_user(), pytest.raises(StorageError, match="cannot be opened; check that its"):
        await Database.open(unwritable_folder / "till.db")


async def test_an_unwritable_file_is_named_so(unwritable_file: Path) -> None:
    with ordinary_user(), pytest.raises(StorageError, match="cannot be written; check who owns"):
        await Database.open(unwritable_file)


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Root may write to any file, so a test that runs as root is somebody else for a while."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


async def test_another_kind_of_file_is_named_so(tmp_path: Path) -> None:
    (tmp_path / "till.db").write_text("This is a letter, and a long one. " * 100)
    with pytest.raises(StorageError, match=r"till\.db is no SQLite database; name another file"):
        await Database.open(tmp_path / "till.db")


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)


async def test_a_damaged_file_is_named_so(open_database: Opening, tmp_path: Path) -> None:
    path = tmp_path / "till.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE things (name TEXT)")
    other.commit()
    other.close()
    damage(path)
    database = await open_database(path)
    with pytest.raises(StorageError, match="is damaged; restore it from a backup"):
        await database.rows("SELECT * FROM things")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_BUSY, "is locked by another program"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "is locked by another program"),
        (sqlite3.SQLITE_LOCKED, "is locked by another program"),
        (sqlite3.SQLITE_READONLY, "cannot be written; check who owns the file and its folder"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "cannot be written; check who owns the file"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be opened"),
        (sqlite3.SQLITE_FULL, "cannot grow, the disk is full; free some space"),
        (sqlite3.SQLITE_IOERR_FSYNC, "cannot be read or written; check the disk"),
        (sqlite3.SQLITE_CORRUPT, "is damaged"),
        (sqlite3.SQLITE_NOTADB, "is no SQLite database"),
        (sqlite3.SQLITE_ERROR, "failed"),
    ],
)
def test_what_sqlite_says_is_put_in_words(code: int, words: str) -> None:
    error = sqlite3.OperationalError("in its own words")
    error.sqlite_errorcode = code
    with pytest.raises(StorageError) as caught, in_words(Path("till.db")):
        raise error
    assert str(caught.value).startswith(f"the database till.db {words}")
    assert str(caught.value).endswith("(in its own words)")
    assert caught.value.__cause__ is error


async def test_a_wrong_statement_is_a_storage_error(things: Database) -> None:
    with pytest.raises(StorageError, match=r"failed \(no such table: clouds\)"):
        await things.rows("SELECT * FROM clouds")
