"""A clock, a database, and a gateway that answers as it was told."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.clocks import SetClock
from tests.orders import Books, open_books
from tests.payments.gateway import ScriptedGateway


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Books]:
    async with open_books(tmp_path / "till.db") as books:
        yield books


@pytest.fixture
def gateway() -> ScriptedGateway:
    return ScriptedGateway()
