"""A local Telegram with Alice, Bob and their groups, and a bot and tables to go with it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from telegram import Bot
from telegram.ext import ApplicationBuilder

from bot.books import Books
from bot.cases import make_cases
from bot.chat import desk as handlers
from bot.chat.languages.choices import Languages
from bot.chat.languages.known import Language
from bot.chat.problems import Problems
from bot.chat.routes import add_routes
from bot.chat.transport import AiohttpRequest
from bot.payments.merchants import Merchants
from bot.payments.vitals import Vitals
from bot.sandbox.telegram import Group, Person, TelegramServer
from bot.settings import Settings
from storage.migrations import migrate
from storage.orders import OrderTable
from storage.sqlite import Database
from storage.tables import Tables
from tests.chat.desk import Desk, Gateway
from tests.chat.ear import Ear
from tests.chat.making import TERMS
from tests.clocks import SetClock


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def telegram(clock: SetClock) -> AsyncIterator[TelegramServer]:
    server = TelegramServer(clock=lambda: clock.now().timestamp())
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def alice(telegram: TelegramServer) -> Person:
    alice = telegram.person(101, "Alice")
    alice.started = True
    return alice


@pytest.fixture
def bob(telegram: TelegramServer) -> Person:
    bob = telegram.person(102, "Bob")
    bob.started = True
    return bob


@pytest.fixture
def group(telegram: TelegramServer, alice: Person, bob: Person) -> Group:
    return telegram.group(-100600, "Friends", members=[alice, bob], admins=[alice])


@pytest.fixture
def forum(telegram: TelegramServer, alice: Person, bob: Person) -> Group:
    return telegram.group(-100500, "Shop", members=[alice, bob], admins=[alice], is_forum=True)


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    async with Bot(
        telegram.token,
        base_url=f"{telegram.url}/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(),
    ) as bot:
        yield bot


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(tmp_path / "till.db")
    await migrate(database)
    yield database
    await database.close()


@pytest.fixture
def ear(bot: Bot, database: Database, clock: SetClock) -> Ear:
    return Ear(bot, database, clock)


@pytest.fixture
def orders(database: Database) -> OrderTable:
    return OrderTable(database, lambda: None)


OWNER_ID = 900
KIOSK, STALL = -100700, -100800


@pytest.fixture
def olga(telegram: TelegramServer) -> Person:
    """The one whose till it is."""
    olga = telegram.person(OWNER_ID, "Olga")
    olga.started = True
    return olga


@pytest.fixture
def kiosk(telegram: TelegramServer, alice: Person, bob: Person, olga: Person) -> Group:
    """A group whose admin is Alice; Bob and the merchant are plain members."""
    return telegram.group(KIOSK, "Kiosk", members=[alice, bob, olga], admins=[alice])


@pytest.fixture
def stall(telegram: TelegramServer, alice: Person, bob: Person, olga: Person) -> Group:
    """Another group, whose admin is Bob."""
    return telegram.group(STALL, "Stall", members=[alice, bob, olga], admins=[bob])


@pytest.fixture
async def desk(
    telegram: TelegramServer, bot: Bot, database: Database, clock: SetClock
) -> AsyncIterator[Desk]:
    application = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()
    tables = Tables(database, lambda: None)
    languages = Languages(tables.languages, Language.ENGLISH)
    desk = Desk(telegram, application, Problems(), tables.orders, clock, languages, Gateway())

    def count() -> None:
        desk.opened += 1

    async def vitals() -> Vitals:
        return desk.vitals

    desk.merchants = Merchants(tables.merchants, clock, [OWNER_ID])
    books = Books(database, lambda: None, desk.merchants, clock).desk
    cases = make_cases(
        Settings.model_construct(max_open_orders=3),
        tables,
        TERMS,
        clock,
        merchants=desk.merchants,
        languages=languages,
        books=replace(books, draw=desk.easel.draw),
        opener=count,
        look=desk.gateway.look,
        vitals=vitals,
    )
    desk.deciding = cases.deciding
    desk.handlers = handlers.Desk(bot, cases, TERMS, clock)
    add_routes(application, desk.handlers)
    application.add_error_handler(desk.problems.note)
    async with application:
        yield desk
