import sqlite3
from contextlib import closing
from pathlib import Path

from bot.sandbox.demo.figures import Figures, read_figures
from storage.migrations import migrate
from storage.sqlite import Database


async def test_before_the_bot_has_a_database_there_are_only_requests(tmp_path: Path) -> None:
    assert await read_figures(tmp_path / "till.db", 3, 100) == Figures(3, 100)
    assert not (tmp_path / "till.db").exists()


async def test_a_file_that_is_no_database_yet_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "till.db").write_bytes(b"half of a page")
    assert await read_figures(tmp_path / "till.db", 0, 100) == Figures(0, 100)


async def test_the_figures_fit_the_bots_own_schema(tmp_path: Path) -> None:
    path = tmp_path / "till.db"
    database = await Database.open(path)
    await migrate(database)
    await database.close()
    assert await read_figures(path, 7, 100) == Figures(7, 100)
    with closing(sqlite3.connect(path)) as connection, connection:
        for number, state in enumerate(["open", "open", "paid"]):
            connection.execute(
                "INSERT INTO orders (number, origin, payer_id, chat_id, asked_message_id, token,"
                " amount, network, state, created_at, retry_at, attempt, revision, failures)"
                " VALUES (?, ?, 1, 1, 1, 'USDT', 1, 'tron', ?, 0, 0, 1, 0, 0)",
                (str(number), str(number), state),
            )
        for closed_at in (None, None, 5):
            connection.execute(
                "INSERT INTO notices (kind, chat_id, created_at, due_at, attempts, closed_at)"
                " VALUES ('receipt', 1, 0, 0, 0, ?)",
                (closed_at,),
            )
        connection.execute("INSERT INTO gateway_pause VALUES (1, 1700000000500, 1)")
    assert await read_figures(path, 7, 100) == Figures(
        7, 100, {"open": 2, "paid": 1}, notices=2, silent_until=1_700_000_000.5
    )
