"""The till as it really runs: a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

LONGEST_STOP = 15.0
# What a Python program needs of its surroundings; settings of another till must not leak in.
_NAMES = frozenset({"PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV"})
_PREFIXES = ("PYTHON", "COVERAGE", "COV_", "LC_")


class Process(Protocol):
    """What is used of `asyncio.subprocess.Process`."""

    @property
    def pid(self) -> int:
        """The process id."""
        ...

    @property
    def returncode(self) -> int | None:
        """How it ended; `None` while it runs."""
        ...

    @property
    def stdout(self) -> asyncio.StreamReader | None:
        """What it writes."""
        ...

    def send_signal(self, signal: int) -> None:
        """Send a signal."""
        ...

    def kill(self) -> None:
        """Send SIGKILL."""
        ...

    async def wait(self) -> int:
        """Wait until it ends, and give its exit code."""
        ...


class TillProcess:
    """`python -m bot run`, or another of its commands, with settings of its own.

    Args:
        settings: the environment that makes the till.
        folder: where it runs, so that no `.env` of somebody else is read.
        command: the command and its arguments.

    Attributes:
        settings: the same, as a new start will find them.
        hear: called with each line that it logs.
    """

    def __init__(self, settings: Mapping[str, str], folder: Path, *command: str) -> None:
        self.settings = dict(settings)
        self.hear: Callable[[str], None] = lambda _: None
        self._folder = folder
        self._command = command or ("run",)
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._said = asyncio.Event()
        self.log = ""

    async def start(self) -> None:
        """Start it."""
        self._process = await self._spawn(self.settings)
        self._reading = asyncio.create_task(self._read(self._process.stdout))

    async def _spawn(self, settings: Mapping[str, str]) -> Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *self._command,
            cwd=self._folder,
            env={**surroundings(), **settings},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def _read(self, output: asyncio.StreamReader | None) -> None:
        while output is not None and (line := await output.readline()):
            text = line.decode(errors="replace")
            self.log += text
            self._said.set()
            self.hear(text.rstrip())

    async def says(self, words: str, timeout: float = 15) -> None:  # noqa: ASYNC109 - how long to be patient
        """Wait until its log holds some words.

        Raises:
            TimeoutError: it did not say them; what it did say is told.
        """
        try:
            async with asyncio.timeout(timeout):
                while words not in self.log:
                    self._said.clear()
                    await self._said.wait()
        except TimeoutError:
            raise TimeoutError(f"the till never said «{words}» but:\n{self.log}") from None

    def terminate(self) -> None:
        """Ask it to stop, as a service manager does."""
        self._running().send_signal(signal.SIGTERM)

    async def stop(self) -> int:
        """Ask it to stop, wait, and give its exit code.

        Raises:
            TimeoutError: it did not stop in time; it is killed then.
        """
        self.terminate()
        try:
            return await asyncio.wait_for(self.wait(), LONGEST_STOP)
        except TimeoutError:
            await self.kill()
            raise

    async def kill(self) -> None:
        """Kill it, as a power cut does."""
        self._running().kill()
        await self.wait()

    async def wait(self) -> int:
        """Wait until it ends, and give its exit code."""
        code = await self._running().wait()
        if self._reading is not None:
            await self._reading
        return code

    @property
    def pid(self) -> int:
        """The process id."""
        return self._running().pid

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    def _running(self) -> Process:
        if self._process is None:
            raise RuntimeError("the till was not started")
        return self._process


def surroundings() -> dict[str, str]:
    """What a till is given of this program's environment."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in _NAMES or name.startswith(_PREFIXES)
    }
