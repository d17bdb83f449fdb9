"""The gateway that sends webhooks, and the till behind the door for them."""

import asyncio
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.errors import StorageError
from bot.gateway.webhooks import WebhookReader, of_v2
from bot.payments.receiving import Receiving, Recorded
from bot.payments.settlement import Report
from bot.web.blockatm import BlockATMWebhook
from tests.clocks import SetClock
from tests.orders import NUMBER, Books
from tests.web.visitor import Answer, ask, post

PATH = "/blockatm/webhook"
SECRET = "whk_not_a_secret"


def event(status: str = "SUCCESS", **fields: Any) -> bytes:  # noqa: ANN401 - whatever JSON can say
    """What the gateway says of an order."""
    said = {
        "orderNo": NUMBER,
        "amount": "100",
        "symbol": "USDT",
        "chainId": "TRON",
        "status": status,
        "txId": "ab" * 32,
        **fields,
    }
    return json.dumps(said).encode()


def signed(
    body: bytes, at: datetime, secret: str = SECRET, event: str = "Payment"
) -> dict[str, str]:
    """The headers of a webhook, underscores standing for hyphens."""
    time = str(int(at.timestamp() * 1000))
    proof = hmac.digest(secret.encode(), body + f"&time={time}".encode(), "sha256").hex()
    return {
        "Content_Type": "application/json",
        "BlockATM_Event": event,
        "BlockATM_Request_Time": time,
        "BlockATM_Signature_V2": proof,
    }


@dataclass
class Door:
    """The door for webhooks, with a real reader before it and a real database behind it."""

    books: Books
    clock: SetClock
    port: int = 0
    heard: list[str] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    is_locked: bool = False
    is_storing: asyncio.Event = field(default_factory=asyncio.Event)
    may_store: asyncio.Event = field(default_factory=asyncio.Event)
    has_heard: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.may_store.set()
        self._receiving = Receiving(self.books.orders, self.clock)

    def handler(self) -> BlockATMWebhook:
        """What serves the door."""
        reader = WebhookReader(of_v2(SECRET), self.clock.now)
        return BlockATMWebhook(reader, self._receive, self._hear, self.counted.append, self.clock)

    async def tell(self, body: bytes, **changes: str) -> Answer:
        """Send a genuine webhook, with some of its headers changed."""
        return await ask(self.port, post(PATH, body, **signed(body, self.clock.now()) | changes))

    async def tell_late(self, body: bytes, late: timedelta) -> Answer:
        """Send one that was signed some time ago."""
        headers = signed(body, self.clock.now() - late)
        return await ask(self.port, post(PATH, body, **headers))

    async def _receive(self, reports: Sequence[Report]) -> Recorded:
        self.is_storing.set()
        await self.may_store.wait()
        if self.is_locked:
            raise StorageError("the database till.db is locked by another program")
        return await self._receiving.record_once(reports)

    async def _hear(self, number: str) -> None:
        self.heard.append(number)
        self.has_heard.set()
