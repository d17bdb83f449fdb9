from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from yarl import URL

from bot.sandbox.web.pages import add_static, html, local_only


async def hello(_: web.Request) -> web.Response:
    return html("<p>hello</p>", status=203)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[BaseTestServer]:
    site = tmp_path / "site"
    site.mkdir()
    (site / "own.js").write_text("export {};")
    (tmp_path / "secret").write_text("not to be served")
    app = web.Application(middlewares=[local_only])
    app.router.add_route("*", "/", hello)
    add_static(app, site)
    async with TestServer(app) as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def status(
    http: aiohttp.ClientSession, server: BaseTestServer, method: str, **headers: str
) -> int:
    async with http.request(method, server.make_url("/"), headers=headers) as response:
        return response.status


@pytest.mark.parametrize("host", ["127.0.0.1:{}", "localhost:{}"])
async def test_the_pages_of_this_machine_are_answered(
    server: BaseTestServer, http: aiohttp.ClientSession, host: str
) -> None:
    here = host.format(server.port)
    assert await status(http, server, "GET", Host=here) == 203
    assert await status(http, server, "POST", Host=here, Origin=f"http://{here}") == 203


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "[oops"},
    ],
    ids=str,
)
async def test_other_sites_are_refused_under_whatever_name(
    server: BaseTestServer, http: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    assert await status(http, server, "POST", **headers) == 403


@pytest.mark.parametrize("path", ["/", "/static/own.js", "/nowhere"])
async def test_a_page_may_load_nothing_from_elsewhere(
    server: BaseTestServer, http: aiohttp.ClientSession, path: str
) -> None:
    async with http.get(server.make_url(path)) as response:
        policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/static/own.js", "/shared/live.js"])
async def test_scripts_are_served_fresh_and_as_what_they_are(
    server: BaseTestServer, http: aiohttp.ClientSession, path: str
) -> None:
    async with http.get(server.make_url(path)) as response:
        assert response.status == 200
        assert "javascript" in response.content_type
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_nothing_outside_of_the_folders_is_served(
    server: BaseTestServer, http: aiohttp.ClientSession
) -> None:
    for path in ("/static/..%2fsecret", "/static/%2e%2e/secret", "/static//secret"):
        async with http.get(URL(f"http://127.0.0.1:{server.port}{path}", encoded=True)) as answer:
            assert answer.status in {403, 404}, path
