"""The till as it really runs: a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

LONGEST_STOP = 15.0
# What a Python program needs of its surroundings; settings of another till must not leak in.
_NAMES = frozenset({"PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV"})
_PREFIXES = ("PYTHON", "COVERAGE", "COV_", "LC_")


class TillProcess:
    """`python -m bot run` with settings of its own, its log in a file.

    Args:
        settings: the environment that makes the till.
        folder: where it runs, so that no `.env` of somebody else is read.
    """

    def __init__(self, settings: Mapping[str, str], folder: Path) -> None:
        self._settings = dict(settings)
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    @property
    def log(self) -> str:
        """Everything that it has said so far, over all its runs."""
        path = self._folder / "till.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @property
    def pid(self) -> int:
        """The process id of the current run."""
        return self._running().pid

    async def start(self) -> None:
        """Start it."""
        with (self._folder / "till.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                cwd=self._folder,
                env={**_surroundings(), **self._settings},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def stop(self) -> int:
        """Ask it to stop, as a service manager does, and give its exit code.

        Raises:
            TimeoutError: it did not stop in time; it is killed then.
        """
        self._running().send_signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self._running().wait(), LONGEST_STOP)
        except TimeoutError:
            await self.kill()
            raise

    async def kill(self) -> None:
        """Kill it, as a power cut does."""
        self._running().kill()
        await self._running().wait()

    async def wait(self) -> int:
        """Wait until it ends by itself, and give its exit code."""
        return await self._running().wait()

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("the till was not started")
        return self._process


def _surroundings() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if name in _NAMES or name.startswith(_PREFIXES)
    }
