"""The application of python-telegram-bot: made, greeted by Telegram, started and stopped."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any

from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes

from bot.chat.hearing import in_words
from bot.chat.menus import set_menus
from bot.chat.polling import PollingRequest
from bot.chat.transport import AiohttpRequest
from bot.payments.merchants import Merchants

log = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0
MENU_RETRY = timedelta(minutes=1)

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]


def make_application(
    token: str, url: str, count: Callable[[str], None] = lambda _: None
) -> TelegramApplication:
    """An application that speaks to the Bot API at `url` as the bot of this token."""
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{url}/bot")
        .base_file_url(f"{url}/file/bot")
        .request(AiohttpRequest(count))
        .get_updates_request(PollingRequest(count))
        .updater(None)
        .build()
    )


@asynccontextmanager
async def greeted(
    application: TelegramApplication, stopping: asyncio.Event
) -> AsyncIterator[None]:
    """Hold the application started; it begins with Telegram telling who the bot is."""
    await _initialize(application, stopping)
    try:
        if not stopping.is_set():
            await application.start()
        yield
    finally:
        if application.running:
            await application.stop()
        await application.shutdown()
        await application.bot.shutdown()  # the above leaves it open if it was never greeted


async def _initialize(application: TelegramApplication, stopping: asyncio.Event) -> None:
    pause, trouble = 1.0, ""
    while not stopping.is_set():
        try:
            await application.initialize()
        except TelegramError as error:
            if (words := in_words(error)) != trouble:
                trouble = words
                log.warning("the till is not open yet: %s; trying again", trouble)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            return


async def offer_menus(merchants: Merchants, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Set the command menus, again and again until it works."""
    try:
        await set_menus(context.bot, merchants)
    except TelegramError as error:
        log.warning("the command menus could not be set: %s", error)
        if context.job_queue is not None:
            context.job_queue.run_once(partial(offer_menus, merchants), MENU_RETRY)
