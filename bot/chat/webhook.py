"""Updates by webhook: Telegram brings them, and the till sees to it that it goes on doing so."""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from telegram import Bot, Update, WebhookInfo

from bot.chat.intake import SIDE_BY_SIDE, Intake
from bot.chat.routes import HEARD
from bot.chat.updates import parse_update, readable
from bot.errors import StorageError

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(minutes=2)


def webhook_secret(token: str) -> str:
    """What Telegram shows with each update: from the bot's token, so the same at every start."""
    return hmac.digest(token.encode(), b"tillbot telegram webhook", "sha256").hex()


class Webhook:
    """Registers the webhook, and takes what Telegram brings there.

    It stays registered when the till stops: Telegram keeps what comes meanwhile.

    Args:
        bot: speaks to Telegram.
        intake: takes the updates.
        url: where Telegram reaches the till's HTTP server.
        secret: what it must show there.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        bot: Bot,
        intake: Intake,
        url: str,
        secret: str,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._intake = intake
        self._hearing = intake.hearing
        self._url = url
        self._secret = secret
        self._sleep = sleep
        self._is_registered = False
        self._has_heard = False
        self._failed_at: datetime | None = None
        self._complaint: str | None = None

    async def run(self) -> None:
        """Register the webhook and look after it until cancelled."""
        while True:
            pause = LOOK_EVERY
            try:
                await (self._look() if self._is_registered else self._register())
            except Exception as error:  # noqa: BLE001 - whatever it is, the till must not go deaf
                pause = self._hearing.fails(error)
            await self._sleep(pause.total_seconds())

    async def take(self, body: bytes) -> None:
        """Take an update as Telegram brings it; it is stored when this returns.

        Raises:
            NotAnUpdate: it is none at all.
            TillBusy: it cannot be taken now; Telegram is to bring it again.
            StorageError: the same.
        """
        update = Update.de_json(readable(parse_update(body)), self._bot)
        try:
            await self._intake.take([update])
        except StorageError as error:
            self._hearing.fails(error)
            raise
        self._has_heard = True
        if self._is_registered:
            self._hearing.works()

    async def _register(self) -> None:
        # What Telegram could not deliver before now is no news.
        self._failed_at = (await self._bot.get_webhook_info()).last_error_date
        await self._bot.set_webhook(
            self._url,
            secret_token=self._secret,
            allowed_updates=HEARD,
            max_connections=SIDE_BY_SIDE,
        )
        self._is_registered = True
        self._hearing.works()
        log.info("Telegram brings updates to %s", self._url)

    async def _look(self) -> None:
        """Ask Telegram how it goes; what another program has changed is put right."""
        info = await self._bot.get_webhook_info()
        if info.url == self._url and set(info.allowed_updates) == set(HEARD):
            self._heed(info)
            return
        log.warning("another program has changed or removed this bot's webhook; it is set again")
        self._is_registered = False
        await self._register()

    def _heed(self, info: WebhookInfo) -> None:
        """Say what Telegram could not deliver, and whether anything comes in at all."""
        failed = info.last_error_date != self._failed_at
        self._failed_at = info.last_error_date
        heard, self._has_heard = self._has_heard, False
        words = f"Telegram could not deliver to {self._url}: {info.last_error_message}"
        if heard or not info.pending_update_count:
            if failed and words != self._complaint:
                log.warning("%s; it delivers now", words)
            self._hearing.works()
        elif failed:
            self._hearing.misses(words)
        if failed:
            self._complaint = words
