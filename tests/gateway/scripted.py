"""A gateway that answers as it is told and remembers what it was asked."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import TypeVar
from urllib.parse import parse_qsl

from aiohttp import web

from bot.gateway.budget import Budget
from bot.gateway.places import Purpose
from bot.gateway.transport import Call, Transport
from bot.payments.incidents import Incidents
from tests.clocks import SetClock
from tests.gateway.parts import API_KEY, NOON, OWNER, Announced, MemoryLog


@dataclass(frozen=True)
class Asked:
    """One request, as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Said:
    """An answer that is more than its JSON."""

    status: int = 200
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)


def refusal(code: str, status: int = 200) -> Said:
    """What the gateway says when it does not do what was asked."""
    body = {"code": code, "success": False, "data": None, "trace": "4bf9", "msg": "no"}
    return Said(status, body)


def wrapped(data: object) -> dict[str, object]:
    """An answer in its envelope."""
    return {"code": "200", "success": True, "data": data, "trace": "4bf9", "msg": ""}


Script = Callable[[Asked], object]
Item = TypeVar("Item")


async def gather(source: AsyncIterator[Item], into: list[Item]) -> None:
    """Take all that comes, so that what came before an error is there."""
    async for item in source:
        into.append(item)  # noqa: PERF401 - a comprehension would keep nothing at an error


class Scripted:
    """A gateway with a client of it, both by one clock.

    What the script gives for a request is the answer: JSON, the text of it, or a `Said`.
    """

    def __init__(self, limit: int = 100_000, per_endpoint: int | None = None) -> None:
        self.clock = SetClock(NOON)
        self.skew = 0.0
        self.asked: list[Asked] = []
        self.script: Script = lambda _: []
        self.announced = Announced()
        incidents = Incidents(self.announced, self.clock, [OWNER])
        self.budget = Budget(MemoryLog(), self.clock, incidents, limit, per_endpoint)
        self.incidents = incidents
        self.transport = Transport("", API_KEY, self.budget, self.clock, incidents)

    def says(self, answer: object, path: str = "", otherwise: object = ()) -> None:
        """Answer thus from now on, at one path or at all."""
        self.script = lambda asked: answer if not path or asked.path == path else otherwise

    @property
    def paths(self) -> list[str]:
        """Where each request went."""
        return [asked.path for asked in self.asked]

    async def ask(self, path: str) -> object:
        """Ask a plain question."""
        return await self.transport.ask(Call("GET", path, Purpose.SWEEP))

    async def _answer(self, request: web.Request) -> web.Response:
        query = dict(parse_qsl(request.query_string, strict_parsing=bool(request.query_string)))
        body = await request.read()
        asked = Asked(request.method, request.path, query, request.headers, body)
        self.asked.append(asked)
        answer = self.script(asked)
        said = answer if isinstance(answer, Said) else Said(200, answer)
        text = said.body if isinstance(said.body, str) else json.dumps(said.body)
        date = self.clock.now().timestamp() + self.skew
        headers = {"Date": formatdate(date, usegmt=True), **said.headers}
        return web.Response(status=said.status, body=text.encode(), headers=headers)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator["Scripted"]:
        """Listen, and have the client speak to it."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        url = f"http://127.0.0.1:{port}"
        self.transport = Transport(url, API_KEY, self.budget, self.clock, self.incidents)
        try:
            async with self.transport:
                yield self
        finally:
            await runner.cleanup()
