"""The courier: delivers what the outbox holds, at least once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.chat.languages.known import Language
from bot.chat.languages.speaking import speaking, spoken_before
from bot.chat.pace import Pace
from bot.chat.refusals import NO_RIGHTS, NOBODY_THERE, NOTHING_TO_CHANGE, says
from bot.chat.texts.notices import TO_MERCHANTS
from bot.chat.together import Together
from bot.chat.transport import AskedToWait
from bot.clock import Clock
from bot.payments.gathering import ALONE, MINUTE, MOST_TOGETHER, Tell, Wait, plan
from bot.payments.notice import Notice, is_overtaken
from bot.payments.order import NOTHING_ASKED
from bot.worker import Worker

log = logging.getLogger(__name__)

SIDE_BY_SIDE = 24
MOST_ATTEMPTS = 5
LONGEST_PAUSE = timedelta(seconds=60)
RIGHTS_PAUSE = timedelta(minutes=5)
RIGHTS_PATIENCE = timedelta(days=3)


class Outbox(Protocol):
    """The notices, as the database keeps them."""

    async def due(self, now: datetime, limit: int) -> Sequence[Notice]:
        """The oldest notice of each chat, and of those to be gathered, if its time has come."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next notice is due."""
        ...

    async def told(self, notice: Notice, message_id: int | None, at: datetime) -> None:
        """Close a notice; for a card, remember the message that shows it."""
        ...

    async def alike(self, notice: Notice, limit: int) -> Sequence[Notice]:
        """The oldest of those that may be told together with one, itself among them."""
        ...

    async def told_lately(self, notice: Notice, since: datetime) -> Sequence[datetime]:
        """When its chat was told of such things after a moment; once for what came together."""
        ...

    async def told_together(self, notices: Sequence[Notice], at: datetime) -> None:
        """Close notices that one message has told."""
        ...

    async def hold(self, notice: Notice, until: datetime) -> None:
        """Let a notice, and those behind it, wait for others; that is no failure."""
        ...

    async def give_up(self, notice: Notice, why: str, at: datetime) -> None:
        """Close a notice that cannot be told."""
        ...

    async def postpone(self, notice: Notice, until: datetime) -> None:
        """Try a notice again later, and with it all that follow in its chat."""
        ...

    async def chat_moved(self, old_id: int, new_id: int) -> None:
        """Follow a group that became a supergroup."""
        ...


class Tells(Protocol):
    """Turns notices into messages."""

    @property
    def together(self) -> Together:
        """Tells several payments at once."""
        ...

    async def tell(self, notice: Notice) -> int | None:
        """Tell a notice; give back the number of the message that was sent, if one was."""
        ...


