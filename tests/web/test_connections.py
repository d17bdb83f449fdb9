import asyncio
import logging

import pytest
from aiohttp import web

from bot.web.server import WebServer
from tests.web.visitor import ask, echo, get, hello, post, serving, visiting

PATIENCE = 0.1
POST = post("/echo", b"x" * 1000)


@pytest.mark.parametrize("beginning", [b"", b"GET /hello HTTP/1.1\r\nHost:"])
async def test_headers_that_do_not_come_are_not_waited_for(beginning: bytes) -> None:
    async with serving(patience=PATIENCE) as server, visiting(server.port) as visitor:
        visitor.say(beginning)
        assert await visitor.hears_the_end()


async def test_headers_that_come_drop_by_drop_are_not_waited_for_either() -> None:
    async with serving(patience=PATIENCE) as server, visiting(server.port) as visitor:

        async def drip() -> None:
            while True:
                visitor.say(b"A: b\r\n")
                await asyncio.sleep(PATIENCE / 10)

        visitor.say(b"GET /hello HTTP/1.1\r\n")
        dripping = asyncio.create_task(drip())
        assert await visitor.hears_the_end()
        dripping.cancel()


async def test_a_body_that_does_not_come_is_not_waited_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving(patience=PATIENCE) as server, visiting(server.port) as visitor:
        visitor.say(POST[:-1])
        assert await visitor.hears_the_end()
        assert (await ask(server.port, get("/hello"))).status == 200

    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


async def test_neither_is_the_second_body_of_a_connection() -> None:
    async with serving(patience=PATIENCE) as server, visiting(server.port) as visitor:
        visitor.say(POST)
        assert (await visitor.hear()).status == 200
        visitor.say(POST[:-1])
        assert await visitor.hears_the_end()


async def test_a_handler_may_take_longer_than_a_client() -> None:
    async def think(request: web.Request) -> web.Response:
        await asyncio.sleep(PATIENCE * 2)
        return await echo(request)

    async with serving({("POST", "/echo"): think}, patience=PATIENCE) as server:
        assert (await ask(server.port, POST)).status == 200


async def test_an_idle_connection_is_kept_for_longer_than_that() -> None:
    async with serving(patience=PATIENCE) as server, visiting(server.port) as visitor:
        for _ in range(2):
            visitor.say(get("/hello"))
            assert (await visitor.hear()).text == "hello"
            await asyncio.sleep(PATIENCE * 2)


async def test_requests_that_come_together_are_answered_in_order(server: WebServer) -> None:
    async with visiting(server.port) as visitor:
        visitor.say(post("/echo", b"1") + post("/echo", b"2") + get("/hello"))

        assert [(await visitor.hear()).text for _ in range(3)] == ["1", "2", "hello"]


async def test_what_a_client_has_packed_is_given_as_it_came(server: WebServer) -> None:
    answer = await ask(server.port, post("/echo", b"not packed", Content_Encoding="gzip"))

    assert answer.text == "not packed"


async def test_who_asks_first_whether_to_go_on_is_told_so(server: WebServer) -> None:
    request = post("/echo", b"x", Expect="100-continue")
    async with visiting(server.port) as visitor:
        visitor.say(request[:-1])
        assert (await visitor.hear()).status == 100
        visitor.say(request[-1:])
        assert (await visitor.hear()).text == "x"


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"hello\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nno header\r\n\r\n",
        b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n\x00\x01\x02\r\n\r\n",
        b"\xff" * 20_000,
    ],
)
async def test_what_is_no_http_leaves_no_trace_in_the_log(
    server: WebServer, caplog: pytest.LogCaptureFixture, garbage: bytes
) -> None:
    caplog.set_level(logging.DEBUG)
    async with visiting(server.port) as visitor:
        visitor.say(garbage)
        await visitor.reader.read()

    assert "Traceback" not in caplog.text
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


async def test_a_handler_that_gives_no_answer_is_complained_of(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def forget(request: web.Request) -> web.Response:
        await hello(request)
        return None  # type: ignore[return-value]  # this is the fault

    async with serving({("GET", "/hello"): forget}) as server:
        assert (await ask(server.port, get("/hello"))).status == 500
    assert [each.levelname for each in caplog.records if each.exc_info] == ["ERROR"]
