"""Updates by long polling: the till asks for them, again and again."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from telegram import Bot
from telegram.error import Conflict, TelegramError

from bot.chat.hearing import WEBHOOK_IS_SET
from bot.chat.intake import Intake
from bot.chat.routes import HEARD
from bot.chat.transport import AiohttpRequest
from bot.chat.updates import readable

LONG_POLL = 30


class Polling:
    """Asks Telegram for updates and never goes deaf.

    Args:
        bot: speaks to Telegram.
        intake: takes the updates.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        bot: Bot,
        intake: Intake,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._intake = intake
        self._sleep = sleep

    async def run(self) -> None:
        """Poll until cancelled; a batch is confirmed by asking for the next one."""
        offset = None
        while True:
            await self._intake.room()
            try:
                updates = await self._bot.get_updates(
                    offset=offset, timeout=LONG_POLL, allowed_updates=HEARD
                )
                await self._intake.take(updates)
            except Exception as error:  # noqa: BLE001 - whatever it is, the till must not go deaf
                await self._recover(error)
                continue
            self._intake.hearing.works()
            if updates:
                offset = updates[-1].update_id + 1

    async def _recover(self, error: Exception) -> None:
        """Wait before asking again; a webhook that was left behind is taken away."""
        pause = self._intake.hearing.fails(error)
        if isinstance(error, Conflict) and WEBHOOK_IS_SET in error.message:
            with suppress(TelegramError):
                await self._bot.delete_webhook()
        await self._sleep(pause.total_seconds())


class PollingRequest(AiohttpRequest):
    """Leaves of an unreadable update only its id, so that it is confirmed and passed over.

    python-telegram-bot raises for a whole batch in which it cannot read one update, and would
    be given the same batch for ever.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer and every update in it."""
        answer = AiohttpRequest.parse_json_payload(payload)
        if isinstance(updates := answer.get("result"), list):
            answer["result"] = [readable(update) for update in updates]
        return answer