class Courier:
    """Delivers notices: those of one chat in order, chats side by side.

    Args:
        outbox: where notices are kept.
        teller: turns them into messages.
        pace: knows when a chat may be written to.
        clock: what the time is.
        bell: rings when there is something to tell.
        language_of: knows in which language a chat is told.
    """

    def __init__(  # noqa: PLR0913 - what it needs, given once by name
        self,
        outbox: Outbox,
        teller: Tells,
        pace: Pace,
        clock: Clock,
        bell: asyncio.Event,
        *,
        language_of: Callable[[int], Awaitable[Language]] = spoken_before,
    ) -> None:
        self._outbox = outbox
        self._teller = teller
        self._pace = pace
        self._clock = clock
        self._language_of = language_of
        self.worker = Worker(
            "courier",
            clock,
            due=outbox.due,
            next_due=outbox.next_due,
            key=lambda notice: notice.chat_id,
            handle=self.deliver,
            side_by_side=SIDE_BY_SIDE,
            bell=bell,
        )

    async def deliver(self, notice: Notice) -> None:
        """Tell one notice and write down what came of it."""
        if is_overtaken(notice):
            await self._outbox.told(notice, None, self._clock.now())
            return
        for told_at_once in await self._gather(notice):
            if not await self._tell(told_at_once):
                return

    async def _gather(self, notice: Notice) -> list[list[Notice]]:
        """What is told now, with what belongs into the same message; nothing if it can wait."""
        if not notice.is_gathered:
            return [[notice]]
        now = self._clock.now()
        alike = await self._outbox.alike(notice, MOST_TOGETHER)
        told_at = await self._outbox.told_lately(notice, now - MINUTE)
        match plan(told_at, len(alike), ALONE[notice.kind], now):
            case Wait(until):
                await self._outbox.hold(notice, until)
                return []
            case Tell(count):
                return await self._teller.together.apart(alike[:count])

    async def _tell(self, notices: Sequence[Notice]) -> bool:
        """Tell what one message tells, and whether that has worked."""
        notice = notices[0]
        await self._pace.turn(notice.chat_id)
        try:
            with speaking(await self._language_of(notice.chat_id)):
                message_id = await self._say(notices)
        except AskedToWait as error:
            await self._postpone(notice, error.retry_after, error)
        except ChatMigrated as error:
            log.info("chat %s became %s", notice.chat_id, error.new_chat_id)
            await self._outbox.chat_moved(notice.chat_id, error.new_chat_id)
        except Forbidden as error:
            await self._after_nobody_heard(notices, error)
        except BadRequest as error:
            await self._after_refusal(notices, error)
        except TelegramError as error:
            await self._postpone(notice, self._growing(notice), error)
        else:
            await self._close(notices, message_id)
            return True
        return False

    async def _say(self, notices: Sequence[Notice]) -> int | None:
        if len(notices) == 1:
            return await self._teller.tell(notices[0])
        await self._teller.together.tell(notices)
        return None

    async def _close(self, notices: Sequence[Notice], message_id: int | None) -> None:
        if len(notices) == 1:
            await self._outbox.told(notices[0], message_id, self._clock.now())
        else:
            await self._outbox.told_together(notices, self._clock.now())

    async def _after_refusal(self, notices: Sequence[Notice], error: BadRequest) -> None:
        notice = notices[0]
        if says(error, NOTHING_TO_CHANGE):
            await self._close(notices, None)
        elif says(error, NO_RIGHTS) and self._is_recent(notice):
            await self._postpone(notice, min(self._growing(notice) * 5, RIGHTS_PAUSE), error)
        elif says(error, NOBODY_THERE):
            await self._after_nobody_heard(notices, error)
        elif notice.attempts >= MOST_ATTEMPTS:
            await self._give_up(notices, error)
        else:
            await self._postpone(notice, self._growing(notice), error)

    async def _after_nobody_heard(self, notices: Sequence[Notice], error: TelegramError) -> None:
        """Payers who turn the bot away have chosen so; a merchant may not have started it yet."""
        notice = notices[0]
        if notice.kind in TO_MERCHANTS and self._is_recent(notice):
            await self._postpone(notice, min(self._growing(notice) * 5, RIGHTS_PAUSE), error)
        else:
            await self._give_up(notices, error)

    async def _give_up(self, notices: Sequence[Notice], error: TelegramError) -> None:
        for notice in notices:
            level = logging.INFO if _may_come_later(notice) else logging.ERROR
            words = "%s could not be told to chat %s: %s"
            log.log(level, words, notice.kind, notice.chat_id, error)
            await self._outbox.give_up(notice, str(error), self._clock.now())

    async def _postpone(self, notice: Notice, wait: timedelta, error: TelegramError) -> None:
        if notice.attempts in {0, MOST_ATTEMPTS}:
            log.warning("%s for chat %s is delayed: %s", notice.kind, notice.chat_id, error)
        await self._outbox.postpone(notice, self._clock.now() + wait)

    def _is_recent(self, notice: Notice) -> bool:
        return self._clock.now() - notice.created_at < RIGHTS_PATIENCE

    def _growing(self, notice: Notice) -> timedelta:
        return min(LONGEST_PAUSE, timedelta(seconds=2 ** min(notice.attempts, 10)))


def _may_come_later(notice: Notice) -> bool:
    """Whether somebody who asked in a group may not have opened the private chat yet.

    The link in the group shows the card as it then stands.
    """
    order = notice.order
    if order is None or notice.chat_id != order.place.chat_id:
        return False
    return order.place.message_id == NOTHING_ASKED
