"""Work that lies in a table and is done piece by piece, some pieces side by side."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Sequence
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.clock import Clock
from bot.errors import StorageError

log = logging.getLogger(__name__)

AFTER_TROUBLE = timedelta(seconds=5)

Piece = TypeVar("Piece")


class Worker(Generic[Piece]):
    """Takes up due pieces, oldest first, no two of one key at once, until it is stopped.

    A piece that fails leaves its row as it was; the worker rests a little and goes on.

    Args:
        name: what the log calls it.
        clock: what the time is.
        due: finds pieces whose time has come, at most so many, oldest first.
        next_due: when the next piece will be due, `None` if there is none.
        key: what two pieces must not share while one is in hand.
        handle: does one piece.
        side_by_side: how many pieces may be in hand.
        bell: rings when there is something to do.
    """

    def __init__(  # noqa: PLR0913 - what it needs, given once by name
        self,
        name: str,
        clock: Clock,
        *,
        due: Callable[[datetime, int], Awaitable[Sequence[Piece]]],
        next_due: Callable[[], Awaitable[datetime | None]],
        key: Callable[[Piece], Hashable],
        handle: Callable[[Piece], Awaitable[None]],
        side_by_side: int,
        bell: asyncio.Event,
    ) -> None:
        self._name = name
        self._clock = clock
        self._due = due
        self._next_due = next_due
        self._key = key
        self._handle = handle
        self._side_by_side = side_by_side
        self._bell = bell
        self._in_hand: set[Hashable] = set()
        self._just_done: set[Hashable] = set()
        self._not_before: datetime | None = None
        self._stopping = False

    def rest_until(self, moment: datetime) -> None:
        """Take up nothing more before `moment`."""
        self._not_before = moment

    def stop(self) -> None:
        """Finish what is in hand and take up nothing more."""
        self._stopping = True
        self._bell.set()

    async def run(self) -> None:
        """Work until stopped; what is in hand then is finished."""
        async with asyncio.TaskGroup() as group:
            while not self._stopping:
                self._bell.clear()
                try:
                    await self._take_up(group)
                    pause = await self._pause()
                except StorageError as error:
                    log.warning("%s: %s", self._name, error)
                    pause = AFTER_TROUBLE.total_seconds()
                await self._rest(pause)

    async def _take_up(self, group: asyncio.TaskGroup) -> None:
        now = self._clock.now()
        if self._is_full() or (self._not_before is not None and now < self._not_before):
            return
        self._just_done.clear()
        for piece in await self._due(now, self._side_by_side + len(self._in_hand)):
            # What was done while the table was read may have been read as still to do.
            busy = self._in_hand | self._just_done
            if self._key(piece) not in busy and not self._is_full():
                self._in_hand.add(self._key(piece))
                group.create_task(self._do(piece))

    def _is_full(self) -> bool:
        return self._stopping or len(self._in_hand) >= self._side_by_side

    async def _do(self, piece: Piece) -> None:
        try:
            await self._handle(piece)
        except StorageError as error:
            log.warning("%s: %s", self._name, error)
            self.rest_until(self._clock.now() + AFTER_TROUBLE)
        except Exception:
            log.exception("%s: %s could not be done", self._name, self._key(piece))
            self.rest_until(self._clock.now() + AFTER_TROUBLE)
        finally:
            self._in_hand.discard(self._key(piece))
            self._just_done.add(self._key(piece))
            self._bell.set()

    async def _pause(self) -> float | None:
        """Seconds until something may be due, `None` if only a call can make it so."""
        if self._is_full():
            return None
        due = await self._next_due()
        if due is None:
            return None
        wait = (max(due, self._not_before or due) - self._clock.now()).total_seconds()
        # What is due already and was not taken up is in hand, and rings when it is done.
        return max(wait, 1.0 if self._in_hand else 0.01)

    async def _rest(self, pause: float | None) -> None:
        try:
            async with asyncio.timeout(pause):
                await self._bell.wait()
        except TimeoutError:
            return
