"""Whoever comes to the HTTP server, over a real socket and byte by byte."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler
from multidict import CIMultiDict

from bot.web.server import WebServer

HOST = "127.0.0.1"
SOON = 5.0


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: CIMultiDict[str]
    text: str


@dataclass(frozen=True)
class Visitor:
    """One connection to the server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def at(cls, port: int) -> Self:
        """Connect."""
        return cls(*await asyncio.open_connection(HOST, port))

    def say(self, words: bytes) -> None:
        """Send some bytes, whatever becomes of them."""
        self.writer.write(words)

    async def hear(self, *, bodiless: bool = False) -> Answer:
        """Wait for an answer and read it."""
        async with asyncio.timeout(SOON):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.strip().split("\r\n")
            headers: CIMultiDict[str] = CIMultiDict()
            for line in lines:
                name, value = line.split(": ", 1)
                headers.add(name, value)
            size = 0 if bodiless else int(headers.get("Content-Length", "0"))
            body = await self.reader.readexactly(size)
        return Answer(int(first.split()[1]), headers, body.decode())

    async def hears_the_end(self) -> bool:
        """Wait until the server hangs up, and tell whether it did so without another word."""
        async with asyncio.timeout(SOON):
            try:
                return await self.reader.read() == b""
            except ConnectionResetError:
                return True

    async def leave(self) -> None:
        """Hang up."""
        self.writer.close()
        try:
            await self.writer.wait_closed()
        except ConnectionError:
            return


@asynccontextmanager
async def visiting(port: int) -> AsyncIterator[Visitor]:
    """A connection for as long as the block."""
    visitor = await Visitor.at(port)
    try:
        yield visitor
    finally:
        await visitor.leave()


async def ask(port: int, request: bytes) -> Answer:
    """Send a request over a connection of its own."""
    async with visiting(port) as visitor:
        visitor.say(request)
        return await visitor.hear(bodiless=request.startswith(b"HEAD"))


def get(path: str, method: str = "GET") -> bytes:
    """A request without a body."""
    return f"{method} {path} HTTP/1.1\r\nHost: till\r\n\r\n".encode("utf-8", "surrogateescape")


def post(path: str, body: bytes, **headers: str) -> bytes:
    """A request with a body; in the names of headers, underscores stand for hyphens."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"POST {path} HTTP/1.1\r\nHost: till\r\nContent-Length: {len(body)}\r\n{lines}\r\n"
    return head.encode() + body


async def echo(request: web.Request) -> web.Response:
    """Answer with what came."""
    return web.Response(body=await request.read())


async def hello(_: web.Request) -> web.Response:
    """Answer with a word."""
    return web.Response(text="hello")


PLAIN: Mapping[tuple[str, str], Handler] = {("GET", "/hello"): hello, ("POST", "/echo"): echo}


@asynccontextmanager
async def serving(
    handlers: Mapping[tuple[str, str], Handler] = PLAIN,
    *,
    patience: float = 10.0,
    longest_stop: float = 1.0,
) -> AsyncIterator[WebServer]:
    """A server at a free port."""
    async with WebServer(
        HOST, 0, handlers, patience=patience, longest_stop=longest_stop
    ) as server:
        yield server
