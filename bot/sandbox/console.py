"""Being a customer from the keyboard: what is typed is said to the bot."""

import re
from collections.abc import Callable
from decimal import Decimal

from bot.sandbox.playground import Playground
from bot.sandbox.telegram import SentMessage
from bot.sandbox.transcript import Transcript

GUIDE = (
    "Put them into the .env of an empty folder and start the till there: python -m bot run."
    " What you type here is said to the bot by Alice, such as /pay 100 USDT."
    " !pay pays the newest order, !pay 40 only so much, !press TEXT presses a button."
)


class Console:
    """Plays Alice: one typed line at a time."""

    def __init__(self, playground: Playground, write: Callable[[str], None]) -> None:
        self._playground = playground
        self._write = write
        self._alice = playground.telegram.person(101, "Alice")
        playground.telegram.on_event(Transcript(write, lambda _: "QR code").hear)

    def take(self, line: str) -> None:
        """Do what a line says; what cannot be done is answered with a sentence."""
        match line.split(maxsplit=1):
            case []:
                return
            case ["!pay", *amount]:
                self._pay(amount[0] if amount else None)
            case ["!press", text]:
                self._press(text)
            case [word, *_] if word.startswith("!"):
                self._write(GUIDE)
            case _:
                self._alice.write(line)

    def _pay(self, amount: str | None) -> None:
        if not self._playground.gateway.orders:
            self._write("There is no order to pay yet.")
            return
        try:
            paid = None if amount is None else _read(amount)
        except ValueError:
            self._write(f"{amount} is not an amount.")
            return
        self._playground.gateway.pay(self._playground.gateway.orders[-1].number, paid)

    def _press(self, text: str) -> None:
        for message in reversed(self._messages()):
            for button in message.buttons:
                if "callback_data" in button and text.casefold() in button["text"].casefold():
                    self._alice.press(message, button["text"])
                    return
        self._write(f"There is no button with «{text}» to press.")

    def _messages(self) -> list[SentMessage]:
        return self._playground.telegram.messages(self._alice.chat_id)


def _read(amount: str) -> Decimal:
    """Read an amount that a wallet could send.

    Raises:
        ValueError: it is none.
    """
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,18})?", amount, re.ASCII) or not Decimal(amount):
        raise ValueError(amount)
    return Decimal(amount)
