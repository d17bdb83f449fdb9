"""The playground, and a browser that looks at it.

Chromium is started once, so all of it runs in the one event loop of the session.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.sandbox.demo.server import Demo, listen
from tests.browser.chromium import find_chromium, launch
from tests.browser.visitor import Visitor
from tests.flows.forked import ForkedTill

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def chromium() -> str:
    return find_chromium()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with launch(chromium) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def demo(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Demo]:
    monkeypatch.setattr("bot.sandbox.demo.till.TillProcess", ForkedTill)
    async with Demo(listen(0)) as demo:
        yield demo


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser, demo: Demo) -> AsyncIterator[Visitor]:
    """Somebody who has just opened the page, in whose browser nothing may go wrong."""
    visitor = Visitor(browser, demo)
    await visitor.open()
    yield visitor
    await visitor.leave()
    assert visitor.troubles == []
    assert "Traceback" not in "\n".join(demo.stage.till.lines)
