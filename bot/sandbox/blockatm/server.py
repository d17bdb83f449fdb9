"""The local gateway behind real HTTP."""

import asyncio
import time
from collections.abc import Callable
from email.utils import formatdate
from functools import partial
from itertools import takewhile

from aiohttp import web

from bot.sandbox.blockatm.account import MerchantAccount
from bot.sandbox.blockatm.answers import Refusal, success
from bot.sandbox.blockatm.calls import MINUTE, Call, most_in_a_minute
from bot.sandbox.blockatm.cashier import STATIC, Cashier
from bot.sandbox.blockatm.gate import KEY, check_key, check_time
from bot.sandbox.blockatm.gateway import Gateway
from bot.sandbox.blockatm.guide import Guide, Handler
from bot.sandbox.blockatm.limit import RateLimit
from bot.sandbox.blockatm.news import Event
from bot.sandbox.faults import Faults
from bot.sandbox.web.pages import add_static, local_only

HOST = "127.0.0.1"


class BlockATMServer(Gateway):
    """A gateway on 127.0.0.1; stopped and started again, it keeps its port and its orders.

    Attributes:
        faults: troubles that calls run into, named by the last segment of their path.
        calls: every call to the API, from the moment it arrived.
        port: where it listens; 0 until a free one is taken.
    """

    def __init__(
        self,
        *,
        api_key: str,
        public_key_pem: bytes,
        port: int = 0,
        requests_per_minute: int = 100,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(clock)
        self.faults = Faults()
        self.calls: list[Call] = []
        self._api_key = api_key
        self.port = port
        self._limit = RateLimit(requests_per_minute)
        self._pages = (Cashier(self), MerchantAccount(self))
        self._routes = Guide(self, public_key_pem).routes
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen; `url` tells where."""
        app = web.Application(middlewares=[local_only])
        app.on_response_prepare.append(self._stamp)
        for pages in self._pages:
            pages.add_routes(app)
        add_static(app, STATIC)
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self.port).start()
        self.port = self._runner.addresses[0][1]
        self.url = f"http://{HOST}:{self.port}"

    async def stop(self) -> None:
        """Let held calls go, and stop listening."""
        self.faults.lift()
        for pages in self._pages:
            await pages.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def wait_for(
        self,
        condition: Callable[[], object],
        timeout: float = 10,  # noqa: ASYNC109 - a test that waits says in the call how long
    ) -> None:
        """Wait until the condition holds, looking after each change; else `TimeoutError`."""
        async with asyncio.timeout(timeout):
            await self.news.wait_for(condition)

    def on_event(self, callback: Callable[[Event], None]) -> None:
        """Call back when an order is created, seen or paid, and when a call is refused."""
        self.news.subscribe(callback)

    def most_in_a_minute(self) -> int:
        """Count the most requests that came within any 60 s, refused ones too."""
        return most_in_a_minute(call.seen_at for call in self.calls)

    def requests_lately(self) -> int:
        """Count the requests of the last 60 s, refused ones too."""
        since = self._clock() - MINUTE
        return sum(1 for _ in takewhile(lambda call: call.seen_at > since, reversed(self.calls)))

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        call = Call(request.method, request.path, request.headers, body, self._clock())
        self.calls.append(call)
        self.news.ring()
        response = await self._answer(call, request)
        call.answered(request, response)
        self.news.ring()
        return response

    async def _answer(self, call: Call, request: web.Request) -> web.StreamResponse:
        """Count the call first: whatever becomes of it, the gateway has seen it."""
        try:
            self._limit.admit(call.headers.get(KEY, ""), call.seen_at)
        except Refusal as refusal:
            return self._refuse(call, refusal)
        return await self.faults.around(call.name, request, partial(self._handle, call))

    async def _handle(self, call: Call) -> web.StreamResponse:
        try:
            handler = self._find(call)
            check_key(call.headers, self._api_key)
            check_time(call.headers, int(self.seconds() * 1000))
            return success(handler(call), self.dress)
        except Refusal as refusal:
            return self._refuse(call, refusal)

    def _find(self, call: Call) -> Handler:
        methods = self._routes.get(call.path)
        if methods is None:
            raise Refusal("404", "no such path", 404)
        if call.method not in methods:
            raise Refusal("405", "no such method here", 405, {"Allow": ", ".join(methods)})
        return methods[call.method]

    def _refuse(self, call: Call, refusal: Refusal) -> web.Response:
        self.news.tell(Event("refused", f"{call.name}: {refusal.code} {refusal.reason}"))
        return refusal.answer()

    async def _stamp(self, _request: web.Request, response: web.StreamResponse) -> None:
        """Tell the server's time; the header has room for whole seconds only."""
        response.headers["Date"] = formatdate(int(self.seconds()), usegmt=True)
