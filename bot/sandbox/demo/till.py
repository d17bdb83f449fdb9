"""The bot of the playground: started, stopped and killed as a visitor likes."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum, auto
from pathlib import Path

from bot.sandbox.process import TillProcess

MOST_LINES = 200


@dataclass(frozen=True)
class Lifetime:
    """How long orders can be paid, for people and for machines."""

    label: str
    length: timedelta


LIFETIMES: Mapping[str, Lifetime] = {
    "20s": Lifetime("20 seconds", timedelta(seconds=20)),
    "2m": Lifetime("2 minutes", timedelta(minutes=2)),
    "30m": Lifetime("30 minutes", timedelta(minutes=30)),
}


class State(StrEnum):
    """How it is with the bot."""

    STARTING = auto()  # the process runs, it has not asked for updates yet
    RUNNING = auto()  # it asks for updates
    STOPPING = auto()  # it was asked to stop, and finishes what is in hand
    STOPPED = auto()  # it ended as it was asked to
    KILLED = auto()  # it was killed
    ENDED = auto()  # it ended although nobody asked it to


_LABELS: Mapping[State, str] = {
    State.STARTING: "is starting…",
    State.RUNNING: "is running",
    State.STOPPING: "is finishing what is in hand…",
    State.STOPPED: "is stopped",
    State.KILLED: "was killed",
    State.ENDED: "ended on its own; the log says why",
}
_ALIVE = frozenset({State.STARTING, State.RUNNING, State.STOPPING})


class Till:
    """The bot's process, its state and its log.

    Args:
        settings: the environment that makes the till.
        folder: where it runs.
        changed: called when its state has changed.
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
        self._turn = asyncio.Lock()
        self._closed = False
        self.state = State.STOPPED
        self.lines: deque[str] = deque(maxlen=MOST_LINES)

    async def do(self, deed: str) -> None:
        """Start, stop, restart or kill it.

        Raises:
            ValueError: that makes no sense in its state, or is none of these.
        """
        deeds: Mapping[str, Callable[[], Awaitable[None]]] = {
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
        async with self._turn:
            await self._start()

    async def stop(self) -> None:
        """Ask it to stop; it finishes what is in hand, which may take ten seconds."""
        async with self._turn:
            await self._stop()

    async def restart(self, prepare: Callable[[], None] = lambda: None) -> None:
        """Stop it, if it runs, and start it; `prepare` is called in between.

        If it is killed while it stops, it stays down.
        """
        async with self._turn:
            if self.state in _ALIVE:
                await self._stop()
                if self.state is State.KILLED:
                    return
            prepare()
            await self._start()

    async def kill(self) -> None:
        """Kill it, as a power cut does; this waits for no stop that is under way."""
        self._check_alive()
        await self._kill()

    async def close(self) -> None:
        """End it for good, quickly: nothing of it is kept."""
        self._closed = True
        await self._kill()
        async with self._turn:  # a start may have been under way
            await self._kill()

    def let_orders_live(self, lifetime: str) -> None:
        """Choose how long orders can be paid, for the next start."""
        self._process.settings["ORDER_LIFETIME"] = lifetime

    @property
    def pid(self) -> int:
        """The id of its process."""
        return self._process.pid

    def polls(self) -> None:
        """Note that it has asked for updates."""
        if self.state is State.STARTING:
            self._move(State.RUNNING)

    def as_json(self) -> dict[str, object]:
        """Tell a page how it is with the bot."""
        return {
            "state": self.state,
            "is_alive": self.state in _ALIVE,
            "label": _LABELS[self.state],
            "lifetime": self._process.settings["ORDER_LIFETIME"],
        }

    async def _start(self) -> None:
        if self._closed:
            raise ValueError("The demo is ending.")
        if self.state in _ALIVE:
            raise ValueError("The bot is running already.")
        await _end_of(self._watching)
        self._move(State.STARTING)
        await self._process.start()
        self._watching = asyncio.create_task(self._watch())

    async def _stop(self) -> None:
        self._check_alive()
        self._move(State.STOPPING)
        self._process.terminate()
        await _end_of(self._watching)

    async def _kill(self) -> None:
        watching = self._watching  # the next start may bring another one
        if self._process.is_running:
            self._move(State.KILLED)
            await self._process.kill()
        await _end_of(watching)

    def _check_alive(self) -> None:
        if self.state not in _ALIVE:
            raise ValueError("The bot is not running.")

    async def _watch(self) -> None:
        await self._process.wait()
        if self.state is not State.KILLED:
            self._move(State.STOPPED if self.state is State.STOPPING else State.ENDED)

    def _move(self, state: State) -> None:
        self.state = state
        self._changed()

    def _hear(self, line: str) -> None:
        self.lines.append(line)
        self._tell_line(line)


async def _end_of(watching: asyncio.Task[None] | None) -> None:
    """Wait until the end of a process is noted; whoever is cancelled here disturbs no other."""
    if watching is not None:
        await asyncio.wait({watching})
