"""The local Telegram: one bot, one world, real HTTP."""

import asyncio
import json
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from aiohttp import web

from bot.sandbox.faults import Faults
from bot.sandbox.telegram.accounts import Account, JsonObject
from bot.sandbox.telegram.api import Api, Menus
from bot.sandbox.telegram.calls import Call, read_call
from bot.sandbox.telegram.chats import Action, DirectChat
from bot.sandbox.telegram.deliveries import Deliveries
from bot.sandbox.telegram.events import Listener
from bot.sandbox.telegram.files import read_file
from bot.sandbox.telegram.flood import Flood, Limits
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.messages import SentMessage
from bot.sandbox.telegram.methods import answer
from bot.sandbox.telegram.people import Person
from bot.sandbox.telegram.refusals import RefusedError
from bot.sandbox.telegram.updates import Updates
from bot.sandbox.telegram.webhook import Delivery, Postman
from bot.sandbox.telegram.world import World
from bot.sandbox.web.pages import local_only

T = TypeVar("T")
BIGGEST_REQUEST = 64 * 1024 * 1024
CALLS_IN_A_DUMP = 12
NOT_FOUND = RefusedError(404, "Not Found")
UNAUTHORIZED = RefusedError(401, "Unauthorized")


class TelegramServer:
    """A Bot API server on 127.0.0.1 and the people who live behind it.

    Args:
        token: the token that the bot must show.
        username: the bot's name, without `@`.
        port: where to listen; 0 takes a free port, which is kept over a restart.
        limits: how fast the bot may send.
        clock: the server's time in seconds since the epoch.
        local: whether webhooks may lead to any address, as with a self-hosted server.
    """

    def __init__(  # noqa: PLR0913 - all but the first are for tests that need them, by name
        self,
        token: str = "123456:TEST-token",  # noqa: S107 - it opens nothing but this server
        username: str = "till_bot",
        port: int = 0,
        *,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
        local: bool = False,
    ) -> None:
        self.token = token
        self.faults = Faults()
        self.calls: list[Call] = []
        bot = Account(int(token.partition(":")[0]), "Till", username, is_bot=True)
        self.world = World(bot, clock)
        self.api = Api(self.world, Updates(), Flood(limits or Limits(), clock), local)
        self.world.events.listen(Deliveries(self.world, self.api.updates).deliver)
        self._postman = Postman(self.api.updates, self.world.events, clock)
        self._delivering: asyncio.Task[None] | None = None
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where the server listens; the bot adds `/bot` or `/file/bot`."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def commands(self) -> Menus:
        """The command menus that the bot has set, by scope and language."""
        return self.api.menus

    @property
    def actions(self) -> list[Action]:
        """The chat actions that the bot has shown."""
        return self.world.actions

    @property
    def deliveries(self) -> list[Delivery]:
        """Every attempt to bring an update to the bot's webhook."""
        return self._postman.deliveries

    async def start(self) -> None:
        """Begin to listen, and to bring updates to the webhook."""
        app = web.Application(client_max_size=BIGGEST_REQUEST, middlewares=[local_only])
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        app.router.add_route("*", "/{nowhere:.*}", self._nowhere)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._delivering = asyncio.create_task(self._postman.run())

    async def stop(self) -> None:
        """Cut all connections and listen no more; the world stays as it is."""
        self.faults.lift()
        if self._delivering is not None:
            self._delivering.cancel()
            with suppress(asyncio.CancelledError):
                await self._delivering
            self._delivering = None
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def person(
        self,
        user_id: int,
        first_name: str,
        username: str | None = None,
        language_code: str | None = None,
    ) -> Person:
        """Return the person of this id, who is made at the first time."""
        return self.world.person(user_id, first_name, username, language_code)

    def group(
        self,
        chat_id: int,
        title: str,
        members: Iterable[Person] = (),
        admins: Iterable[Person] = (),
        *,
        is_forum: bool = False,
    ) -> Group:
        """Return the group of this id, made with the bot in it; `-100…` is a supergroup."""
        return self.world.group(chat_id, title, members, admins, is_forum=is_forum)

    def direct(self, one: Person, other: Person) -> DirectChat:
        """Return the chat of two people, in which the bot is not."""
        return self.world.direct(one, other)

    def messages(self, chat_id: int) -> list[SentMessage]:
        """Return everything ever said in a chat, oldest first, what was deleted too."""
        chat = self.world.chats.get(chat_id)
        return list(chat.messages.values()) if chat else []

    def on_event(self, listener: Listener) -> None:
        """Have everything that happens told to `listener`."""
        self.world.events.listen(listener)

    async def wait_for(self, condition: Callable[[], T], timeout: float = 10) -> T:  # noqa: ASYNC109 - the tests' name for it
        """Return what `condition` gives as soon as it is true; asked at every change.

        Raises:
            TimeoutError: it stayed untrue; the last calls are named.
        """
        try:
            return await self.world.events.wait_for(condition, timeout)
        except TimeoutError:
            raise TimeoutError(f"not within {timeout} s; {self._last_calls()}") from None

    def _last_calls(self) -> str:
        lines = [f"  {c.status} {c.method} {c.params}" for c in self.calls[-CALLS_IN_A_DUMP:]]
        return "\n".join([f"{len(self.calls)} calls, the last ones:", *lines])

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _response(UNAUTHORIZED.status, UNAUTHORIZED.as_json())
        try:
            call = await read_call(request.match_info["method"], request)
        except RefusedError as refusal:
            return _response(refusal.status, refusal.as_json())
        self.calls.append(call)
        self.world.events.tell("calling", call)
        response = await self.faults.around(request, partial(self._answer, call), call.method)
        self._note(call, request, response)
        return response

    async def _answer(self, call: Call) -> web.Response:
        return _response(*await answer(self.api, call))

    def _note(self, call: Call, request: web.Request, response: web.StreamResponse) -> None:
        """Write down what the bot hears, if it still listens, and tell it."""
        if request.transport is not None and not request.transport.is_closing():
            call.status = response.status
            if isinstance(response, web.Response) and response.content_type == "application/json":
                call.answer = json.loads(response.text or "{}")
        self.world.events.tell("call", call)

    async def _file(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.token:
            return _response(UNAUTHORIZED.status, UNAUTHORIZED.as_json())
        content = read_file(self.api, request.match_info["path"])
        if content is None:
            return _response(NOT_FOUND.status, NOT_FOUND.as_json())
        return web.Response(body=content)

    async def _nowhere(self, _: web.Request) -> web.Response:
        return _response(NOT_FOUND.status, NOT_FOUND.as_json())


def _response(status: int, body: JsonObject) -> web.Response:
    """Return the answer; a bot that must wait finds the time in a header too."""
    wait = body.get("parameters", {}).get("retry_after")
    headers = {"Retry-After": str(wait)} if wait else {}
    return web.json_response(body, status=status, headers=headers)
