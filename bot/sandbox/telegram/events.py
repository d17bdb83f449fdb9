"""What happens in the world, told to everybody who listens or waits."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

T = TypeVar("T")
EventName = Literal[
    "message",  # somebody wrote; the subject is the message
    "edited",  # a message reads differently now
    "deleted",  # a message is gone
    "pressed",  # a person pressed a button; the subject is the press
    "answered",  # the bot answered a press
    "asked",  # a person asks the bot in inline mode; the subject is the query
    "offered",  # the bot answered that
    "chosen",  # a person has sent what the bot offered; the subject is the choice
    "action",  # the bot shows that it is busy
    "membership",  # somebody or the bot came into a chat, left it, or changed its rank
    "calling",  # a call of the bot has come; the subject is the call
    "call",  # it was answered
    "delivered",  # an update was brought to the webhook, or could not be; the subject tells
]


@dataclass(frozen=True)
class Event:
    """One thing that happened: its name, and the record that it happened to."""

    name: EventName
    subject: object


Listener = Callable[[Event], None]


class Bell:
    """Wakes everybody who waits for the next ring."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake those who wait now; who waits later waits for the next ring."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def heard(self) -> None:
        """Return when the bell rings next."""
        await self._rung.wait()


class Events:
    """The news of the world."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._bell = Bell()

    def listen(self, listener: Listener) -> None:
        """Have every event told to `listener` from now on."""
        self._listeners.append(listener)

    def tell(self, name: EventName, subject: object) -> None:
        """Tell all listeners, and wake all who wait."""
        for listener in self._listeners:
            listener(Event(name, subject))
        self._bell.ring()

    async def wait_for(self, condition: Callable[[], T], timeout: float) -> T:  # noqa: ASYNC109 - the caller's name for it
        """Return what `condition` gives as soon as that is true.

        Raises:
            TimeoutError: it did not become true in `timeout` seconds.
        """
        async with asyncio.timeout(timeout):
            while not (outcome := condition()):
                await self._bell.heard()
            return outcome
