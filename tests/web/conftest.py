"""A server that says hello, and gives back what it is sent."""

from collections.abc import AsyncIterator

import pytest

from bot.web.server import WebServer
from tests.clocks import SetClock
from tests.web.visitor import serving


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    async with serving() as server:
        yield server


@pytest.fixture
def clock() -> SetClock:
    return SetClock()
