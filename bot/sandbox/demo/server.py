"""The page's server: what a browser is shown, and what it may ask for."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.helpers import content_disposition_header

from bot.sandbox.demo.acts import Fields
from bot.sandbox.demo.stage import Stage
from bot.sandbox.demo.views import newest
from bot.sandbox.telegram.documents import UNKNOWN_KIND
from bot.sandbox.web.pages import add_static, html, local_only
from bot.sandbox.web.sockets import Sockets

HOST = "127.0.0.1"
STATIC = Path(__file__).parent / "static"
BETWEEN_FIGURES = 1.0

Answer = Callable[[Fields], Awaitable[object]]


def listen(port: int) -> socket.socket:
    """Take a port of 127.0.0.1; 0 takes a free one.

    Raises:
        OSError: it cannot be used.
    """
    return socket.create_server((HOST, port))


class Demo:
    """The playground, served to whoever connects to `listener`."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.tabs = Sockets()
        self._page = (STATIC / "index.html").read_text(encoding="utf-8")
        self._changing = asyncio.Lock()
        self.stage = Stage(self.tabs.tell)

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://{HOST}:{self._listener.getsockname()[1]}/"

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[local_only])
        self._add_routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._end_stage)
            await self.stage.open()
            stack.push_async_callback(runner.cleanup)
            await web.SockSite(runner, self._listener).start()
            stack.push_async_callback(self.tabs.close)
            counting = asyncio.create_task(self._count())
            stack.callback(counting.cancel)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def _end_stage(self) -> None:
        await self.stage.close()

    def _add_routes(self, app: web.Application) -> None:
        app.router.add_get("/", self._show)
        app.router.add_get("/live", self._watch)
        app.router.add_get("/older", self._show_older)
        app.router.add_get("/photos/{file_id}", self._show_photo)
        app.router.add_get("/documents/{file_id}", self._give_document)
        for path, deed in (
            ("/write", self._write),
            ("/press", self._press),
            ("/follow", self._follow),
            ("/trouble", self._trouble),
            ("/till", self._till),
            ("/lifetime", self._lifetime),
            ("/over", self._start_over),
        ):
            app.router.add_post(path, _answering(deed))
        add_static(app, STATIC)

    async def _show(self, _: web.Request) -> web.Response:
        return html(self._page)

    async def _watch(self, request: web.Request) -> web.WebSocketResponse:
        return await self.tabs.serve(request, self.stage.picture)

    async def _show_older(self, request: web.Request) -> web.Response:
        """Show what came before a message of a room."""
        wanted, before = request.query.get("room"), request.query.get("before", "")
        room = next((room for room in self.stage.cast.rooms if room.key == wanted), None)
        if room is None or not (before.isascii() and before.isdigit()):
            raise web.HTTPNotFound(text="There is no such room or message.")
        return web.json_response(newest(self.stage.telegram, room, int(before)))

    async def _show_photo(self, request: web.Request) -> web.Response:
        picture = self.stage.telegram.world.pictures.get(request.match_info["file_id"])
        if picture is None:
            raise web.HTTPNotFound(text="There is no such photo.")
        kind = "image/png" if picture.content.startswith(b"\x89PNG") else "image/jpeg"
        headers = {"Cache-Control": "private, max-age=3600"}  # a photo never changes under its id
        return web.Response(body=picture.content, content_type=kind, headers=headers)

    async def _give_document(self, request: web.Request) -> web.Response:
        document = self.stage.telegram.world.documents.get(request.match_info["file_id"])
        if document is None:
            raise web.HTTPNotFound(text="There is no such document.")
        disposition = content_disposition_header("attachment", filename=document.file_name)
        # It is kept and never shown: a page that the bot has sent must not run as this page.
        headers = {"Content-Disposition": disposition}
        return web.Response(body=document.content, content_type=UNKNOWN_KIND, headers=headers)

    async def _write(self, fields: Fields) -> object:
        return {"id": self.stage.acts.write(fields).message_id}

    async def _press(self, fields: Fields) -> object:
        return {"id": self.stage.acts.press(fields).id}

    async def _follow(self, fields: Fields) -> object:
        return {"room": self.stage.acts.follow(fields)}

    async def _trouble(self, fields: Fields) -> None:
        switch = self.stage.troubles.get(str(fields.get("side")))
        if switch is None:
            raise ValueError("Troubles are for the gateway or for telegram.")
        switch.turn(str(fields.get("key")))
        self.stage.tell_state()

    async def _till(self, fields: Fields) -> None:
        await self.stage.till.do(str(fields.get("do")))

    async def _lifetime(self, fields: Fields) -> None:
        await self.stage.let_orders_live(str(fields.get("lifetime")))

    async def _start_over(self, _: Fields) -> None:
        """Put everything back to the beginning: a new stage, and a new till with it."""
        async with self._changing:
            await self.stage.close()
            stage = Stage(self.tabs.tell, self.stage.gateway.port)
            await stage.open()
            self.stage = stage
            self.tabs.tell(stage.picture())

    async def _count(self) -> None:
        """Count again and again, while somebody looks."""
        while True:
            await asyncio.sleep(BETWEEN_FIGURES)
            if self.tabs.is_watched:
                async with self._changing:
                    await self.stage.count()


def _answering(deed: Answer) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Answer with what a deed brings; what cannot be done becomes a sentence."""

    async def answer(request: web.Request) -> web.Response:
        try:
            result = await deed(_read(await request.text()))
        except ValueError as error:
            return web.Response(text=str(error), status=400)
        return web.Response(status=204) if result is None else web.json_response(result)

    return answer


def _read(body: str) -> Fields:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise ValueError("Expected a JSON object.")  # noqa: TRY004 - it came from outside
    return fields
