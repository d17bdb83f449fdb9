"""One signed or plain HTTP exchange with the gateway, inside the budget."""

import asyncio
import logging
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

import aiohttp

from bot.clock import Clock
from bot.errors import (
    GatewayBusy,
    GatewayError,
    GatewayMisconfigured,
    GatewayRefused,
    GatewayUnavailable,
)
from bot.gateway.answers import read_answer
from bot.gateway.budget import Budget
from bot.gateway.places import Place, Purpose
from bot.gateway.sending import Once, read_bounded
from bot.gateway.skew import Skew, read_date
from bot.gateway.standing import Standing
from bot.payments.incidents import Incidents

log = logging.getLogger(__name__)

# The gateway may take half a minute; a time-out that is too early would lose a good answer.
TIMEOUT = aiohttp.ClientTimeout(total=60, connect=10)
THROTTLED = 429
BLOCKED = 418
SHORTEST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Call:
    """What to ask of the gateway.

    Attributes:
        path: where, with the query.
        body: what is sent, or what makes it, given the request time.
        signed: makes the headers that sign the call, given its request time.
        tolerated: the kinds of refusal that say nothing about keys, because this path alone may
            be closed.
    """

    method: str
    path: str
    purpose: Purpose
    body: bytes | Callable[[str], bytes] | None = None
    signed: Callable[[str], Mapping[str, str]] = lambda _: {}
    tolerated: tuple[type[GatewayMisconfigured], ...] = ()

    @property
    def endpoint(self) -> str:
        """The path alone, which is what limits are about."""
        return self.path.partition("?")[0]


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """Speaks HTTP with the gateway: budget, time window, back-off and errors are its matter.

    Args:
        base_url: where the gateway is.
        api_key: what every call shows.
        budget: how many requests there may be.
        clock: what the time is.
        incidents: what owners must hear.
        count: told the kind of each answer: `ok`, or the name of the error.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what it needs
        self,
        base_url: str,
        api_key: str,
        budget: Budget,
        clock: Clock,
        incidents: Incidents,
        count: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._api_key = api_key
        self._budget = budget
        self._clock = clock
        self._standing = Standing(incidents, clock)
        self._count = count
        self._skew = Skew()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=TIMEOUT)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    def now(self) -> datetime:
        """What the time is here."""
        return self._clock.now()

    @property
    def clock_offset(self) -> timedelta:
        """How far the gateway's clock is ahead of ours."""
        return self._skew.ahead

    async def ask(self, call: Call) -> object:
        """Make the call and read its answer.

        Raises:
            GatewayError: of the kind that the failure calls for.
        """
        try:
            payload = await self._ask_in_time(call)
        except GatewayBusy as error:
            self._count(type(error).__name__)
            raise
        except GatewayError as error:
            self._count(type(error).__name__)
            await self._note(call, error)
            raise
        self._count("ok")
        if call.purpose is not Purpose.LISTS:
            await self._standing.accepted(call.purpose, call.endpoint)
        return payload

    async def _note(self, call: Call, error: GatewayError) -> None:
        if call.purpose is Purpose.LISTS:
            return  # a list that is missing says nothing about keys, nor about orders
        if isinstance(error, GatewayMisconfigured) and not isinstance(error, call.tolerated):
            await self._standing.refused_keys(call.endpoint)
        if isinstance(error, GatewayUnavailable):
            await self._standing.failed()
        else:
            await self._standing.answered()

    async def _ask_in_time(self, call: Call) -> object:
        """Make the call, once more if it may have been refused only for its time.

        The refusal itself teaches the right time.
        """
        said = self._their_time()
        try:
            return await self._try(call, said)
        except (GatewayRefused, GatewayMisconfigured):
            if not self._skew.refuses(said, self._clock.now()):
                raise
            seconds = self._skew.offset.total_seconds()
            log.warning("the gateway's clock is %.0f s from ours, corrected", seconds)
            return await self._try(call, self._their_time())

    def _their_time(self) -> datetime:
        return self._clock.now() + self._skew.offset

    async def _try(self, call: Call, said: datetime) -> object:
        place = await self._budget.take(call.purpose, call.endpoint)
        answer = await self._exchange(place, call, str(int(said.timestamp() * 1000)))
        if answer.status == BLOCKED:
            raise await self._budget.blocked(place)
        if answer.status == THROTTLED:
            raise await self._budget.throttled(self._wait(answer.headers.get("Retry-After")))
        if answer.status < 500:  # noqa: PLR2004 - HTTP's own border; a proxy's 502 tells nothing
            await self._budget.welcome(place)
        return read_answer(answer.status, answer.body)

    async def _exchange(self, place: Place, call: Call, request_time: str) -> _Answer:
        try:
            return await self._send(call, request_time)
        except (aiohttp.ClientError, TimeoutError, OSError, ssl.SSLError) as error:
            words = str(error) or type(error).__name__
            raise GatewayUnavailable(f"no answer from the gateway: {words}") from None
        finally:
            await asyncio.shield(self._budget.end(place))

    async def _send(self, call: Call, request_time: str) -> _Answer:
        assert self._session is not None, "the transport is entered before it is used"  # noqa: S101 - a rule of our own
        body = call.body(request_time) if callable(call.body) else call.body
        headers = {
            "BlockATM-API-Key": self._api_key,
            "BlockATM-Request-Time": request_time,
            **call.signed(request_time),
        }
        if body is not None:
            headers["Content-Type"] = "application/json"
        async with self._session.request(
            call.method,
            self._base_url + call.path,
            data=body,
            headers=headers,
            allow_redirects=False,
            middlewares=(Once(),),
        ) as response:
            await self._learn(call, response.headers)
            answer = await read_bounded(response.content)
            return _Answer(response.status, response.headers, answer)

    async def _learn(self, call: Call, headers: Mapping[str, str]) -> None:
        """Take in what an answer tells beside what was asked: time and limits."""
        if self._skew.learn(headers.get("Date"), self._clock.now()):
            await self._standing.clock_is(self._skew.ahead)
        self._budget.endpoints.learn(call.endpoint, headers, self._skew.offset)

    def _wait(self, retry_after: str | None) -> timedelta | None:
        """Read `Retry-After`: seconds or a date (RFC 9110, 10.2.3)."""
        text = (retry_after or "").strip()
        if re.fullmatch(r"[0-9]{1,99}", text, re.ASCII):
            wait = timedelta(seconds=min(int(text), LONGEST_WAIT.total_seconds()))
        elif (moment := read_date(text)) is not None:
            wait = moment - self._their_time()
        else:
            return None
        return max(SHORTEST_WAIT, min(wait, LONGEST_WAIT))
