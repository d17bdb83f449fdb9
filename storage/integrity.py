"""Looking a database file through, without changing it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Timer

from storage.sqlite import PATIENCE, in_words

# How many steps of SQLite's machine go by between two looks at the time.
STEPS = 1000
MOST_FAULTS = 5


def find_damage(path: Path, patience: float) -> list[str]:
    """What SQLite's `quick_check` finds wrong with a file, at most a few sentences.

    This blocks, for no longer than about `patience` seconds.

    Raises:
        TimeoutError: that was not enough.
        StorageError: the file cannot be read, or is so damaged that it cannot be looked through.
    """
    with in_words(path), closing(_connect(path)) as connection, _ended_after(patience, connection):
        try:
            found = connection.execute(f"PRAGMA quick_check({MOST_FAULTS})").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise TimeoutError from None
            raise
    return [str(row[0]) for row in found if row[0] != "ok"]


def _connect(path: Path) -> sqlite3.Connection:
    # The timer that stops the check calls it from a thread of its own.
    uri = f"{path.resolve().as_uri()}?mode=ro"
    return sqlite3.connect(uri, uri=True, timeout=PATIENCE, check_same_thread=False)


@contextmanager
def _ended_after(seconds: float, connection: sqlite3.Connection) -> Iterator[None]:
    """Break off what a connection does; an interrupt between two statements would be lost."""
    is_over = Event()

    def end() -> None:
        is_over.set()
        connection.interrupt()

    connection.set_progress_handler(is_over.is_set, STEPS)
    timer = Timer(seconds, end)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
