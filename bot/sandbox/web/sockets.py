"""Telling every open page what has changed, at once."""

import asyncio
import json
from collections.abc import Callable, Mapping

from aiohttp import WSCloseCode, web

Message = Mapping[str, object]
# A page that is this far behind is let go: it connects anew and begins with the whole picture.
MOST_WAITING = 1000
HEARTBEAT = 20.0


class Reader:
    """One open page."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._waiting: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self._too_slow = False

    def tell(self, text: str) -> None:
        """Have a text sent, or note that the page is too far behind for it."""
        try:
            self._waiting.put_nowait(text)
        except asyncio.QueueFull:
            self._too_slow = True

    async def send(self) -> None:
        """Send what waits, until the page is gone."""
        try:
            while not self._too_slow:
                await self._socket.send_str(await self._waiting.get())
        except ConnectionError:
            return
        await self._socket.close(code=WSCloseCode.TRY_AGAIN_LATER)

    async def leave(self) -> None:
        """Let the page go."""
        await self._socket.close(code=WSCloseCode.GOING_AWAY)


class Sockets:
    """The open pages of one kind.

    Attributes:
        readers: one for each page.
    """

    def __init__(self) -> None:
        self.readers: set[Reader] = set()

    @property
    def is_watched(self) -> bool:
        """Whether any page is open."""
        return bool(self.readers)

    def tell(self, message: Message) -> None:
        """Tell every open page; none of them is waited for."""
        if self.readers:
            text = json.dumps(message)
            for reader in self.readers:
                reader.tell(text)

    async def serve(
        self, request: web.Request, first: Callable[[], Message]
    ) -> web.WebSocketResponse:
        """Keep one page up to date until it is closed.

        It is told `first`, taken at that moment, and then every change, without a gap between.
        """
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT)
        await socket.prepare(request)
        reader = Reader(socket)
        reader.tell(json.dumps(first()))
        self.readers.add(reader)
        sending = asyncio.create_task(reader.send())
        try:
            async for _ in socket:  # a page has nothing to say here
                pass
        finally:
            self.readers.discard(reader)
            sending.cancel()
        return socket

    async def close(self) -> None:
        """Let all pages go."""
        for reader in tuple(self.readers):
            await reader.leave()
