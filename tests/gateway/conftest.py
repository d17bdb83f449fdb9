"""A strict local gateway and a client of it, both by one clock."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.gateway.guide import GuideGateway
from bot.sandbox.blockatm import BlockATMServer
from storage.migrations import migrate
from storage.requests import RequestTable
from storage.sqlite import Database
from tests.clocks import SetClock
from tests.gateway.parts import API_KEY, KEY, NOON, PUBLIC_PEM, Till
from tests.gateway.scripted import Scripted


@pytest.fixture
def clock() -> SetClock:
    clock = SetClock(NOON)
    clock.forward(milliseconds=345)
    return clock


@pytest.fixture
async def server(clock: SetClock) -> AsyncIterator[BlockATMServer]:
    server = BlockATMServer(
        api_key=API_KEY,
        public_key_pem=PUBLIC_PEM,
        requests_per_minute=100_000,
        clock=lambda: clock.now().timestamp(),
    )
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def till(server: BlockATMServer, clock: SetClock) -> AsyncIterator[Till]:
    till = Till(server, clock)
    async with till.transport:
        yield till


@pytest.fixture
def gateway(till: Till) -> GuideGateway:
    return GuideGateway(till.transport, KEY)


@pytest.fixture
async def requests(tmp_path: Path) -> AsyncIterator[RequestTable]:
    database = await Database.open(tmp_path / "till.db")
    await migrate(database)
    yield RequestTable(database)
    await database.close()


@pytest.fixture
async def scripted() -> AsyncIterator[Scripted]:
    async with Scripted().at_work() as scripted:
        yield scripted
