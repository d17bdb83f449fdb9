import asyncio
import gzip
import logging
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
from aiohttp import web

from bot.errors import NotAnUpdate, StorageError, TillBusy
from bot.web.telegram import LARGEST_BODY, SECRET_HEADER, TelegramWebhook

SECRET = "0f1e2d3c"
SHOWN = {SECRET_HEADER: SECRET}
HEAD = b"POST /telegram/webhook HTTP/1.1\r\nHost: x\r\n"
SECRET_LINE = f"{SECRET_HEADER}: {SECRET}\r\n".encode()
UPDATE = b'{"update_id": 7}'


class Till:
    """What stands behind the webhook."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.counted: list[str] = []
        self.error: Exception | None = None
        self.storing = asyncio.Event()
        self.storing.set()
        self.answered = asyncio.Event()
        self.url = ""
        self.port = 0

    def count(self, kind: str) -> None:
        self.counted.append(kind)
        self.answered.set()

    async def take(self, body: bytes) -> None:
        await self.storing.wait()
        if self.error is not None:
            raise self.error
        self.taken.append(body)

    async def ask(self, request: bytes) -> bytes:
        """Send some bytes, and give back the first line of the answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request)
        line = await asyncio.wait_for(reader.readline(), 5)
        writer.close()
        await writer.wait_closed()
        return line

    async def break_off(self, request: bytes) -> None:
        """Send some bytes and hang up."""
        _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request)
        writer.close()
        await writer.wait_closed()


@pytest.fixture
async def till() -> AsyncIterator[Till]:
    till = Till()
    webhook = TelegramWebhook(SECRET, till.take, till.count)
    app = web.Application()
    app.router.add_post("/telegram/webhook", webhook.__call__)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, auto_decompress=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    till.port = runner.addresses[0][1]
    till.url = f"http://127.0.0.1:{till.port}/telegram/webhook"
    yield till
    await runner.cleanup()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as http:
        yield http


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever comes, nothing is logged above debug, and no trace at all."""
    yield
    assert not [each for each in caplog.records if each.levelno > logging.DEBUG]


async def test_what_shows_the_secret_is_taken_and_answered_with_nothing(
    till: Till, http: aiohttp.ClientSession
) -> None:
    async with http.post(till.url, data=UPDATE, headers=SHOWN) as answer:
        assert (answer.status, await answer.read()) == (200, b"")
    assert till.taken == [UPDATE]
    assert till.counted == ["taken"]


async def test_it_is_answered_only_when_it_is_stored(
    till: Till, http: aiohttp.ClientSession
) -> None:
    till.storing.clear()
    asking = asyncio.create_task(http.post(till.url, data=UPDATE, headers=SHOWN))
    done, _ = await asyncio.wait({asking}, timeout=0.1)
    assert not done
    till.storing.set()
    assert (await asking).status == 200


@pytest.mark.parametrize(
    "secret",
    [None, "", "0f1e2d3", "0f1e2d3c0", "0F1E2D3C", "0f1e2d3c, 0f1e2d3c", "\u00e9", "x" * 4000],
)
async def test_a_wrong_or_missing_secret_is_refused_without_a_word(
    till: Till, http: aiohttp.ClientSession, secret: str | None
) -> None:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with http.post(till.url, data=UPDATE, headers=headers) as answer:
        assert (answer.status, await answer.read()) == (401, b"")
    assert till.taken == []
    assert till.counted == ["refused"]


async def test_a_secret_of_bytes_that_are_no_text_is_refused(till: Till) -> None:
    secret = SECRET_HEADER.encode() + b": \xff\xfe\r\n"
    answer = await till.ask(HEAD + secret + b"Content-Length: 2\r\n\r\nhi")
    assert answer.startswith(b"HTTP/1.1 401 ")


async def test_who_does_not_show_the_secret_is_refused_before_the_body_comes(till: Till) -> None:
    answer = await till.ask(HEAD + b"Content-Length: 1000\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 401 ")


async def test_what_is_no_update_is_malformed(till: Till, http: aiohttp.ClientSession) -> None:
    till.error = NotAnUpdate("no JSON")
    async with http.post(till.url, data=b"{", headers=SHOWN) as answer:
        assert (answer.status, await answer.read()) == (400, b"")
    assert till.counted == ["malformed"]


@pytest.mark.parametrize("error", [StorageError("locked"), TillBusy("too many")])
async def test_what_cannot_be_taken_now_is_to_come_again_soon(
    till: Till, http: aiohttp.ClientSession, error: Exception
) -> None:
    till.error = error
    async with http.post(till.url, data=UPDATE, headers=SHOWN) as answer:
        assert (answer.status, await answer.read()) == (503, b"")
        assert answer.headers["Retry-After"] == "5"
    assert till.counted == ["busy"]


async def test_the_largest_body_is_taken(till: Till, http: aiohttp.ClientSession) -> None:
    async with http.post(till.url, data=b" " * LARGEST_BODY, headers=SHOWN) as answer:
        assert answer.status == 200
    assert len(till.taken[0]) == LARGEST_BODY


async def test_a_larger_one_is_refused_by_its_length_before_it_comes(till: Till) -> None:
    length = f"Content-Length: {LARGEST_BODY + 1}\r\n\r\n".encode()
    answer = await till.ask(HEAD + SECRET_LINE + length)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert till.counted == ["oversized"]


async def test_a_larger_one_in_pieces_is_refused_as_soon_as_it_is_too_large(
    till: Till, http: aiohttp.ClientSession
) -> None:
    sent = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(64):
            sent += 1
            yield b" " * (LARGEST_BODY // 4)

    try:
        async with http.post(till.url, data=pieces(), headers=SHOWN) as answer:
            assert answer.status == 413
    except aiohttp.ClientError:
        pass  # the server hangs up on who goes on sending
    assert till.counted == ["oversized"]
    assert till.taken == []


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 50\r\n\r\n{",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
    ],
)
async def test_a_body_that_breaks_off_is_malformed(till: Till, rest: bytes) -> None:
    await till.break_off(HEAD + SECRET_LINE + rest)
    await asyncio.wait_for(till.answered.wait(), 5)
    assert till.counted == ["malformed"]
    assert till.taken == []


async def test_a_packed_body_is_not_opened(till: Till, http: aiohttp.ClientSession) -> None:
    packed = gzip.compress(b" " * 10 * LARGEST_BODY)
    headers = SHOWN | {"Content-Encoding": "gzip"}
    async with http.post(till.url, data=packed, headers=headers) as answer:
        assert answer.status == 200
    assert till.taken == [packed]


async def test_many_at_once_are_each_answered(till: Till, http: aiohttp.ClientSession) -> None:
    async def post() -> int:
        async with http.post(till.url, data=UPDATE, headers=SHOWN) as answer:
            return answer.status

    assert await asyncio.gather(*(post() for _ in range(200))) == [200] * 200
    assert len(till.taken) == 200
