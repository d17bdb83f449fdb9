"""Updates come in: stored first, confirmed then, handled in order."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.chat.answering import answer, answer_press
from bot.chat.lanes import Lanes
from bot.chat.problems import Problems, pause_after
from bot.chat.routes import HEARD
from bot.chat.texts.replies import SOMETHING_BROKE
from bot.chat.transport import AskedToWait
from bot.clock import Clock
from bot.errors import StorageError

log = logging.getLogger(__name__)

LONG_POLL = 30
SIDE_BY_SIDE = 32
MOST_WAITING = 1000
LONGEST_PAUSE = timedelta(seconds=60)
WEBHOOK_IS_SET = "webhook is active"


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
    """Asks Telegram for updates and never goes deaf.

    Args:
        bot: speaks to Telegram.
        inbox: where updates are kept.
        process: handles one update; what goes wrong is left with `problems`.
        problems: knows what went wrong.
        clock: what the time is.
        sleep: waits for so many seconds.
    """

    def __init__(  # noqa: PLR0913 - what it needs, given once by name
        self,
        bot: Bot,
        inbox: Inbox,
        process: Callable[[Update], Awaitable[None]],
        problems: Problems,
        clock: Clock,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._process = process
        self._problems = problems
        self._clock = clock
        self._sleep = sleep
        self._lanes = Lanes(self._handle)
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)
        self._polling: asyncio.Task[None] | None = None
        self._stopping = False
        self._trouble: str | None = None
        self._failures = 0

    async def run(self) -> None:
        """Handle what an earlier run left, and poll until stopped."""
        async with asyncio.TaskGroup() as group:
            for update_id, body in await self._inbox.unfinished():
                await self._resume(group, update_id, body)
            if not self._stopping:
                self._polling = group.create_task(self._poll(group))

    def stop(self) -> None:
        """Ask for nothing more; what is stored is still handled."""
        self._stopping = True
        if self._polling is not None:
            self._polling.cancel()

    async def _resume(self, group: asyncio.TaskGroup, update_id: int, body: str) -> None:
        try:
            update = Update.de_json(json.loads(body), self._bot)
        except Exception:
            log.exception("update %s cannot be read any more: %s", update_id, body)
            await self._inbox.finish(update_id, self._clock.now())
        else:
            self._queue(group, update)

    async def _poll(self, group: asyncio.TaskGroup) -> None:
        offset = None
        while True:
            await self._lanes.room(MOST_WAITING)
            try:
                updates = await self._bot.get_updates(
                    offset=offset, timeout=LONG_POLL, allowed_updates=HEARD
                )
                await self._take_in(group, updates)
            except Exception as error:  # noqa: BLE001 - whatever it is, the till must not go deaf
                await self._recover(error)
                continue
            self._all_is_well()
            if updates:
                offset = updates[-1].update_id + 1

    async def _take_in(self, group: asyncio.TaskGroup, updates: Sequence[Update]) -> None:
        """Store a batch; what comes for the second time is being handled, or was."""
        if not updates:
            return
        batch = [(update.update_id, update.to_json()) for update in updates]
        new = set(await self._inbox.store(batch, self._clock.now()))
        for update in updates:
            if update.update_id in new:
                self._queue(group, update)

    def _queue(self, group: asyncio.TaskGroup, update: Update) -> None:
        chat, person = update.effective_chat, update.effective_user
        self._lanes.put(group, chat.id if chat else person.id if person else 0, update)

    async def _handle(self, update: Update) -> None:
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
        try:
            await self._inbox.finish(update.update_id, self._clock.now())
        except StorageError as storage_error:
            log.warning("update %s could not be finished: %s", update.update_id, storage_error)

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
                await answer(update.effective_message, SOMETHING_BROKE)
        except TelegramError as deaf:
            log.warning("nobody could be told about it: %s", deaf)

    async def _recover(self, error: Exception) -> None:
        """Wait before asking again; the webhook of an earlier program is taken away."""
        pause = self._note(error)
        if isinstance(error, Conflict) and WEBHOOK_IS_SET in error.message:
            with suppress(TelegramError):
                await self._bot.delete_webhook()
        await self._sleep(pause.total_seconds())

    def _note(self, error: Exception) -> timedelta:
        """Log a trouble when it begins or changes; give the pause that follows it."""
        words = in_words(error)
        if words != self._trouble:
            known = isinstance(error, TelegramError | StorageError)
            log.warning("no updates: %s; trying again with growing pauses", words)
            if not known:
                log.error("that was unexpected", exc_info=error)
        self._trouble = words
        pause = min(LONGEST_PAUSE, timedelta(seconds=2 ** min(self._failures, 10)))
        self._failures += 1
        if isinstance(error, AskedToWait):
            return error.retry_after
        return pause

    def _all_is_well(self) -> None:
        if self._trouble is not None:
            log.warning("updates come in again")
        self._trouble = None
        self._failures = 0


def in_words(error: Exception) -> str:
    """What keeps updates from coming, and what to do about it."""
    if isinstance(error, Conflict) and WEBHOOK_IS_SET in error.message:
        return f"a webhook of this bot was left behind, it is being removed ({error})"
    if isinstance(error, Conflict):
        return f"another program polls with this bot's token, stop one of the two ({error})"
    if isinstance(error, InvalidToken):
        return f"Telegram does not accept TELEGRAM_BOT_TOKEN ({error})"
    return str(error) or type(error).__name__
