"""A Telegram with the people of the playground, and a gateway, without the bot."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox.demo.cast import Cast
from bot.sandbox.telegram import TelegramServer
from tests.sandbox.telegram.caller import Caller


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    server = TelegramServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def cast(telegram: TelegramServer) -> Cast:
    return Cast(telegram)


@pytest.fixture
async def caller(telegram: TelegramServer) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as http:
        yield Caller(telegram, http)
