"""One till for one database: a second one would tell everything twice."""

import fcntl
from pathlib import Path
from typing import Self

from bot.errors import InUse, StorageError


class Lock:
    """A lock beside the database; it ends with the process, however that ends.

    The database's own file is not used: SQLite loses its locks when another handle on the file
    is closed (see "How To Corrupt An SQLite Database File", 2.2).
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab")

    @classmethod
    def take(cls, database: Path) -> Self:
        """Take the lock of a database.

        Raises:
            InUse: another till has it.
            StorageError: the folder cannot be written.
        """
        file = database.resolve()  # whatever links lead there, it is one database
        path = file.with_name(f"{file.name}-lock")
        try:
            lock = cls(path)
        except OSError as error:
            raise StorageError(
                f"the database {database} cannot be opened; check that its folder exists and can"
                f" be written ({error.strerror})"
            ) from None
        try:
            fcntl.flock(lock._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.release()
            raise InUse(
                f"another till is running on the database {database}; stop it first"
            ) from None
        return lock

    def release(self) -> None:
        """Let another till have it."""
        self._file.close()
