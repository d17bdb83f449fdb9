"""The numbered migrations, applied in order at start."""

import re
from dataclasses import dataclass
from importlib.resources import files

from bot.errors import StorageError
from storage.sqlite import Database, Transaction

_TABLE = "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY) STRICT"


@dataclass(frozen=True, slots=True)
class Schema:
    """How far the migrations of a database have come, and how far this version's go."""

    applied: int
    newest: int


async def schema_of(database: Database) -> Schema:
    """Look how far a database is; an empty one is at 0.

    Raises:
        StorageError: the database was written by a newer version.
    """
    newest = max(_known())
    async with database.transaction() as tx:
        await tx.change(_TABLE)
        row = await tx.row("SELECT COALESCE(MAX(number), 0) FROM migrations")
    applied = row[0] if row else 0
    if applied > newest:
        raise StorageError(
            f"the database {database.path} was written by a newer version of the till"
            f" (schema {applied}, this version knows {newest}); update the till"
        )
    return Schema(applied, newest)


async def migrate(database: Database) -> None:
    """Bring the schema up to this version, each migration in a transaction of its own.

    Raises:
        StorageError: the database was written by a newer version.
    """
    schema = await schema_of(database)
    known = _known()
    for number in range(schema.applied + 1, schema.newest + 1):
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
