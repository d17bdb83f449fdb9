"""What the job queue does, and how often."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram.ext import ContextTypes, JobQueue

from bot.chat.pace import Pace
from bot.chat.uploading import Uploading
from bot.clock import Clock
from bot.payments.opening import Opener
from bot.payments.watching import Sweeper
from storage.inbox import InboxTable
from storage.notices import NoticeTable

# Telegram repeats an unconfirmed update for a day; after two nobody asks for it any more.
INBOX_KEPT = timedelta(days=2)
NOTICES_KEPT = timedelta(days=30)

# A late tick is better than none, and two at once are worse than one (APScheduler's own
# default drops what is more than a second late).
_LATE_IS_FINE = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


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


def schedule(  # noqa: PLR0913, PLR0917 - every part that time moves
    queue: JobQueue[Any],
    sweeper: Sweeper,
    opener: Opener,
    uploading: Uploading,
    cleaner: Cleaner,
    poll_interval: timedelta,
) -> None:
    """Put every repeated job into the queue."""
    _every(queue, "sweep", poll_interval, sweeper.tick)
    _every(queue, "tell delayed", timedelta(seconds=1), opener.tell_delayed)
    _every(queue, "show uploading", timedelta(seconds=4), uploading.show)
    _every(queue, "clean", timedelta(hours=1), cleaner.clean)


def _every(
    queue: JobQueue[Any], name: str, interval: timedelta, work: Callable[[], Awaitable[None]]
) -> None:
    async def tick(_: ContextTypes.DEFAULT_TYPE) -> None:
        await work()

    queue.run_repeating(tick, interval, first=interval, name=name, job_kwargs=_LATE_IS_FINE)
