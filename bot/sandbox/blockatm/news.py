"""Telling those who watch the gateway what has happened."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.sandbox.blockatm.orders import GatewayOrder

Kind = Literal["created", "seen", "paid", "cancelled", "failed", "refused"]


@dataclass(frozen=True)
class Event:
    """One thing worth printing.

    Attributes:
        order: the order it happened to; a refused call has none.
        text: for a refusal the call, the code and the reason; else the amount and the token.
    """

    kind: Kind
    text: str
    order: GatewayOrder | None = None


class News:
    """Passes events on, and wakes whoever waits for a change."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Event], None]] = []
        self._changed = asyncio.Event()

    def subscribe(self, listener: Callable[[Event], None]) -> None:
        """Call `listener` with every event from now on."""
        self._listeners.append(listener)

    def tell(self, event: Event) -> None:
        """Pass an event on to every listener."""
        for listener in self._listeners:
            listener(event)
        self.ring()

    def ring(self) -> None:
        """Wake all who wait, so that they look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_for(self, condition: Callable[[], object]) -> None:
        """Return once the condition holds, looking again after each change."""
        while not condition():
            await self._changed.wait()
