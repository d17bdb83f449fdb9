import asyncio
import errno
import logging
import os
import socket

import pytest
from aiohttp import web

from bot.errors import NotListening
from bot.web.server import WebServer, _in_words
from tests.web.visitor import HOST, PLAIN, ask, get, hello, post, serving, visiting


async def test_it_serves_what_it_was_given(server: WebServer) -> None:
    assert (await ask(server.port, get("/hello"))).text == "hello"
    assert (await ask(server.port, post("/echo", b"abc"))).text == "abc"


async def test_it_serves_objects_that_can_be_called() -> None:
    class Called:
        async def __call__(self, _: web.Request) -> web.Response:
            return web.Response(text="called")

    async with serving({("GET", "/"): Called()}) as server:
        assert (await ask(server.port, get("/"))).text == "called"


async def test_what_is_got_has_a_head_of_the_same_size(server: WebServer) -> None:
    async with visiting(server.port) as visitor:
        visitor.say(get("/hello", "HEAD"))
        answer = await visitor.hear(bodiless=True)
        assert (answer.status, answer.headers["Content-Length"]) == (200, "5")
        visitor.say(get("/hello"))
        assert (await visitor.hear()).text == "hello"


async def test_two_hundred_requests_at_once_are_all_answered(server: WebServer) -> None:
    asked = (ask(server.port, post("/echo", str(n).encode())) for n in range(200))
    answers = await asyncio.gather(*asked)

    assert [answer.text for answer in answers] == [str(n) for n in range(200)]


async def test_a_port_in_use_is_named_with_what_to_do(server: WebServer) -> None:
    second = WebServer(HOST, server.port, PLAIN)
    with pytest.raises(NotListening, match=f"port {server.port} at 127.0.0.1 .* HTTP_PORT"):
        await second.start()
    await second.stop()


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
async def test_an_address_that_is_not_ours_is_named_with_what_to_do(host: str) -> None:
    with pytest.raises(NotListening, match=f"{host} is no address of this machine; set HTTP_HOST"):
        await WebServer(host, 0, PLAIN).start()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EACCES, "port 80 is not for this user; set HTTP_PORT to 1024 or above"),
        (errno.EMFILE, "the HTTP server cannot listen at here port 80: Too many open files"),
    ],
)
def test_what_else_keeps_it_from_listening_is_said(code: int, words: str) -> None:
    assert _in_words(OSError(code, os.strerror(code)), "here", 80) == words


async def test_a_server_that_never_started_can_be_stopped() -> None:
    await WebServer(HOST, 0, PLAIN).stop()


class Held:
    """A handler that waits until it is let go."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.may_go = asyncio.Event()
        self.was_cut = False

    async def __call__(self, request: web.Request) -> web.Response:
        self.reached.set()
        try:
            await self.may_go.wait()
        except asyncio.CancelledError:
            # Letting go takes time, as undoing a transaction does.
            await asyncio.sleep(0.05)
            self.was_cut = True
            raise
        return await hello(request)


async def test_stopping_finishes_what_is_in_flight(caplog: pytest.LogCaptureFixture) -> None:
    held = Held()
    server = WebServer(HOST, 0, {("GET", "/held"): held}, longest_stop=5)
    await server.start()
    async with visiting(server.port) as visitor, asyncio.TaskGroup() as group:
        visitor.say(get("/held"))
        await held.reached.wait()
        stopping = group.create_task(server.stop())
        await asyncio.sleep(0)
        held.may_go.set()
        assert (await visitor.hear()).text == "hello"
        assert await visitor.hears_the_end()
        await stopping

    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


async def test_stopping_takes_nobody_in_any_more() -> None:
    held = Held()
    server = WebServer(HOST, 0, {("GET", "/held"): held}, longest_stop=5)
    await server.start()
    async with visiting(server.port) as visitor, asyncio.TaskGroup() as group:
        visitor.say(get("/held"))
        await held.reached.wait()
        group.create_task(server.stop())
        await asyncio.sleep(0)
        with pytest.raises(ConnectionRefusedError):
            await ask(server.port, get("/held"))
        held.may_go.set()


async def test_stopping_does_not_wait_for_who_only_stays_connected() -> None:
    server = WebServer(HOST, 0, PLAIN, longest_stop=60)
    await server.start()
    async with visiting(server.port) as visitor:
        visitor.say(get("/hello"))
        await visitor.hear()
        async with asyncio.timeout(5):
            await server.stop()
        assert await visitor.hears_the_end()


async def test_what_hangs_is_cut_off_and_has_let_go_when_stop_returns(
    caplog: pytest.LogCaptureFixture,
) -> None:
    held = Held()
    server = WebServer(HOST, 0, {("GET", "/held"): held}, longest_stop=0.2)
    await server.start()
    async with visiting(server.port) as visitor:
        visitor.say(get("/held"))
        await held.reached.wait()
        async with asyncio.timeout(2):
            await server.stop()
        assert held.was_cut
        assert await visitor.hears_the_end()

    assert [each.getMessage() for each in caplog.records if each.levelname == "WARNING"] == [
        "1 requests were cut off, unanswered"
    ]


async def test_a_body_that_never_ends_does_not_hold_up_the_stop() -> None:
    server = WebServer(HOST, 0, PLAIN, longest_stop=0.2)
    await server.start()
    async with visiting(server.port) as visitor:
        visitor.say(post("/echo", b"x" * 1000)[:-1])
        await asyncio.sleep(0.05)
        async with asyncio.timeout(2):
            await server.stop()
        assert await visitor.hears_the_end()


async def test_a_stopped_port_is_free_again() -> None:
    async with serving() as server:
        await ask(server.port, get("/hello"))
    with socket.create_server((HOST, server.port)):
        pass
