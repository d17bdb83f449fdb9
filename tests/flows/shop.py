"""A whole shop: both servers of the sandbox, and the till as a process of its own."""

import asyncio
import io
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image

from bot.sandbox.blockatm import GatewayOrder
from bot.sandbox.playground import Playground
from bot.sandbox.telegram import Person, SentMessage
from tests.flows.forked import ForkedTill

QUICK = {"POLL_INTERVAL": "1s", "OWNER_IDS": "900"}


class Shop:
    """What a test needs of it, in the words of a customer."""

    def __init__(self, playground: Playground, folder: Path) -> None:
        self.telegram = playground.telegram
        self.gateway = playground.gateway
        self.database = folder / "till.db"
        self._folder = folder
        self.settings = playground.settings(self.database) | QUICK
        self.till = ForkedTill(self.settings, folder)
        self.alice = self.telegram.person(101, "Alice")
        self.bob = self.telegram.person(102, "Bob")
        self.owner = self.telegram.person(900, "Olga")
        self.owner.write("/start")

    async def open(self, **settings: str) -> None:
        """Start the till and wait until it listens."""
        asked = self.asked()
        self.settings |= settings
        if self.gateway.profile == "v2" and "ORDER_LIFETIME" in settings:
            # There it is the gateway that says until when an order can be paid.
            self.gateway.lifetime = seconds(settings["ORDER_LIFETIME"])
        self.till = ForkedTill(self.settings, self._folder)
        await self.till.start()
        await self.telegram.wait_for(lambda: self.asked() > asked, 20)

    def asked(self) -> int:
        """How often the till has asked for updates, or to be brought them."""
        return sum(call.method in {"getUpdates", "setWebhook"} for call in self.telegram.calls)

    def said(self, chat_id: int = 101) -> list[SentMessage]:
        """What the bot has said in a chat."""
        return [m for m in self.telegram.messages(chat_id) if m.sender_id == BOT_ID]

    def cards(self, chat_id: int = 101) -> list[SentMessage]:
        """The cards in a chat."""
        return [message for message in self.said(chat_id) if message.photo]

    def receipts(self, chat_id: int = 101) -> list[SentMessage]:
        """The messages in a chat that say that money has arrived."""
        return [m for m in self.said(chat_id) if "is paid" in (m.text or "")]

    async def card(self, chat_id: int = 101, timeout: float = 15) -> SentMessage:  # noqa: ASYNC109 - how long a test is patient
        """Wait for the card."""
        await self.telegram.wait_for(lambda: self.cards(chat_id), timeout)
        return self.cards(chat_id)[-1]

    async def saying(self, words: str, chat_id: int = 101, timeout: float = 15) -> SentMessage:  # noqa: ASYNC109 - as above
        """Wait until the bot says something, in a message or on a card."""

        def found() -> list[SentMessage]:
            return [m for m in self.said(chat_id) if words in (m.text or m.caption or "")]

        await self.telegram.wait_for(found, timeout)
        return found()[-1]

    def order_on(self, card: SentMessage) -> GatewayOrder:
        """The gateway's order whose address a wallet reads from the card's picture."""
        address = read_qr(card)
        return next(order for order in self.gateway.orders if order.address == address)

    async def settled(self, chat_id: int = 101, timeout: float = 15) -> None:  # noqa: ASYNC109 - as above
        """Wait until the customer was told and the card has become a receipt."""
        await self.telegram.wait_for(
            lambda: (
                self.receipts(chat_id) and "Receipt" in (self.cards(chat_id)[-1].caption or "")
            ),
            timeout,
        )

    def number(self) -> str:
        """The number of the newest order."""
        rows = self.rows("SELECT number FROM orders ORDER BY created_at DESC")
        return str(rows[0][0])

    async def pressed(self, person: Person, message: SentMessage, button: str) -> str:
        """Press a button, and tell what was answered."""
        answer = await person.press(message, button).answered()
        return str(answer.get("text", ""))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Look into the database, read-only."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            found: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
        connection.close()
        return found

    async def kept(self, sql: str, timeout: float = 15) -> list[tuple[Any, ...]]:  # noqa: ASYNC109 - as above
        """Wait until the database holds something that nobody is told of."""
        async with asyncio.timeout(timeout):
            while not (found := self.rows(sql)):  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.05)
        return found

    async def until(self, condition: Callable[[], object], timeout: float = 15) -> None:  # noqa: ASYNC109 - as above
        """Wait until something is true at the gateway."""
        await self.gateway.wait_for(condition, timeout)


BOT_ID = 123456


def seconds(duration: str) -> timedelta:
    """A setting such as `3s` or `2m`."""
    return timedelta(seconds=int(duration[:-1]) * {"s": 1, "m": 60, "h": 3600}[duration[-1]])


def read_qr(card: SentMessage) -> str:
    """What a phone reads from the card's picture, if there is anything to read."""
    codes = zxingcpp.read_barcodes(Image.open(io.BytesIO(card.photo or b"")))
    return codes[0].text if codes else ""
