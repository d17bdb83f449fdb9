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
from bot.sandbox.blockatm.dialects import Merchant, limit_of, routes_of, writer_of
from bot.sandbox.blockatm.endpoints import headers_of
from bot.sandbox.blockatm.gate import KEY, check_key, check_time
from bot.sandbox.blockatm.gateway import Gateway, Profile
from bot.sandbox.blockatm.lists import Lists
from bot.sandbox.blockatm.news import Event
from bot.sandbox.blockatm.routes import Route
from bot.sandbox.blockatm.webhooks import Webhooks
from bot.sandbox.faults import Faults
from bot.sandbox.web.pages import add_static, local_only

HOST = "127.0.0.1"


class BlockATMServer(Gateway):
    """A gateway on 127.0.0.1; stopped and started again, it keeps its port and its orders.

    Attributes:
        faults: troubles that calls run into, by `Call.name` or `Call.kind`.
        calls: every call to the API, from the moment it arrived.
        webhooks: what it sends by itself, once it is told where to.
        port: where it listens; 0 until a free one is taken.
    """

    def __init__(  # noqa: PLR0913 - all are named, and each dialect needs a few of them
        self,
        *,
        api_key: str,
        profile: Profile = "guide",
        public_key_pem: bytes = b"",
        secret_key: str = "",
        cashier_id: str = "",
        port: int = 0,
        requests_per_minute: int | None = None,
        requests_per_endpoint: int = 100,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(clock, profile)
        self.faults = Faults()
        self.calls: list[Call] = []
        self.port = port
        self._merchant = Merchant(api_key, public_key_pem, secret_key, cashier_id)
        self.webhooks = Webhooks(self, writer_of(self, self._merchant))
        self._limit = limit_of(self, requests_per_minute, requests_per_endpoint)
        self._pages = (Cashier(self), MerchantAccount(self))
        self._routes = {**routes_of(self, self._merchant), **Lists(self, cashier_id).routes}
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
        """Let held calls go, forget what was still to be told, and stop listening."""
        self.faults.lift()
        await self.webhooks.close()
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
        """Call back when something happens to an order, and when a call is refused."""
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
        call = Call(
            request.method, request.path, request.headers, body, self._clock(), request.query
        )
        self.calls.append(call)
        self.news.ring()
        response = await self._answer(call, request)
        call.answered(request, response)
        self.news.ring()
        return response

    async def _answer(self, call: Call, request: web.Request) -> web.StreamResponse:
        """Count the call first: whatever becomes of it, the gateway has seen it."""
        key = call.headers.get(KEY, "")
        try:
            self._limit.admit(key, call.seen_at, call.endpoint)
        except Refusal as refusal:
            response: web.StreamResponse = self._refuse(call, refusal)
        else:
            response = await self.faults.around(
                request, partial(self._handle, call), call.name, call.kind
            )
        room = self._limit.room(key, call.endpoint)
        response.headers.update(headers_of(room, self.skew.total_seconds()) if room else {})
        return response

    async def _handle(self, call: Call) -> web.StreamResponse:
        try:
            route = self._find(call)
            if not route.is_public:
                check_key(call.headers, self._merchant.api_key)
                check_time(call.headers, int(self.seconds() * 1000))
            return success(route.answer(call), "wrapped" if route.is_wrapped else self.dress)
        except Refusal as refusal:
            return self._refuse(call, refusal)

    def _find(self, call: Call) -> Route:
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
