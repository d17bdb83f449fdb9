"""Tills that begin in a moment: forked from a process that has imported the program already.

What is imported is the same for every till, and takes longer than most flows. Everything else is
as ever: a process of its own with its own environment, folder, signals and end. Some flows, and
the demo, start it as people do.
"""

import asyncio
import atexit
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.cli import main
from bot.sandbox.process import Process, TillProcess, surroundings

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["bot.logs", "bot.running", "tests.flows.forked"])


class ForkedTill(TillProcess):
    """`python -m bot run`, without the wait for its imports."""

    async def _spawn(self, settings: Mapping[str, str]) -> Process:
        told, telling = _context.Pipe(duplex=False)
        environment = {**surroundings(), **settings}
        what = (self._folder, environment, self._command, telling)
        process = _context.Process(target=_be_a_till, args=what)
        process.start()
        telling.close()
        return _Forked(process, await _reader(told))


class _Forked:
    """A forked process, which asyncio itself would not know how to wait for."""

    def __init__(self, process: ForkServerProcess, stdout: asyncio.StreamReader) -> None:
        self._process = process
        self._has_ended = asyncio.Event()
        self.stdout = stdout
        # Once for all who wait: the loop knows one reader of a file.
        asyncio.get_running_loop().add_reader(process.sentinel, self._end)

    def _end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._has_ended.set()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, signal: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, signal)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        await self._has_ended.wait()
        code = self.returncode
        assert code is not None
        return code


async def _reader(told: Connection) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    pipe = os.fdopen(os.dup(told.fileno()), "rb")
    told.close()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, pipe)
    return reader


def _be_a_till(
    folder: Path, environment: Mapping[str, str], command: Sequence[str], telling: Connection
) -> None:
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(telling.fileno(), 1)
    os.dup2(telling.fileno(), 2)
    telling.close()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    try:
        main(list(command), prog_name="python -m bot")
    finally:
        # The fork server leaves without this, on which the measuring of coverage relies.
        sys.stdout.flush()
        atexit._run_exitfuncs()
