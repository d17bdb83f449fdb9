"""The connections of the HTTP server: how long they may keep it waiting, and what it says."""

import asyncio
import logging
from typing import Any

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import HttpProcessingError, RawRequestMessage

from bot.web.answers import dress

LARGEST_BODY = 2**20


class Connections:
    """Makes connections and their requests, and drops those that keep the server waiting.

    aiohttp by itself would wait for a first request as long as it keeps an idle connection,
    and for the end of a body for ever.

    Args:
        server: aiohttp's own side of it; it makes its requests here from now on.
        patience: within how many seconds the first headers of a connection, and then each
            body, must have come.
    """

    def __init__(self, server: web.Server, patience: float) -> None:
        self._server = server
        self._patience = patience
        self._loop = asyncio.get_running_loop()
        self._silent: dict[web.RequestHandler, asyncio.TimerHandle] = {}
        server.request_factory = self._request

    def __call__(self) -> web.RequestHandler:
        """A connection, as soon as a client has made one."""
        connection = self._server()
        self._silent[connection] = self._loop.call_later(self._patience, self._drop, connection)
        return connection

    def _drop(self, connection: web.RequestHandler) -> None:
        del self._silent[connection]
        connection.force_close()

    def _request(
        self,
        message: RawRequestMessage,
        payload: StreamReader,
        connection: web.RequestHandler,
        writer: AbstractStreamWriter,
        task: asyncio.Task[None],
    ) -> web.Request:
        if (silence := self._silent.pop(connection, None)) is not None:
            silence.cancel()
        payload.on_eof(self._loop.call_later(self._patience, connection.force_close).cancel)
        return _Request(
            message,
            payload,
            connection,
            writer,
            task,
            self._loop,
            client_max_size=LARGEST_BODY,
        )


class _Request(web.Request):
    async def _prepare_hook(self, response: web.StreamResponse) -> None:
        """Dress every answer; aiohttp's own to what is no HTTP passes through here alone."""
        await super()._prepare_hook(response)
        dress(response)


class Complaints(logging.LoggerAdapter[logging.Logger]):
    """The log of aiohttp's server; what is no HTTP is the noise of the world, and no fault."""

    def log(self, level: int, msg: object, *args: object, **more: Any) -> None:  # noqa: ANN401 - as it is overridden
        """Log, but what is no HTTP only for who looks for it, and without a trace."""
        if isinstance(more.get("exc_info"), HttpProcessingError):
            level = logging.DEBUG
            del more["exc_info"]
        super().log(level, msg, *args, **more)
