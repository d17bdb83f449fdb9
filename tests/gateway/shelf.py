"""A gateway that has nothing but lists, and remembers which were asked for."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.clock import Clock

Answer = tuple[int, object]


@dataclass
class Shelf:
    """Answers of lists by their paths, with the query; other paths are not found."""

    clock: Clock
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def put(self, path: str, data: object) -> None:
        """Answer with `data` in the gateway's wrapping."""
        self.answers[path] = (
            200,
            {"code": "200", "success": True, "data": data, "trace": "t", "msg": ""},
        )

    async def handle(self, request: web.Request) -> web.Response:
        """Answer as it was told."""
        self.asked.append(request.path_qs)
        status, body = self.answers.get(request.path_qs, (404, "<html>not here</html>"))
        text = body if isinstance(body, str) else json.dumps(body)
        stamp = format_datetime(self.clock.now(), usegmt=True)
        return web.Response(status=status, text=text, headers={"Date": stamp})


@asynccontextmanager
async def open_shelf(clock: Clock) -> AsyncIterator[Shelf]:
    """A shelf behind real HTTP."""
    shelf = Shelf(clock)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", shelf.handle)
    async with TestServer(app) as server:
        shelf.url = str(server.make_url("/"))
        yield shelf
