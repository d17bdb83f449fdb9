"""What can go wrong with a call, switched on from outside."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

Handle = Callable[[], Awaitable[web.StreamResponse]]


@dataclass(eq=False)
class Fault:
    """One trouble for calls of one name.

    Attributes:
        call: the name of the call (`sendPhoto`, `createQrOrder`), its kind (`create`, `query`),
            or `*` for every call.
        times: how many calls it meets before it is used up; `None` means until it is lifted.
        after: whether the server does its work before the trouble begins.
        hold: whether the call waits until `release` is called.
        drop: whether the connection is cut instead of answered.
        delay: seconds to wait.
        status: the HTTP status of the answer given instead of the true one.
        body: the body of that answer.
        headers: the headers of that answer.
    """

    call: str
    times: int | None = 1
    after: bool = False
    hold: bool = False
    drop: bool = False
    delay: float = 0
    status: int | None = None
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    reached: asyncio.Event = field(default_factory=asyncio.Event, init=False, repr=False)
    _released: asyncio.Event = field(default_factory=asyncio.Event, init=False, repr=False)

    def release(self) -> None:
        """Let the held calls go on."""
        self._released.set()

    def meets(self, *names: str) -> bool:
        """Whether a call of one of these names, in whatever case, runs into the fault."""
        return self.call.lower() in {"*", *map(str.lower, names)} and self.times != 0

    async def play(self, request: web.Request, handle: Handle) -> web.StreamResponse:
        """Answer `request` the way the fault wants it."""
        true_answer = await handle() if self.after else None
        self.reached.set()
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.hold:
            await self._released.wait()
        if self.drop:
            cut(request)
            return true_answer or web.Response()
        if self.status is not None:
            return web.Response(status=self.status, body=self.body, headers=self.headers)
        return true_answer or await handle()


class Faults:
    """The faults that are switched on, in the order in which calls meet them."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> Fault:
        """Switch a fault on, and hand it back to be waited for or released."""
        self._planned.append(fault)
        return fault

    def lift(self) -> None:
        """Switch every fault off and let held calls go."""
        self.withdraw(*self._planned)

    def withdraw(self, *faults: Fault) -> None:
        """Switch these faults off, where they are on, and let the calls go that they hold."""
        for fault in faults:
            fault.release()
            if fault in self._planned:
                self._planned.remove(fault)

    async def around(
        self, request: web.Request, handle: Handle, *names: str
    ) -> web.StreamResponse:
        """Answer a call of these names truly, or with the first fault that it meets."""
        fault = next((fault for fault in self._planned if fault.meets(*names)), None)
        if fault is None:
            return await handle()
        if fault.times is not None:
            fault.times -= 1
        return await fault.play(request, handle)


def cut(request: web.Request) -> None:
    """Close the connection under a request, so that its sender never hears an answer."""
    if request.transport is not None:
        request.transport.abort()
