"""The till's HTTP server."""

import asyncio
import errno
import logging
import socket
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.errors import NotListening
from bot.web import access
from bot.web.answers import in_words
from bot.web.connections import LARGEST_BODY, Complaints, Connections

log = logging.getLogger(__name__)

# Longer than a reverse proxy keeps an idle connection: else it would use one that is closing.
KEEP_ALIVE = 75.0
BACKLOG = 512
# How long a request that was cut off may take to let go of what it holds.
LETTING_GO = 1.0


class WebServer:
    """Serves `handlers`, each under its method and path; what serves GET serves HEAD too.

    Args:
        host: the address to listen at.
        port: the port to listen at, or 0 for any that is free.
        handlers: what to serve; they may raise `StorageError`.
        patience: within how many seconds headers and bodies must have come.
        longest_stop: how many seconds `stop` may take.

    Attributes:
        port: where it listens.
    """

    def __init__(
        self,
        host: str,
        port: int,
        handlers: Mapping[tuple[str, str], Handler],
        *,
        patience: float = 10.0,
        longest_stop: float = 10.0,
    ) -> None:
        self.port = port
        self._host = host
        self._patience = patience
        self._at_work: set[asyncio.Task[object]] = set()
        self._listener: asyncio.Server | None = None
        app = web.Application(middlewares=[self._note, in_words], client_max_size=LARGEST_BODY)
        for (method, path), handler in handlers.items():
            for each in ("GET", "HEAD") if method == "GET" else (method,):
                app.router.add_route(each, path, _function(handler))
        self._runner = web.AppRunner(
            app,
            access_log_class=access.AccessLog,
            access_log=access.log,
            logger=Complaints(log),
            # What is signed is the body as it was sent.
            auto_decompress=False,
            keepalive_timeout=KEEP_ALIVE,
            lingering_time=patience,
            # aiohttp waits that long twice: for answers, and once more for what still reads.
            shutdown_timeout=longest_stop / 2,
        )

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen.

        Raises:
            NotListening: the address cannot be had.
        """
        await self._runner.setup()
        server = self._runner.server
        assert server is not None, "a runner that is set up has a server"  # noqa: S101 - aiohttp's rule
        try:
            self._listener = await asyncio.get_running_loop().create_server(
                Connections(server, self._patience), self._host, self.port, backlog=BACKLOG
            )
        except OSError as error:
            await self._runner.cleanup()
            raise NotListening(_in_words(error, self._host, self.port)) from error
        self.port = self._listener.sockets[0].getsockname()[1]
        log.info("the HTTP server listens at %s port %d", self._host, self.port)

    async def stop(self) -> None:
        """Take no more requests, finish what is in flight, and cut off what does not end."""
        if self._listener is not None:
            self._listener.close()
        await self._runner.cleanup()
        if self._at_work:
            log.warning("%d requests were cut off, unanswered", len(self._at_work))
            await asyncio.wait(self._at_work, timeout=LETTING_GO)

    @web.middleware
    async def _note(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Know what is at work, so that nothing of it goes on after `stop`."""
        task = asyncio.current_task()
        assert task is not None, "aiohttp answers each request in a task"  # noqa: S101 - aiohttp's rule
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)
        return await handler(request)


def _function(handler: Handler) -> Handler:
    """The handler as a function, which is all that aiohttp's router takes."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return await handler(request)

    return handle


def _in_words(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} at {host} is in use by another program;"
            " stop that program or set HTTP_PORT to another port"
        )
    if error.errno == errno.EACCES:
        return f"port {port} is not for this user; set HTTP_PORT to 1024 or above"
    if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return f"{host} is no address of this machine; set HTTP_HOST to one that is"
    return f"the HTTP server cannot listen at {host} port {port}: {error.strerror}"
