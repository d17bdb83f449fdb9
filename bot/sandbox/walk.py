"""One customer pays, from the command to the receipt: the demo without a browser."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.sandbox.playground import Playground
from bot.sandbox.process import TillProcess
from bot.sandbox.telegram import SentMessage
from bot.sandbox.transcript import Transcript

LONGEST_STEP = 30.0
COMMAND = "/pay 100 USDT tron"

Write = Callable[[str], None]


class WalkError(Exception):
    """The demo did not come to its end; the text says where and why."""


async def walk(write: Write) -> None:
    """Start both servers and the till, and let Alice pay 100 USDT.

    Raises:
        WalkError: a step did not happen in time.
    """
    folder = Path(tempfile.mkdtemp(prefix="tillbot-demo-"))
    with tempfile.TemporaryDirectory() as workplace:
        async with Playground() as playground:
            settings = playground.settings(Path(workplace) / "till.db") | {"POLL_INTERVAL": "1s"}
            till = TillProcess(settings, Path(workplace))
            await till.start()
            try:
                await _Walk(playground, write, folder / "qr.png").go()
            except TimeoutError as error:
                raise WalkError(f"{error}\nThe till's own log:\n{till.log}") from None
            finally:
                if till.is_running:
                    await till.stop()


class _Walk:
    """The steps of the demo, each waited for."""

    def __init__(self, playground: Playground, write: Write, qr_file: Path) -> None:
        self._telegram = playground.telegram
        self._gateway = playground.gateway
        self._write = write
        self._qr_file = qr_file
        self._transcript = Transcript(write, self._save)
        self._alice = self._telegram.person(101, "Alice")

    async def go(self) -> None:
        self._introduce()
        self._telegram.on_event(self._transcript.hear)
        self._alice.write(COMMAND)
        card = await self._wait(lambda: _card(self._shown()), "the card did not come")
        self._pay()
        await self._wait(lambda: _receipt(self._shown(), card), "the receipt did not come")
        self._write(f"Done: Alice was told that her payment arrived. Her QR code: {self._qr_file}")

    def _introduce(self) -> None:
        self._write("A local Telegram, a local payment gateway, and between them the real bot.")
        self._write("Nothing leaves this machine: no account, no key, no network.\n")

    def _pay(self) -> None:
        order = self._gateway.orders[-1]
        amount = f"{order.amount} {order.symbol}"
        self._transcript.tell("Alice", f"scans the code and sends {amount} to {order.address}\n")
        self._gateway.pay(order.number)

    def _shown(self) -> list[SentMessage]:
        return self._telegram.messages(self._alice.chat_id)

    def _save(self, message: SentMessage) -> str:
        self._qr_file.write_bytes(message.photo or b"")
        return f"QR code, saved as {self._qr_file}"

    async def _wait(
        self, condition: Callable[[], SentMessage | None], otherwise: str
    ) -> SentMessage:
        try:
            found = await self._telegram.wait_for(condition, LONGEST_STEP)
        except TimeoutError as error:
            raise TimeoutError(f"{otherwise}: {error}") from None
        if found is None:
            raise TimeoutError(otherwise)
        return found


def _card(messages: list[SentMessage]) -> SentMessage | None:
    return next((message for message in messages if message.photo), None)


def _receipt(messages: list[SentMessage], card: SentMessage) -> SentMessage | None:
    """The message that answers the card, once the card itself has changed too."""
    answers = (each for each in messages if each.reply_to == card.message_id)
    return next(answers, None) if card.edited else None


def run(write: Write) -> None:
    """Walk, in an event loop of its own.

    Raises:
        WalkError: a step did not happen in time.
    """
    asyncio.run(walk(write))
