import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp.base_protocol import BaseProtocol

from bot.errors import GatewayMisunderstood, GatewayUnavailable
from bot.gateway import sending
from bot.gateway.sending import Once, read_bounded


@asynccontextmanager
async def a_server(cutting: "Cutting") -> AsyncIterator[str]:
    server = await asyncio.start_server(cutting.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.close()
        await server.wait_closed()


class Cutting:
    """Answers the first request, and cuts the connection at each later one."""

    def __init__(self) -> None:
        self.requests = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            self.requests += bool(head)
            if self.requests > 1:
                break
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")
            await writer.drain()
        writer.close()


async def test_a_request_whose_connection_is_cut_is_sent_once() -> None:
    cutting = Cutting()
    async with a_server(cutting) as url, aiohttp.ClientSession() as session:
        async with session.get(url, middlewares=(Once(),)) as answer:
            assert await answer.read() == b"[]"
        with pytest.raises((GatewayUnavailable, aiohttp.ClientError)):
            await session.get(url, middlewares=(Once(),))
    assert cutting.requests == 2


async def test_without_that_it_would_be_sent_again() -> None:
    """If this fails, aiohttp has changed, and `Once` is no longer needed."""
    cutting = Cutting()
    async with a_server(cutting) as url, aiohttp.ClientSession() as session:
        await (await session.get(url)).read()
        with pytest.raises(aiohttp.ClientError):
            await session.get(url)
    assert cutting.requests == 3


def a_stream(*chunks: bytes) -> aiohttp.StreamReader:
    """A body that has come in these pieces."""
    protocol = BaseProtocol(asyncio.get_running_loop())
    stream = aiohttp.StreamReader(protocol, 2**16, loop=asyncio.get_running_loop())
    for chunk in chunks:
        stream.feed_data(chunk)
    stream.feed_eof()
    return stream


@pytest.mark.parametrize("size", [0, 1, 999, 1000])
async def test_a_body_is_read_whole_up_to_the_bound(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LARGEST_ANSWER", 1000)
    assert (
        await read_bounded(a_stream(b"x" * (size // 2), b"x" * (size - size // 2))) == b"x" * size
    )


async def test_beyond_the_bound_nothing_more_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "LARGEST_ANSWER", 1000)
    stream = a_stream(b"x" * 1001, b"y" * 10)
    with pytest.raises(GatewayMisunderstood, match="more than 1000 bytes"):
        await read_bounded(stream)
