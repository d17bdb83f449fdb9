"""Telling the merchant by webhook, again and again until it is heard."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

import aiohttp

from bot.sandbox.blockatm.gate import TIME
from bot.sandbox.blockatm.gateway import Gateway
from bot.sandbox.blockatm.news import Event
from bot.sandbox.blockatm.orders import GatewayOrder
from bot.sandbox.blockatm.signing import at_time, pairs

RETRIES = (60.0, 300.0, 1800.0, 7200.0, 86400.0)  # seconds
HEARD = 200
PATIENCE = aiohttp.ClientTimeout(total=10)
TOLD = frozenset({"seen", "paid", "cancelled", "failed"})

Signs = Literal["body", "pairs"]
Status = str | int


class Writer(Protocol):
    """How a dialect writes and signs webhooks.

    Attributes:
        header: the header with the signature.
        key: what the merchant verifies it with.
        signs: which text is signed: the body as it is, or its fields in order.
    """

    header: str
    key: str
    signs: Signs

    def status_of(self, order: GatewayOrder, now: datetime) -> Status:
        """Name how an order stands."""

    def write(self, order: GatewayOrder, status: Status) -> dict[str, object]:
        """Write the fields that tell of an order."""

    def sign(self, signed: bytes, key: str | None = None) -> str:
        """Sign some bytes, with a key that is not the gateway's if one is given."""


@dataclass(eq=False)
class Delivery:
    """One attempt to deliver an event.

    Attributes:
        at: when it was sent, by the gateway's own clock.
        status: the HTTP status that it was answered with; `None` while or if nothing was.
    """

    headers: Mapping[str, str]
    body: bytes
    at: datetime
    status: int | None = None


class Webhooks:
    """Sends what happens to orders to one address.

    Attributes:
        url: where to; `None` for nowhere.
        pace: what the waits before another attempt are multiplied by.
        signs: which of the two published texts is signed.
        deliveries: every attempt, oldest first.
    """

    def __init__(self, gateway: Gateway, writer: Writer) -> None:
        self._gateway = gateway
        self._writer = writer
        self.url: str | None = None
        self.pace = 1.0
        self.signs: Signs = writer.signs
        self.deliveries: list[Delivery] = []
        self._session: aiohttp.ClientSession | None = None
        self._telling: set[asyncio.Task[None]] = set()
        gateway.news.subscribe(self._hear)

    @property
    def key(self) -> str:
        """What the merchant verifies webhooks with."""
        return self._writer.key

    async def close(self) -> None:
        """Forget what was still to be told."""
        for task in self._telling:
            task.cancel()
        await asyncio.gather(*self._telling, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def make(
        self,
        order: GatewayOrder,
        status: Status | None = None,
        *,
        at: datetime | None = None,
        key: str | None = None,
    ) -> tuple[dict[str, str], bytes]:
        """Write and sign what could be told of an order, be it true or not.

        Args:
            order: an order of this gateway.
            status: in the words of the dialect; the true one if none is given.
            at: when it is to seem to be sent; now if nothing is given.
            key: a secret, or a private key in PEM, of somebody else.
        """
        body = self._body(order, status)
        return self._seal(body, at or self._gateway.now(), key), body

    async def post(self, headers: Mapping[str, str], body: bytes) -> int | None:
        """Send something as it is, and give the HTTP status of the answer, `None` without one."""
        if self.url is None:
            raise RuntimeError("webhooks.url is not set")
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=PATIENCE)
        delivery = Delivery(headers, body, self._gateway.now())
        self.deliveries.append(delivery)
        try:
            async with self._session.post(
                self.url, data=body, headers=headers, allow_redirects=False
            ) as response:
                delivery.status = response.status
        except (aiohttp.ClientError, OSError):  # a time-out is an OSError too
            delivery.status = None
        self._gateway.news.ring()
        return delivery.status

    async def again(self, delivery: Delivery | None = None) -> int | None:
        """Tell once more what was told last, or in another delivery, and sign it anew."""
        body = (delivery or self.deliveries[-1]).body
        return await self.post(self._seal(body, self._gateway.now()), body)

    def _hear(self, event: Event) -> None:
        if self.url is not None and event.kind in TOLD and event.order is not None:
            body = self._body(event.order, None)
            task = asyncio.get_running_loop().create_task(self._tell(body))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _tell(self, body: bytes) -> None:
        """Deliver an event; each attempt has its own time, or a late one would be stale."""
        for wait in (*RETRIES, None):
            status = await self.post(self._seal(body, self._gateway.now()), body)
            if status == HEARD or wait is None:
                return
            await asyncio.sleep(wait * self.pace)

    def _body(self, order: GatewayOrder, status: Status | None) -> bytes:
        if status is None:
            status = self._writer.status_of(order, self._gateway.now())
        return json.dumps(self._writer.write(order, status)).encode()

    def _seal(self, body: bytes, at: datetime, key: str | None = None) -> dict[str, str]:
        time = str(int(at.timestamp() * 1000))
        text = body.decode() if self.signs == "body" else pairs(json.loads(body))
        return {
            "Content-Type": "application/json",
            "BlockATM-Event": "Payment",
            TIME: time,
            self._writer.header: self._writer.sign(at_time(text, time), key),
        }
