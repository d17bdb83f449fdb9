"""A gateway, and one who calls it."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.blockatm import BlockATMServer
from bot.sandbox.keys import make_pair
from tests.sandbox.blockatm.caller import KEY, Caller, Clock


@pytest.fixture(scope="session")
def pair() -> tuple[bytes, bytes]:
    return make_pair()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock: Clock, pair: tuple[bytes, bytes]) -> AsyncIterator[BlockATMServer]:
    server = BlockATMServer(api_key=KEY, public_key_pem=pair[1], clock=clock)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def caller(
    server: BlockATMServer, clock: Clock, pair: tuple[bytes, bytes], tmp_path: Path
) -> AsyncIterator[Caller]:
    key_file = tmp_path / "key.pem"
    key_file.write_bytes(pair[0])
    async with aiohttp.ClientSession() as http:
        yield Caller(server, clock, key_file, http)
