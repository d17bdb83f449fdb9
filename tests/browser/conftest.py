"""The playground, and a browser that looks at it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.demo.server import Demo, listen
from tests.browser.chromium import find_chromium, launch
from tests.browser.visitor import Visitor


@pytest.fixture(scope="session")
def chromium() -> str:
    return find_chromium()


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    async with Demo(listen(0)) as demo:
        yield demo


@pytest.fixture
async def visitor(chromium: str, demo: Demo, tmp_path: Path) -> AsyncIterator[Visitor]:
    """Somebody who has just opened the page, in whose browser nothing may go wrong."""
    async with launch(chromium) as browser:
        visitor = Visitor(browser, demo, tmp_path)
        await visitor.open()
        yield visitor
        assert visitor.troubles == []
        assert "Traceback" not in "\n".join(demo.stage.till.lines)
