"""From an update to the stored order: the handler alone, on a real database."""

import time
from pathlib import Path

from telegram import Update
from telegram.ext import ApplicationBuilder

from bot.books import Books
from bot.cases import make_cases
from bot.chat.desk import Desk
from bot.chat.languages.choices import Languages
from bot.chat.languages.known import Language
from bot.chat.routes import add_routes
from bot.chat.transport import AiohttpRequest
from bot.clock import SystemClock
from bot.payments.merchants import Merchants
from bot.payments.money import Asset
from bot.payments.order import Order
from bot.payments.terms import Terms
from bot.payments.vitals import Vitals
from bot.sandbox.telegram import Limits, TelegramServer
from bot.settings import Settings
from storage.migrations import migrate
from storage.sqlite import Database
from storage.tables import Tables

ROUNDS = 300
TERMS = Terms((Asset.of("USDT@ethereum"), Asset.of("USDT@tron")), "1", "100000")


async def handling_times(folder: Path) -> list[float]:
    """Seconds from handing an update over to its order being committed."""
    server = TelegramServer(limits=Limits.none())
    await server.start()
    database = await Database.open(folder / "handling.db")
    await migrate(database)
    try:
        return await _measure(server, database)
    finally:
        await database.close()
        await server.stop()


async def _measure(server: TelegramServer, database: Database) -> list[float]:
    stored: list[float] = []
    tables, clock = Tables(database, lambda: None), SystemClock()
    merchants = Merchants(tables.merchants, clock, ())

    async def look(_: Order | None) -> bool:
        return True

    async def vitals() -> Vitals:
        return Vitals(clock.now())

    builder = ApplicationBuilder().token(server.token).base_url(f"{server.url}/bot")
    builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest())
    application = builder.updater(None).build()
    cases = make_cases(
        Settings.model_construct(),
        tables,
        TERMS,
        clock,
        merchants=merchants,
        languages=Languages(tables.languages, Language.ENGLISH),
        books=Books(database, lambda: None, merchants, clock).desk,
        opener=lambda: stored.append(time.perf_counter()),
        look=look,
        vitals=vitals,
    )
    add_routes(application, Desk(application.bot, cases, TERMS, clock))
    times = []
    async with application:
        for number in range(1, ROUNDS + 1):
            update = Update.de_json(_command(number), application.bot)
            began = time.perf_counter()
            await application.process_update(update)
            times.append(stored[-1] - began)
    return times


def _command(number: int) -> dict[str, object]:
    person = {"id": 1000 + number, "is_bot": False, "first_name": "Customer"}
    chat = {"id": 1000 + number, "type": "private", "first_name": "Customer"}
    text = "/pay 100 USDT"
    entity = {"type": "bot_command", "offset": 0, "length": 4}
    message = {"message_id": 1, "date": 1_700_000_000, "from": person, "chat": chat}
    message |= {"text": text, "entities": [entity]}
    return {"update_id": number, "message": message}
