from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.blockatm import Profile
from bot.sandbox.playground import Playground
from tests.flows.judges import judge_bot_call, judge_signature
from tests.flows.shop import Shop
from tests.tools import find_tool


@pytest.fixture(scope="session")
def openssl() -> str:
    return find_tool("openssl")


@pytest.fixture(params=["guide", "v1", "v2"])
def profile(request: pytest.FixtureRequest) -> Profile:
    """Every flow runs in every dialect of the gateway."""
    profile: Profile = request.param
    return profile


@pytest.fixture
async def shop(tmp_path: Path, openssl: str, profile: Profile) -> AsyncIterator[Shop]:
    """A shop whose till is stopped afterwards, and whose calls are judged from outside."""
    async with Playground(profile=profile) as playground:
        shop = Shop(playground, tmp_path)
        yield shop
        if shop.till.is_running:
            await shop.till.stop()
        assert "Traceback" not in shop.till.log, shop.till.log
        for call in shop.telegram.calls:
            judge_bot_call(call)
        for gateway_call in shop.gateway.calls:
            if gateway_call.method == "POST":
                judge_signature(gateway_call, playground, openssl, tmp_path)
