import asyncio
import logging

import pytest
from aiohttp import web

from bot.errors import StorageError
from bot.web.answers import HEADERS
from bot.web.server import WebServer
from tests.web.visitor import Answer, ask, echo, get, post, serving, visiting

WORDS = "the database till.db is locked"


async def break_down(_: web.Request) -> web.Response:
    raise ZeroDivisionError("secret words")


async def find_no_database(_: web.Request) -> web.Response:
    raise StorageError(WORDS)


async def run_out_of_time(_: web.Request) -> web.Response:
    raise TimeoutError


TROUBLED = {
    ("GET", "/broken"): break_down,
    ("GET", "/locked"): find_no_database,
    ("GET", "/late"): run_out_of_time,
    ("POST", "/echo"): echo,
}


async def trouble(request: bytes) -> Answer:
    async with serving(TROUBLED) as server:
        return await ask(server.port, request)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (get("/hello"), 200),
        (get("/hello", "HEAD"), 200),
        (post("/echo", b"x", Content_Encoding="gzip"), 200),
        (get("/nothing"), 404),
        (get("/hello", "DELETE"), 405),
        (get("/hello", "OPTIONS"), 405),
        (get("*", "OPTIONS"), 404),
        (get("till:443", "CONNECT"), 404),
        (post("/echo", b"x" * (2**20 + 1)), 413),
        (post("/echo", b"x", Expect="a miracle"), 417),
        (b"\x16\x03\x01\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nA: " + b"a" * 9000 + b"\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", 400),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: a\r\n\r\n", 400),
    ],
)
async def test_every_answer_has_the_same_headers_and_no_banner(
    server: WebServer, request_: bytes, status: int
) -> None:
    answer = await ask(server.port, request_)

    assert answer.status == status
    assert {name: answer.headers.getall(name) for name in HEADERS} == {
        name: [value] for name, value in HEADERS.items()
    }
    assert "Server" not in answer.headers
    assert "aiohttp" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("path", ["/broken", "/locked"])
async def test_so_has_an_answer_that_tells_of_trouble(path: str) -> None:
    answer = await trouble(get(path))

    assert HEADERS.items() <= dict(answer.headers).items()
    assert "Server" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/nothing", "/hello/", "//hello", "/hello/../hello/x"])
async def test_an_unknown_path_is_answered_in_a_sentence(server: WebServer, path: str) -> None:
    answer = await ask(server.port, get(path))

    assert (answer.status, answer.text) == (404, "There is nothing at this path.\n")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
async def test_a_wrong_method_is_told_which_are_right(server: WebServer, method: str) -> None:
    answer = await ask(server.port, get("/hello", method))

    assert (answer.status, answer.text) == (405, "This path does not serve this method.\n")
    assert sorted(answer.headers["Allow"].split(",")) == ["GET", "HEAD"]


async def test_a_body_of_more_than_a_mebibyte_is_too_large(server: WebServer) -> None:
    assert (await ask(server.port, post("/echo", b"x" * 2**20))).status == 200
    answer = await ask(server.port, post("/echo", b"x" * (2**20 + 1)))

    assert (answer.status, answer.text) == (413, "The body is too large.\n")


async def test_what_nobody_expected_is_answered_without_details_and_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = await trouble(get("/broken?a=b"))

    assert (answer.status, "secret" in answer.text) == (500, False)
    (record,) = [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert record.getMessage() == "GET /broken broke"
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


async def test_a_handler_that_runs_out_of_time_has_broken_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert (await trouble(get("/late"))).status == 500
    assert [each.getMessage() for each in caplog.records if each.exc_info] == ["GET /late broke"]


async def test_a_database_that_does_not_answer_is_one_line_without_a_trace(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = await trouble(get("/locked"))

    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert WORDS not in answer.text
    (record,) = [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert record.getMessage() == f"GET /locked could not be served: {WORDS}"
    assert record.exc_info is None


@pytest.mark.parametrize("chunk", [b"zz\r\n", b"-5\r\nabcde\r\n", b"5\r\nabcdefgh\r\n"])
async def test_a_body_that_cannot_be_read_is_the_clients_fault(
    server: WebServer, caplog: pytest.LogCaptureFixture, chunk: bytes
) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = await ask(server.port, head + chunk)

    assert answer.status == 400
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


async def test_a_client_that_hangs_up_within_its_body_is_nobodys_fault(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failed = asyncio.Event()

    async def read(request: web.Request) -> web.Response:
        try:
            return await echo(request)
        finally:
            failed.set()

    async with serving({("POST", "/echo"): read}) as server:
        async with visiting(server.port) as visitor:
            visitor.say(post("/echo", b"x" * 1000)[:-1])
        await failed.wait()

    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert "Traceback" not in caplog.text
