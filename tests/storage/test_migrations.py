import sqlite3
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.payments.order import Settlement, State
from bot.payments.ports import Entry, Step, Watch
from storage.migrations import _known, migrate, schema_of
from storage.moments import to_ms
from storage.orders import OrderTable
from storage.sqlite import Database
from tests.orders import HUNDRED, NOW, NUMBER, Books, an_order, opened
from tests.storage.plans import Opening

_NOW, _DEADLINE = to_ms(NOW), to_ms(NOW + timedelta(minutes=30))
_UNTIL = to_ms(NOW + timedelta(minutes=30, hours=72))
_URL, _ADDRESS = "https://till.example/cashier/g1", "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL"
# One paid order, one open one, and what had happened to the first.
_AS_THE_FIRST_VERSION_WROTE = (
    f"""
    INSERT INTO orders VALUES
        ('{NUMBER}', '-100500:7', 101, -100500, 3, 7, 'USDT', 100000000, 'tron', 'paid',
         {_NOW}, {_NOW}, 1, 1, 0, {_DEADLINE}, NULL, '{_URL}', '{_ADDRESS}', 100000000,
         {_NOW}, 77, NULL),
        ('0000000001', '101:1', 101, -100500, 3, 7, 'USDT', 100000000, 'tron', 'open',
         {_NOW}, {_NOW}, 1, 1, 0, {_DEADLINE}, {_UNTIL}, '{_URL}', '{_ADDRESS}', NULL,
         NULL, NULL, NULL)
    """,  # noqa: S608 - our own values
    f"""
    INSERT INTO history (order_number, at, from_state, to_state, cause, evidence) VALUES
        ('{NUMBER}', {_NOW}, 'new', 'new', 'asked', ''),
        ('{NUMBER}', {_NOW}, 'new', 'open', 'opened', 'g1'),
        ('{NUMBER}', {_NOW}, 'open', 'paid', 'paid', 'said')
    """,  # noqa: S608 - our own values
)


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
        "muted",
        "languages",
        "inbox",
        "gateway_requests",
        "gateway_pause",
        "gateway_lists",
        "order_pictures",
        "incidents",
        "merchants",
        "invoices",
        "invoice_cards",
        "groups",
        "order_counts",
        "digests",
    }


async def test_every_table_is_strict(database: Database) -> None:
    rows = await database.rows("SELECT sql FROM sqlite_master WHERE type = 'table'")
    assert all(row["sql"].endswith("STRICT") for row in rows)


def test_migrations_are_numbered_without_a_gap() -> None:
    names = [file.name for file in files("storage.migrations").iterdir()]
    numbers = sorted(int(name[:4]) for name in names if name.endswith(".sql"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert sorted(_known()) == numbers


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


async def test_a_database_of_the_first_version_is_brought_up_to_date(
    open_database: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = await open_database(tmp_path / "till.db")
    first = {1: _known()[1]}
    with monkeypatch.context() as patch:
        patch.setattr("storage.migrations._known", lambda: first)
        await migrate(database)
    async with database.transaction() as tx:
        for statement in _AS_THE_FIRST_VERSION_WROTE:
            await tx.change(statement)
    await migrate(database)
    orders = OrderTable(database, lambda: None)
    old = opened(an_order(revision=1))
    paid = replace(
        old,
        state=State.PAID,
        watched_until=None,
        received=HUNDRED,
        settled_at=NOW,
        settled_by=Settlement.PAYMENT,
        card_message_id=77,
    )
    assert await orders.find(NUMBER) == paid
    assert await orders.find("0000000001") == replace(old, number="0000000001", origin="101:1")
    assert await orders.history(NUMBER) == [
        Entry(Step(NOW, "asked"), State.NEW, State.NEW),
        Entry(Step(NOW, "opened", "g1"), State.NEW, State.OPEN),
        Entry(Step(NOW, "paid", "said"), State.OPEN, State.PAID),
    ]
    assert await orders.watch(NOW) == Watch(NOW, old.deadline, is_needed=True)


# Shown where, paying which invoice: of which group the order is.
_OF_WHICH_GROUP = {
    "0000000001": (-100500, None, -100500),
    "0000000002": (101, None, None),
    "0000000003": (101, "INGROUP001", -100600),
    "0000000004": (101, "INPRIVATE1", None),
}


async def test_old_orders_become_those_of_the_group_that_asked_or_issued_the_invoice(
    open_database: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = await open_database(tmp_path / "till.db")
    before = {number: script for number, script in _known().items() if number <= 10}
    with monkeypatch.context() as patch:
        patch.setattr("storage.migrations._known", lambda: before)
        await migrate(database)
    async with database.transaction() as tx:
        for number, chat_id in (("INGROUP001", -100600), ("INPRIVATE1", 501)):
            await tx.change(
                "INSERT INTO invoices VALUES (?, ?, 501, ?, NULL, 1, 'USDT', 5, 'tron', 'open',"
                " 0, '', NULL, '', 0, NULL, 0, 0, NULL)",
                *(number, number, chat_id),
            )
        for number, (chat_id, invoice, _) in _OF_WHICH_GROUP.items():
            await tx.change(
                "INSERT INTO orders (number, origin, payer_id, chat_id, asked_message_id, token,"
                " amount, network, state, created_at, retry_at, attempt, revision, failures,"
                " invoice) VALUES (?, ?, 101, ?, 1, 'USDT', 5, 'tron', 'new', 0, 0, 1, 0, 0, ?)",
                *(number, number, chat_id, invoice),
            )
    await migrate(database)
    orders = OrderTable(database, lambda: None)
    for number, (_, _, group_id) in _OF_WHICH_GROUP.items():
        order = await orders.find(number)
        assert order is not None
        assert order.group_id == group_id


async def test_the_schema_of_a_database_can_be_asked_for(
    tmp_path: Path, open_database: Opening
) -> None:
    database = await open_database(tmp_path / "empty.db")
    newest = max(_known())
    before = await schema_of(database)
    assert (before.applied, before.newest) == (0, newest)
    await migrate(database)
    after = await schema_of(database)
    assert (after.applied, after.newest) == (newest, newest)
