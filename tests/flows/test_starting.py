import sqlite3
from pathlib import Path

from bot.sandbox.process import TillProcess
from tests.flows.shop import Shop

SECRET_TOKEN = "987654321:AAF-not-to-be-seen-by-anybody"


async def ended(settings: dict[str, str], folder: Path) -> tuple[int, str]:
    till = TillProcess(settings, folder)
    await till.start()
    return await till.wait(), till.log


async def test_every_faulty_setting_is_named_before_any_connection_is_made(shop: Shop) -> None:
    settings = {
        "TELEGRAM_API_URL": shop.telegram.url,
        "BLOCKATM_BASE_URL": shop.gateway.url,
        "TELEGRAM_BOT_TOKEN": "not a token",
        "BLOCKATM_PRIVATE_KEY": "not a key",
        "POLL_INTERVAL": "soon",
        "ASSETS": "USDT@moon",
        "MAX_AMOUNT": "1e9",
    }
    code, said = await ended(settings, shop.database.parent)
    assert code == 2
    lines = said.splitlines()
    assert {line.partition(":")[0] for line in lines} == {
        "TELEGRAM_BOT_TOKEN",
        "BLOCKATM_API_KEY",
        "BLOCKATM_PRIVATE_KEY",
        "POLL_INTERVAL",
        "ASSETS",
        "MAX_AMOUNT",
    }
    assert all("expected" in line or "required" in line for line in lines)
    assert "not a key" not in said
    assert shop.telegram.calls == []
    assert shop.gateway.calls == []


async def test_a_database_from_a_newer_version_is_a_clear_error(shop: Shop) -> None:
    with sqlite3.connect(shop.database) as connection:
        connection.execute("CREATE TABLE migrations (number INTEGER PRIMARY KEY)")
        connection.execute("INSERT INTO migrations VALUES (9999)")
    connection.close()
    code, said = await ended(shop.settings, shop.database.parent)
    assert code == 1
    assert "written by a newer version of the till (schema 9999" in said
    assert len(said.splitlines()) == 1


async def test_a_file_that_is_no_database_is_a_clear_error(shop: Shop) -> None:
    shop.database.write_bytes(b"this is a shopping list " * 100)
    code, said = await ended(shop.settings, shop.database.parent)
    assert code == 1
    assert "is no SQLite database" in said


async def test_a_locked_database_is_a_clear_error(shop: Shop) -> None:
    holder = sqlite3.connect(shop.database, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    code, said = await ended(shop.settings, shop.database.parent)
    holder.close()
    assert code == 1
    assert "is locked by another program" in said


async def test_a_database_that_cannot_be_opened_is_a_clear_error(shop: Shop) -> None:
    settings = shop.settings | {
        "DATABASE_URL": f"sqlite:///{shop.database.parent}/no/such/till.db"
    }
    code, said = await ended(settings, shop.database.parent)
    assert code == 1
    assert "cannot be opened" in said


async def test_the_log_never_holds_a_secret(shop: Shop) -> None:
    """Not even when Telegram is unreachable and the library repeats its URL."""
    settings = shop.settings | {
        "TELEGRAM_BOT_TOKEN": SECRET_TOKEN,
        "LOG_LEVEL": "debug",
        "LOG_FORMAT": "json",
    }
    till = TillProcess(settings, shop.database.parent)
    await till.start()
    await till.says("Telegram does not accept TELEGRAM_BOT_TOKEN")
    assert await till.stop() == 0
    assert "Unclosed" not in till.log
    for secret in (SECRET_TOKEN, SECRET_TOKEN.partition(":")[2], "sandbox-api-key"):
        assert secret not in till.log


async def test_two_tills_do_not_share_a_database(shop: Shop) -> None:
    await shop.open()
    code, said = await ended(shop.settings, shop.database.parent / "..")
    assert code == 1
    assert "another till" in said
