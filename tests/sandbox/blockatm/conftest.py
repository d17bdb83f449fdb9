"""A gateway, and one who calls it."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.blockatm import BlockATMServer, Profile
from bot.sandbox.keys import make_pair
from tests.sandbox.blockatm.caller import CALLERS, CASHIER, KEY, SECRET, Caller, Clock


@pytest.fixture(scope="session")
def pair() -> tuple[bytes, bytes]:
    return make_pair()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def profile() -> Profile:
    """The dialect; the tests of another one have a fixture of this name of their own."""
    return "guide"


@pytest.fixture
async def server(
    profile: Profile, clock: Clock, pair: tuple[bytes, bytes]
) -> AsyncIterator[BlockATMServer]:
    server = BlockATMServer(
        api_key=KEY,
        profile=profile,
        public_key_pem=pair[1],
        secret_key=SECRET,
        cashier_id=CASHIER,
        clock=clock,
    )
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
        yield CALLERS[server.profile](server, clock, key_file, http)
