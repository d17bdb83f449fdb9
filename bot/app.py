"""Builds every part, starts and stops them: the only file that knows all."""

import asyncio
import logging
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from bot.chat.application import greeted, make_application, offer_menus
from bot.chat.courier import Courier
from bot.chat.desk import Desk, UseCases
from bot.chat.intake import Intake
from bot.chat.pace import Pace
from bot.chat.problems import Problems
from bot.chat.routes import add_routes
from bot.chat.telling import Teller
from bot.chat.uploading import Uploading
from bot.clock import SystemClock
from bot.gateway.budget import Budget
from bot.gateway.lists import ListKeeper, sources
from bot.gateway.profiles import Credentials, base_url, make_gateway, per_endpoint
from bot.gateway.transport import Transport
from bot.jobs import LATE_IS_FINE, Cleaner, schedule
from bot.payments.checkout import Checkout
from bot.payments.countdown import Countdown
from bot.payments.deciding import Deciding
from bot.payments.hearing import Hearing
from bot.payments.incidents import Incidents
from bot.payments.opening import Opener
from bot.payments.order import new_number
from bot.payments.receiving import Receiving
from bot.payments.renewing import Renewing
from bot.payments.watching import Sweeper
from bot.settings import Settings
from storage.inbox import InboxTable
from storage.lists import ListTable
from storage.lock import Lock
from storage.migrations import migrate
from storage.muted import MutedTable
from storage.notices import NoticeTable
from storage.orders import OrderTable
from storage.requests import RequestTable
from storage.sqlite import Database

log = logging.getLogger(__name__)

LONGEST_STOP = 10.0


class Till:
    """All parts of a till, wired to each other."""

    def __init__(self, settings: Settings, database: Database) -> None:
        clock = SystemClock()
        to_open, to_tell = asyncio.Event(), asyncio.Event()
        orders = OrderTable(database, to_tell.set)
        notices = NoticeTable(database, to_tell.set)
        inbox = InboxTable(database)

        incidents = Incidents(notices, clock, settings.owner_ids)
        profile = settings.blockatm_profile
        self.budget = Budget(
            RequestTable(database),
            clock,
            incidents,
            settings.blockatm_requests_per_minute,
            per_endpoint(profile),
        )
        self.transport = Transport(
            settings.blockatm_base_url or base_url(profile),
            settings.blockatm_api_key.get_secret_value(),
            self.budget,
            clock,
            incidents,
        )
        gateway = make_gateway(profile, self.transport, credentials_of(settings))
        self.opener = Opener(
            orders,
            gateway,
            clock,
            lifetime=settings.order_lifetime,
            late_window=settings.late_window,
            jitter=random.random,
            bell=to_open,
        )
        receiving = Receiving(orders, clock, settings.rules, settings.owner_ids)
        sweeper = Sweeper(
            orders,
            gateway,
            receiving,
            Hearing(clock, incidents, is_open=False),
            clock,
            interval=settings.poll_interval,
            late_window=settings.late_window,
            spacing=self.budget.spacing,
        )
        checkout = Checkout(
            orders,
            clock,
            number=new_number,
            limit=settings.max_open_orders,
            opener=to_open.set,
        )

        self.application = make_application(
            settings.telegram_bot_token.get_secret_value(), settings.telegram_api_url
        )
        bot, pace, problems = self.application.bot, Pace(clock), Problems()
        self.intake = Intake(bot, inbox, self.application.process_update, problems, clock)
        terms, owners = settings.terms, settings.owner_ids
        self.courier = Courier(notices, Teller(bot, clock, terms), pace, clock, to_tell)
        cases = UseCases(
            checkout,
            Deciding(
                orders,
                clock,
                look=sweeper.look,
                late_window=settings.late_window,
                merchant_ids=owners,
            ),
            Renewing(orders, clock, checkout, terms, sweeper.look),
            MutedTable(database),
        )
        add_routes(self.application, Desk(bot, cases, terms, owners))
        self.application.add_error_handler(problems.note)
        queue = self.application.job_queue
        assert queue is not None, "the extra job-queue of python-telegram-bot is installed"  # noqa: S101 - a rule of our own
        queue.run_once(partial(offer_menus, owners), 0, job_kwargs=LATE_IS_FINE)
        self.jobs = schedule(
            queue,
            sweeper,
            self.opener,
            Countdown(orders, clock),
            Uploading(bot, orders),
            Cleaner(inbox, notices, pace, clock),
            settings.poll_interval,
        )
        cashier_id = settings.blockatm_cashier_id or ""
        self.lists = ListKeeper(
            sources(profile, terms.assets, cashier_id),
            self.transport,
            ListTable(database),
            clock,
            terms,
        )
        self.jobs.every(timedelta(seconds=10), "read lists", self.lists.tick)

    async def run(self, stopping: asyncio.Event) -> None:
        """Run until `stopping` is set, and then finish what is in hand."""
        await self.budget.load()
        await self.lists.load()
        async with self.transport, greeted(self.application, stopping):
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


def credentials_of(settings: Settings) -> Credentials:
    """What the till signs with."""
    if settings.blockatm_profile != "v2":
        return Credentials(settings.private_key)
    secret = settings.blockatm_secret_key
    return Credentials(
        secret=secret.get_secret_value() if secret else "",
        cashier_id=settings.blockatm_cashier_id or "",
    )


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
