"""Builds every part, starts and stops them: the only file that knows all."""

import asyncio
import logging
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes

from bot.chat.asking import Asking
from bot.chat.courier import Courier
from bot.chat.greeting import Greeting
from bot.chat.intake import Intake, in_words
from bot.chat.looking import Looking
from bot.chat.pace import Pace
from bot.chat.polling import PollingRequest
from bot.chat.problems import Problems
from bot.chat.routes import add_routes, set_menus
from bot.chat.suggestions import usual
from bot.chat.telling import Teller
from bot.chat.transport import AiohttpRequest
from bot.chat.uploading import Uploading
from bot.clock import SystemClock
from bot.gateway.budget import Budget
from bot.gateway.guide import BASE_URL, GuideGateway
from bot.gateway.transport import Transport
from bot.jobs import Cleaner, schedule
from bot.payments.checkout import Checkout
from bot.payments.incidents import Incidents
from bot.payments.opening import Opener
from bot.payments.order import new_number
from bot.payments.receiving import Receiving
from bot.payments.watching import Sweeper
from bot.settings import Settings
from storage.inbox import InboxTable
from storage.lock import Lock
from storage.migrations import migrate
from storage.notices import NoticeTable
from storage.orders import OrderTable
from storage.requests import RequestTable
from storage.sqlite import Database

log = logging.getLogger(__name__)

LONGEST_STOP = 10.0
LONGEST_PAUSE = 60.0
MENU_RETRY = timedelta(minutes=1)

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]


class Till:
    """All parts of a till, wired to each other."""

    def __init__(self, settings: Settings, database: Database) -> None:
        clock = SystemClock()
        to_open, to_tell = asyncio.Event(), asyncio.Event()
        orders = OrderTable(database, to_tell.set)
        notices = NoticeTable(database, to_tell.set)
        inbox = InboxTable(database)

        incidents = Incidents(notices, clock, settings.owner_ids)
        self.budget = Budget(
            RequestTable(database), clock, incidents, settings.blockatm_requests_per_minute
        )
        self.transport = Transport(
            settings.blockatm_base_url or BASE_URL,
            settings.blockatm_api_key.get_secret_value(),
            self.budget,
            clock,
            incidents,
        )
        gateway = GuideGateway(self.transport, settings.private_key)
        self.opener = Opener(
            orders,
            gateway,
            clock,
            lifetime=settings.order_lifetime,
            late_window=settings.late_window,
            jitter=random.random,
            bell=to_open,
        )
        sweeper = Sweeper(
            orders,
            gateway,
            Receiving(orders, clock),
            clock,
            interval=settings.poll_interval,
            spacing=self.budget.spacing,
        )
        checkout = Checkout(
            orders,
            clock,
            number=new_number,
            limit=settings.max_open_orders,
            opener=to_open.set,
        )

        self.application = _application(settings)
        bot, pace, problems = self.application.bot, Pace(clock), Problems()
        self.intake = Intake(bot, inbox, self.application.process_update, problems, clock)
        self.courier = Courier(notices, Teller(bot, clock), pace, clock, to_tell)
        example = usual(settings.terms)[0]
        add_routes(
            self.application,
            Asking(checkout, settings.terms),
            Looking(checkout, sweeper.look, example),
            Greeting(settings.terms, example),
        )
        self.application.add_error_handler(problems.note)
        queue = self.application.job_queue
        assert queue is not None, "the extra job-queue of python-telegram-bot is installed"  # noqa: S101 - a rule of our own
        queue.run_once(_offer_menus, 0)
        self.jobs = schedule(
            queue,
            sweeper,
            self.opener,
            Uploading(bot, orders),
            Cleaner(inbox, notices, pace, clock),
            settings.poll_interval,
        )

    async def run(self, stopping: asyncio.Event) -> None:
        """Run until `stopping` is set, and then finish what is in hand."""
        await self.budget.load()
        async with self.transport, _greeted(self.application, stopping):
            if stopping.is_set():
                return
            async with asyncio.TaskGroup() as group:
                group.create_task(self.opener.worker.run())
                group.create_task(self.courier.worker.run())
                group.create_task(self.intake.run())
                log.info("the till is open as @%s", self.application.bot.username)
                await stopping.wait()
                self.intake.stop()
                self.opener.worker.stop()
                self.courier.worker.stop()
                self.jobs.stop()


def _application(settings: Settings) -> TelegramApplication:
    url = settings.telegram_api_url
    return (
        ApplicationBuilder()
        .token(settings.telegram_bot_token.get_secret_value())
        .base_url(f"{url}/bot")
        .base_file_url(f"{url}/file/bot")
        .request(AiohttpRequest())
        .get_updates_request(PollingRequest())
        .updater(None)
        .build()
    )


@asynccontextmanager
async def _greeted(
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


async def _offer_menus(context: ContextTypes.DEFAULT_TYPE) -> None:
    """Set the command menus, again and again until it works."""
    try:
        await set_menus(context.bot)
    except TelegramError as error:
        log.warning("the command menus could not be set: %s", error)
        if context.job_queue is not None:
            context.job_queue.run_once(_offer_menus, MENU_RETRY)


async def run(settings: Settings) -> None:
    """Run the till until SIGTERM or SIGINT.

    Raises:
        StorageError: the database cannot be used.
    """
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with _database(settings) as database:
        running = asyncio.create_task(Till(settings, database).run(stopping))
        stop = asyncio.create_task(stopping.wait())
        await asyncio.wait({running, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        await _finish(running)
    log.info("the till is closed")


async def _finish(running: asyncio.Task[None]) -> None:
    """Give what is in hand some time; what is not finished then goes on at the next start."""
    await asyncio.wait({running}, timeout=LONGEST_STOP)
    if not running.done():
        log.warning("some work is left for the next start")
        running.cancel()
        await asyncio.wait({running}, timeout=LONGEST_STOP)
    if running.done() and not running.cancelled():
        running.result()


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    lock = Lock.take(settings.database_path)
    try:
        database = await Database.open(settings.database_path)
        try:
            await migrate(database)
            yield database
        finally:
            await database.close()
    finally:
        lock.release()
