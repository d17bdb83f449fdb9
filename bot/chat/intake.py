"""Updates come in: stored first, confirmed then, handled in order of their chats."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any, Protocol

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.chat.answering import answer, answer_press
from bot.chat.hearing import Hearing
from bot.chat.lanes import Lanes
from bot.chat.languages.catalogue import gettext
from bot.chat.languages.speaking import Voices, as_before, speaking
from bot.chat.problems import Problems, pause_after
from bot.chat.texts.replies import SOMETHING_BROKE
from bot.clock import Clock
from bot.errors import StorageError, TillBusy

log = logging.getLogger(__name__)

SIDE_BY_SIDE = 32
MOST_WAITING = 1000


class Inbox(Protocol):
    """The updates, as the database keeps them."""

    async def store(self, updates: Sequence[tuple[int, str]], at: datetime) -> list[int]:
        """Store a batch of (id, JSON) in one transaction; give back the ids that are new."""
        ...

    async def unfinished(self) -> list[tuple[int, str]]:
        """What was stored and not finished, oldest first."""
        ...

    async def finish(self, update_id: int, at: datetime) -> None:
        """Note that an update was handled."""
        ...


class Intake:
    """Takes updates in, wherever they come from, and has each handled.

    Args:
        bot: speaks to Telegram.
        inbox: where updates are kept.
        process: handles one update; what goes wrong is left with `problems`.
        problems: knows what went wrong.
        clock: what the time is.
        admit: tells of each update, once, whether it is to be handled.
        sleep: waits for so many seconds.
        voices_of: knows in which language an update is answered.

    Attributes:
        hearing: whether updates come in.
    """

    def __init__(  # noqa: PLR0913 - what it needs, given once by name
        self,
        bot: Bot,
        inbox: Inbox,
        process: Callable[[Update], Awaitable[None]],
        problems: Problems,
        clock: Clock,
        *,
        admit: Callable[[Update], Awaitable[bool]] | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        voices_of: Callable[[Update], Awaitable[Voices]] = as_before,
    ) -> None:
        self.hearing = Hearing(clock)
        self._bot = bot
        self._inbox = inbox
        self._process = process
        self._problems = problems
        self._clock = clock
        self._admit = admit
        self._sleep = sleep
        self._voices_of = voices_of
        self._lanes = Lanes(self._handle)
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)
        self._group: asyncio.TaskGroup | None = None
        self._source: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def deaf_since(self) -> datetime | None:
        """Since when updates have not been coming in; `None` while they are."""
        return self.hearing.deaf_since

    async def run(self, source: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Handle what an earlier run left, and what `source` brings, until stopped."""
        async with asyncio.TaskGroup() as group:
            for update_id, body in await self._inbox.unfinished():
                await self._resume(group, update_id, body)
            if not self._stopping:
                self._group = group
                self._source = group.create_task(source())

    def stop(self) -> None:
        """Take in nothing more; what is stored is still handled."""
        self._stopping = True
        self._group = None
        if self._source is not None:
            self._source.cancel()

    async def room(self) -> None:
        """Wait until more updates can be taken."""
        await self._lanes.room(MOST_WAITING)

    async def take(self, updates: Sequence[Update]) -> None:
        """Store a batch and have it handled; what comes for the second time is passed over.

        Raises:
            TillBusy: too many wait already, or the till is not open.
            StorageError: nothing was stored.
        """
        if self._group is None:
            raise TillBusy("the till is not open")
        if not self._lanes.has_room(MOST_WAITING):
            raise TillBusy("too many updates wait to be handled")
        batch = [(update.update_id, update.to_json()) for update in updates]
        new = set(await self._inbox.store(batch, self._clock.now())) if batch else ()
        for update in updates:
            # What was stored while the till was being stopped is for the next start.
            if update.update_id in new and self._group is not None:
                self._queue(self._group, update)

    async def _resume(self, group: asyncio.TaskGroup, update_id: int, body: str) -> None:
        try:
            update = Update.de_json(json.loads(body), self._bot)
        except Exception:
            log.exception("update %s cannot be read any more: %s", update_id, body)
            await self._inbox.finish(update_id, self._clock.now())
        else:
            self._queue(group, update)

    def _queue(self, group: asyncio.TaskGroup, update: Update) -> None:
        chat, person = update.effective_chat, update.effective_user
        self._lanes.put(group, chat.id if chat else person.id if person else 0, update)

    async def _handle(self, update: Update) -> None:
        with speaking(*await self._voices_of(update)):
            if self._admit is None or await self._admit(update):
                await self._try(update)
        try:
            await self._inbox.finish(update.update_id, self._clock.now())
        except StorageError as storage_error:
            log.warning("update %s could not be finished: %s", update.update_id, storage_error)

    async def _try(self, update: Update) -> None:
        attempt = 0
        while (error := await self._attempt(update)) is not None:
            pause = pause_after(error, attempt)
            if pause is None:
                await self._apologise(update, error)
                break
            if attempt == 0:
                log.warning("update %s is tried again: %s", update.update_id, error)
            attempt += 1
            await self._sleep(pause.total_seconds())

    async def _attempt(self, update: Update) -> Exception | None:
        async with self._places:
            await self._process(update)
        return self._problems.take(update)

    async def _apologise(self, update: Update, error: Exception) -> None:
        """Log what broke, and tell the person that it did."""
        known = isinstance(error, TelegramError | StorageError)
        trace = None if known else error
        log.error("update %s was not handled: %s", update.update_id, error, exc_info=trace)
        try:
            if update.callback_query is not None:
                await answer_press(update.callback_query, SOMETHING_BROKE, alert=True)
            elif update.effective_message is not None:
                await answer(update.effective_message, gettext(SOMETHING_BROKE))
        except TelegramError as deaf:
            log.warning("nobody could be told about it: %s", deaf)
