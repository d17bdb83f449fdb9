"""The numbered migrations, applied in order at start."""

import re
from importlib.resources import files

from bot.errors import StorageError
from storage.sqlite import Database, Transaction

_TABLE = "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY) STRICT"


async def migrate(database: Database) -> None:
    """Bring the schema up to this version, each migration in a transaction of its own.

    Raises:
        StorageError: the database was written by a newer version.
    """
    known = _known()
    async with database.transaction() as tx:
        await tx.change(_TABLE)
        row = await tx.row("SELECT COALESCE(MAX(number), 0) FROM migrations")
    applied = row[0] if row else 0
    if applied > max(known):
        raise StorageError(
            f"the database {database.path} was written by a newer version of the till"
            f" (schema {applied}, this version knows {max(known)}); update the till"
        )
    for number in range(applied + 1, max(known) + 1):
        async with database.transaction() as tx:
            await _apply(tx, number, known[number])


async def _apply(tx: Transaction, number: int, script: str) -> None:
    for statement in re.split(r";\s*\n", script):
        if statement.strip():
            await tx.change(statement)
    await tx.change("INSERT INTO migrations (number) VALUES (?)", number)


def _known() -> dict[int, str]:
    scripts = (file for file in files(__package__ or "").iterdir() if file.name.endswith(".sql"))
    return {
        int(match[1]): script.read_text(encoding="utf-8")
        for script in scripts
        if (match := re.match(r"(\d{4})_", script.name))
    }
