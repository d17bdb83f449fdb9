"""The bot of the playground: started, stopped and killed as a visitor likes."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum, auto
from pathlib import Path

from bot.sandbox.process import TillProcess

MOST_LINES = 200
LIFETIMES: Mapping[str, timedelta] = {
    "20s": timedelta(seconds=20),
    "2m": timedelta(minutes=2),
    "30m": timedelta(minutes=30),
}


class Stand(StrEnum):
    """How it is with the bot."""

    STARTING = auto()  # the process runs, it has not asked for updates yet
    RUNNING = auto()  # it asks for updates
    STOPPING = auto()  # it was asked to stop, and finishes what is in hand
    STOPPED = auto()  # it ended as it was asked to
    KILLED = auto()  # it was killed
    ENDED = auto()  # it ended although nobody asked it to


_ALIVE = frozenset({Stand.STARTING, Stand.RUNNING, Stand.STOPPING})


class Till:
    """The bot's process, its standing and its log.

    Args:
        settings: the environment that makes the till.
        folder: where it runs.
        changed: called when its standing has changed.
        hear: called with each line that it logs.
    """

    def __init__(
        self,
        settings: Mapping[str, str],
        folder: Path,
        changed: Callable[[], None],
        hear: Callable[[str], None],
    ) -> None:
        self._process = TillProcess(settings, folder)
        self._process.hear = self._hear
        self._changed = changed
        self._tell_line = hear
        self._watching: asyncio.Task[None] | None = None
        self.stand = Stand.STOPPED
        self.lines: deque[str] = deque(maxlen=MOST_LINES)

    async def do(self, deed: str) -> None:
        """Start, stop, restart or kill it.

        Raises:
            ValueError: that makes no sense as it stands, or is none of these.
        """
        deeds = {
            "start": self.start,
            "stop": self.stop,
            "restart": self.restart,
            "kill": self.kill,
        }
        if deed not in deeds:
            raise ValueError(f"«{deed}» cannot be done with the bot.")
        await deeds[deed]()

    async def start(self) -> None:
        """Start it."""
        if self.stand in _ALIVE:
            raise ValueError("The bot is running already.")
        self._move(Stand.STARTING)
        await self._process.start()
        self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Ask it to stop; it finishes what is in hand, which may take ten seconds."""
        self._check_alive()
        self._move(Stand.STOPPING)
        self._process.terminate()
        await self._ended()

    async def restart(self) -> None:
        """Stop it, if it runs, and start it."""
        await self.stop_if_alive()
        await self.start()

    async def stop_if_alive(self) -> None:
        """Stop it, if it runs."""
        if self.stand in _ALIVE:
            await self.stop()

    async def kill(self) -> None:
        """Kill it, as a power cut does."""
        self._check_alive()
        self._move(Stand.KILLED)
        await self._process.kill()
        await self._ended()

    async def close(self) -> None:
        """End it for good, quickly: nothing of it is kept."""
        if self._process.is_running:
            self._move(Stand.KILLED)
            await self._process.kill()
        await self._ended()

    def let_orders_live(self, lifetime: str) -> None:
        """Choose how long orders can be paid, for the next start."""
        self._process.settings["ORDER_LIFETIME"] = lifetime

    def polls(self) -> None:
        """Note that it has asked for updates."""
        if self.stand is Stand.STARTING:
            self._move(Stand.RUNNING)

    def as_json(self) -> dict[str, str]:
        """Tell a page how it is with the bot."""
        return {"stand": self.stand, "lifetime": self._process.settings["ORDER_LIFETIME"]}

    def _check_alive(self) -> None:
        if self.stand not in _ALIVE:
            raise ValueError("The bot is not running.")

    async def _watch(self) -> None:
        await self._process.wait()
        if self.stand is not Stand.KILLED:
            self._move(Stand.STOPPED if self.stand is Stand.STOPPING else Stand.ENDED)

    async def _ended(self) -> None:
        """Wait until the end of the process is noted."""
        if self._watching is not None:
            await self._watching

    def _move(self, stand: Stand) -> None:
        self.stand = stand
        self._changed()

    def _hear(self, line: str) -> None:
        self.lines.append(line)
        self._tell_line(line)
