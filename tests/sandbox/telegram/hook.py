"""A bot's webhook, which answers as a test wants."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.sandbox.faults import cut

Answer = Callable[[dict[str, Any]], int]


class Hook:
    """Keeps what it is brought.

    Attributes:
        updates: every update that came, as often as it came.
        headers: the headers that came with each.
        answers: gives the status that answers an update; 0 cuts the connection.
        gate: holds every answer up while it is closed.
        at_once: how many requests there were at the same time, at the most.
    """

    def __init__(self) -> None:
        self.url = ""
        self.updates: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answers: Answer = lambda _: 200
        self.answer_headers: dict[str, str] = {}
        self.gate = asyncio.Event()
        self.gate.set()
        self.at_once = 0
        self._now = 0

    @property
    def texts(self) -> list[str]:
        """What people wrote in the updates."""
        return [update["message"]["text"] for update in self.updates]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Listen."""
        app = web.Application()
        app.router.add_post("/hook", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        try:
            yield
        finally:
            self.gate.set()
            await runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.updates.append(update)
        self.headers.append(dict(request.headers))
        self._now += 1
        self.at_once = max(self.at_once, self._now)
        await self.gate.wait()
        self._now -= 1
        status = self.answers(update)
        if not status:
            cut(request)
        return web.Response(status=status or 500, headers=self.answer_headers)
