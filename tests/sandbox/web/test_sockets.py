import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from bot.sandbox.web import sockets as module
from bot.sandbox.web.sockets import Sockets


@pytest.fixture
def sockets() -> Sockets:
    return Sockets()


@pytest.fixture
def page_left() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
async def server(sockets: Sockets, page_left: asyncio.Event) -> AsyncIterator[BaseTestServer]:
    async def live(request: web.Request) -> web.WebSocketResponse:
        response = await sockets.serve(request, lambda: {"first": True})
        page_left.set()
        return response

    app = web.Application()
    app.router.add_get("/live", live)
    async with TestServer(app) as server:
        yield server
        await sockets.close()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_a_page_begins_with_the_whole_picture_and_hears_each_change(
    sockets: Sockets, server: BaseTestServer, http: aiohttp.ClientSession
) -> None:
    async with http.ws_connect(server.make_url("/live")) as page:
        assert await page.receive_json() == {"first": True}
        sockets.tell({"change": 1})
        sockets.tell({"change": 2})
        assert [await page.receive_json() for _ in range(2)] == [{"change": 1}, {"change": 2}]


async def test_every_open_page_hears(
    sockets: Sockets, server: BaseTestServer, http: aiohttp.ClientSession
) -> None:
    url = server.make_url("/live")
    async with http.ws_connect(url) as one, http.ws_connect(url) as other:
        await one.receive_json()
        await other.receive_json()
        sockets.tell({"change": 1})
        assert await one.receive_json() == await other.receive_json() == {"change": 1}


async def test_a_page_that_is_closed_is_forgotten(
    sockets: Sockets,
    server: BaseTestServer,
    http: aiohttp.ClientSession,
    page_left: asyncio.Event,
) -> None:
    async with http.ws_connect(server.make_url("/live")) as page:
        await page.receive_json()
        assert sockets.is_watched
    await asyncio.wait_for(page_left.wait(), 5)
    assert not sockets.is_watched
    sockets.tell({"nobody": "hears"})


async def test_a_page_that_is_too_far_behind_is_let_go(
    sockets: Sockets,
    server: BaseTestServer,
    http: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 3)
    async with http.ws_connect(server.make_url("/live")) as page:
        await page.receive_json()
        for number in range(10):  # at one go, so that nothing is sent in between
            sockets.tell({"change": number})
        heard = [message async for message in page]
    assert len(heard) < 10
    assert page.close_code == aiohttp.WSCloseCode.TRY_AGAIN_LATER


async def test_all_pages_are_let_go_at_the_end(
    sockets: Sockets, server: BaseTestServer, http: aiohttp.ClientSession
) -> None:
    async with http.ws_connect(server.make_url("/live")) as page:
        await page.receive_json()
        await sockets.close()
        assert (await page.receive()).type is aiohttp.WSMsgType.CLOSE
        assert page.close_code == aiohttp.WSCloseCode.GOING_AWAY
