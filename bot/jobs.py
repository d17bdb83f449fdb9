"""What the job queue does, and how often."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram.ext import ContextTypes, JobQueue

from bot.chat.pace import Pace
from bot.chat.uploading import Uploading
from bot.clock import Clock
from bot.payments.countdown import Countdown
from bot.payments.minding import Minder
from bot.payments.opening import Opener
from bot.payments.watching import Sweeper
from storage.inbox import InboxTable
from storage.notices import NoticeTable

# Telegram repeats an unconfirmed update for a day; after two nobody asks for it any more.
INBOX_KEPT = timedelta(days=2)
NOTICES_KEPT = timedelta(days=30)

# A late tick is better than none, and two at once are worse than one (APScheduler's own
# default drops what is more than a second late).
LATE_IS_FINE = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Throws away what nobody will ask for again."""

    inbox: InboxTable
    notices: NoticeTable
    pace: Pace
    clock: Clock

    async def clean(self) -> None:
        """Delete finished updates, told notices and forgotten chats."""
        now = self.clock.now()
        await self.inbox.forget(now - INBOX_KEPT)
        await self.notices.forget(now - NOTICES_KEPT)
        self.pace.forget()


class Schedule:
    """The repeated jobs of a queue, which can be broken off: none leaves anything half done."""

    def __init__(self, queue: JobQueue[Any]) -> None:
        self._queue = queue
        self._running: set[asyncio.Task[Any]] = set()
        self._stopping = False

    def every(self, interval: timedelta, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do some work again and again, never twice at once."""

        async def tick(_: ContextTypes.DEFAULT_TYPE) -> None:
            await self._tick(work)

        self._queue.run_repeating(
            tick, interval, first=interval, name=name, job_kwargs=LATE_IS_FINE
        )

    def stop(self) -> None:
        """Break off what runs, such as a sweep that waits for the gateway, and begin no more."""
        self._stopping = True
        if self._queue.scheduler.running:
            # Else a job that begins while the queue is stopping is cancelled and logged as broken.
            self._queue.scheduler.pause()
        for task in self._running:
            task.cancel()

    async def _tick(self, work: Callable[[], Awaitable[None]]) -> None:
        task = asyncio.current_task()
        if self._stopping or task is None:
            return
        self._running.add(task)
        try:
            await work()
        except asyncio.CancelledError:
            if not self._stopping:
                raise
        finally:
            self._running.discard(task)


def schedule(  # noqa: PLR0913, PLR0917 - every part that time moves
    queue: JobQueue[Any],
    sweeper: Sweeper,
    opener: Opener,
    countdown: Countdown,
    uploading: Uploading,
    cleaner: Cleaner,
    minder: Minder,
    poll_interval: timedelta,
) -> Schedule:
    """Put every repeated job into the queue."""
    jobs = Schedule(queue)
    jobs.every(poll_interval, "sweep", sweeper.tick)
    jobs.every(timedelta(seconds=5), "count down", countdown.tick)
    jobs.every(timedelta(seconds=1), "tell delayed", opener.tell_delayed)
    jobs.every(timedelta(seconds=4), "show uploading", uploading.show)
    jobs.every(timedelta(seconds=30), "mind", minder.tick)
    jobs.every(timedelta(hours=1), "clean", cleaner.clean)
    return jobs
