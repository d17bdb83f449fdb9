"""Has pictures drawn by a process of its own, one at a time, and never waits long for one."""

import asyncio
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence

from bot.charts.chart import Chart, to_json
from bot.errors import NotDrawn

log = logging.getLogger(__name__)

PATIENCE = 20.0  # seconds, with the wait for those who came first
DRAW = (sys.executable, "-m", "bot.charts")


class Studio:
    """Draws charts.

    What draws is large and slow to load, and is needed seldom: so it is not part of the till.

    Args:
        command: starts the process; a chart as JSON goes in, a PNG comes out.
        patience: how many seconds a picture may take.
    """

    def __init__(self, command: Sequence[str] = DRAW, patience: float = PATIENCE) -> None:
        self._command = command
        self._patience = patience
        self._turn = asyncio.Lock()

    async def draw(self, chart: Chart) -> bytes:
        """The PNG of a chart.

        Raises:
            NotDrawn: it could not be made, or not in time.
        """
        try:
            async with asyncio.timeout(self._patience), self._turn:
                return await self._draw(chart)
        except TimeoutError:
            raise NotDrawn(f"a picture was not drawn in {self._patience:g} seconds") from None
        except OSError as error:
            raise NotDrawn(f"a picture could not be drawn: {error}") from error

    async def _draw(self, chart: Chart) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, stderr=PIPE
        )
        try:
            png, complaints = await process.communicate(to_json(chart))
        finally:
            await asyncio.shield(_end(process))
        if process.returncode != 0 or not png:
            last = complaints.decode(errors="replace").strip().rpartition("\n")[2]
            raise NotDrawn(f"a picture could not be drawn: {last or process.returncode}")
        return png


async def _end(process: Process) -> None:
    """Leave nothing running, whatever the process is about."""
    if process.returncode is None:
        process.kill()
        await process.wait()
