"""A local Telegram with Alice, who has started the bot, Bob, who has not, and their shop."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from telegram import Bot

from bot.sandbox.telegram import Group, Person, TelegramServer
from tests.sandbox.telegram.caller import Caller, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[TelegramServer]:
    server = TelegramServer(clock=clock)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def alice(server: TelegramServer) -> Person:
    alice = server.person(101, "Alice", username="alice", language_code="en")
    alice.started = True
    return alice


@pytest.fixture
def bob(server: TelegramServer) -> Person:
    return server.person(102, "Bob")


@pytest.fixture
def shop(server: TelegramServer, alice: Person, bob: Person) -> Group:
    return server.group(-100500, "Shop", members=[alice, bob], admins=[alice], is_forum=True)


@pytest.fixture
async def caller(server: TelegramServer) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as http:
        yield Caller(server, http)


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[Bot]:
    url = server.url
    bot = Bot(server.token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")
    async with bot:
        yield bot
