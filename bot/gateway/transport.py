"""One signed or plain HTTP exchange with the gateway, inside the budget."""

import asyncio
import logging
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import aiohttp

from bot.clock import Clock
from bot.errors import (
    GatewayBusy,
    GatewayError,
    GatewayMisconfigured,
    GatewayMisunderstood,
    GatewayUnavailable,
)
from bot.gateway.answers import read_answer
from bot.gateway.budget import Budget, Place, Purpose
from bot.gateway.skew import Skew
from bot.payments.incidents import Incidents

log = logging.getLogger(__name__)

# The gateway may take half a minute; a time-out that is too early would lose a good answer.
TIMEOUT = aiohttp.ClientTimeout(total=60, connect=10)
LARGEST_ANSWER = 32 * 2**20
THROTTLED = 429
BLOCKED = 418


@dataclass(frozen=True, slots=True)
class Call:
    """What to ask of the gateway.

    Attributes:
        signed: makes the headers that sign the call, given its request time.
    """

    method: str
    path: str
    purpose: Purpose
    body: bytes | None = None
    signed: Callable[[str], Mapping[str, str]] = lambda _: {}


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """Speaks HTTP with the gateway: budget, time window, back-off and errors are its matter."""

    def __init__(
        self, base_url: str, api_key: str, budget: Budget, clock: Clock, incidents: Incidents
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._api_key = api_key
        self._budget = budget
        self._clock = clock
        self._incidents = incidents
        self._skew = Skew()
        self._keys_refused = False
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

    async def ask(self, call: Call) -> object:
        """Make the call and read its answer.

        A call refused only because our clock was off is made once more, with the time that the
        refusal taught.

        Raises:
            GatewayError: of the kind that the failure calls for.
        """
        sent_at, said = self._now()
        try:
            return await self._try(call, said)
        except (GatewayBusy, GatewayUnavailable):
            raise
        except GatewayError:
            if not self._skew.refuses(said, sent_at):
                raise
            log.warning("our clock is off by %s, corrected", self._skew.offset)
            return await self._try(call, self._now()[1])

    def _now(self) -> tuple[datetime, datetime]:
        now = self._clock.now()
        return now, now + self._skew.offset

    async def _try(self, call: Call, said: datetime) -> object:
        place = await self._budget.take(call.purpose)
        answer = await self._exchange(place, call, str(int(said.timestamp() * 1000)))
        if answer.status == BLOCKED:
            raise await self._budget.blocked(place)
        if answer.status == THROTTLED:
            raise await self._budget.throttled(self._wait(answer.headers.get("Retry-After")))
        await self._budget.welcome(place)
        return await self._read(answer)

    async def _read(self, answer: _Answer) -> object:
        try:
            payload = read_answer(answer.status, answer.body)
        except GatewayMisconfigured:
            if not self._keys_refused:
                self._keys_refused = True
                await self._incidents.refuses_keys()
            raise
        self._keys_refused = False
        return payload

    async def _exchange(self, place: Place, call: Call, request_time: str) -> _Answer:
        sent_at = self._clock.now()
        try:
            answer = await self._send(call, request_time)
        except (aiohttp.ClientError, TimeoutError, OSError, ssl.SSLError) as error:
            words = str(error) or type(error).__name__
            raise GatewayUnavailable(f"no answer from the gateway: {words}") from None
        finally:
            await asyncio.shield(self._budget.end(place))
        self._skew.learn(answer.headers.get("Date"), sent_at, self._clock.now())
        return answer

    async def _send(self, call: Call, request_time: str) -> _Answer:
        assert self._session is not None, "the transport is entered before it is used"  # noqa: S101 - a rule of our own
        headers = {
            "BlockATM-API-Key": self._api_key,
            "BlockATM-Request-Time": request_time,
            **call.signed(request_time),
        }
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        async with self._session.request(
            call.method,
            self._base_url + call.path,
            data=call.body,
            headers=headers,
            allow_redirects=False,
            middlewares=(_Once(),),
        ) as response:
            body = await _read_bounded(response.content)
            return _Answer(response.status, response.headers, body)

    def _wait(self, retry_after: str | None) -> timedelta | None:
        """Read `Retry-After`: seconds or a date (RFC 9110, 10.2.3)."""
        if retry_after is None:
            return None
        if retry_after.strip().isdecimal():
            return timedelta(seconds=min(int(retry_after), 86_400))
        try:
            wait = parsedate_to_datetime(retry_after) - (self._clock.now() + self._skew.offset)
        except (ValueError, TypeError):
            return None
        return max(wait, timedelta(seconds=1))


class _Once:
    """Sends a request once: aiohttp would repeat a GET whose connection was cut, uncounted."""

    def __init__(self) -> None:
        self._spent = False

    async def __call__(
        self, request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        if self._spent:
            raise GatewayUnavailable("no answer from the gateway: the connection was cut")
        self._spent = True
        return await send(request)


async def _read_bounded(stream: aiohttp.StreamReader) -> bytes:
    body = bytearray()
    async for chunk in stream.iter_any():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise GatewayMisunderstood(f"an answer of more than {LARGEST_ANSWER} bytes")
    return bytes(body)
