"""Builds every part, starts and stops them: the only file that knows all."""

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.books import Books
from bot.cases import make_cases
from bot.chat.application import greeted, make_application, offer_menus
from bot.chat.courier import Courier
from bot.chat.desk import Desk
from bot.chat.intake import Intake
from bot.chat.languages.choices import Languages
from bot.chat.pace import Pace
from bot.chat.polling import Polling
from bot.chat.problems import Problems
from bot.chat.routes import add_routes
from bot.chat.telling import Teller
from bot.chat.uploading import Uploading
from bot.chat.webhook import Webhook, webhook_secret
from bot.clock import SystemClock
from bot.credentials import credentials_of
from bot.doors import TELEGRAM, Doors, dialect_of, serving, takes_webhooks
from bot.gateway.budget import Budget
from bot.gateway.lists import ListKeeper, sources
from bot.gateway.profiles import base_url, make_gateway, per_endpoint
from bot.gateway.transport import Transport
from bot.jobs import LATE_IS_FINE, Cleaner, schedule
from bot.payments.countdown import Countdown
from bot.payments.doctor import Doctor, Signs
from bot.payments.hearing import Hearing
from bot.payments.incidents import Incidents
from bot.payments.merchants import Merchants
from bot.payments.minding import Minder
from bot.payments.opening import Opener
from bot.payments.receiving import Receiving
from bot.payments.vitals import Trouble
from bot.payments.watching import Sweeper
from bot.settings import Settings
from bot.web.counters import Counters
from storage.sqlite import Database
from storage.tables import Tables

log = logging.getLogger(__name__)


class Till:
    """All parts of a till, wired to each other."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        clock = SystemClock()
        to_open, to_tell = asyncio.Event(), asyncio.Event()
        tables = Tables(database, to_tell.set)
        orders = tables.orders

        counters = Counters()
        self.incidents = incidents = Incidents(tables.incidents, clock, settings.owner_ids)
        self.merchants = merchants = Merchants(tables.merchants, clock, settings.owner_ids)
        hearing = Hearing(clock, incidents, is_open=takes_webhooks(settings))
        profile = settings.blockatm_profile
        self.budget = Budget(
            tables.requests,
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
            counters.gateway,
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
        receiving = Receiving(orders, clock, settings.rules, merchants)
        sweeper = Sweeper(
            orders,
            gateway,
            receiving,
            hearing,
            clock,
            interval=settings.poll_interval,
            late_window=settings.late_window,
            spacing=self.budget.spacing,
        )
        self._terms = terms = settings.terms
        token = settings.telegram_bot_token.get_secret_value()
        self.application = make_application(token, settings.telegram_api_url, counters.telegram)
        bot, pace, problems = self.application.bot, Pace(clock), Problems()
        languages = Languages(tables.languages, settings.language)
        doctor = Doctor(tables.records, self._signs(hearing, sweeper), incidents, clock)
        self.doors = Doors(doctor.vitals, counters)
        if (dialect := dialect_of(settings)) is not None:
            self.doors.open_to_gateway(dialect, self._gateway_time, receiving, hearing, clock)
        books = Books(database, to_tell.set, merchants, clock)
        teller = Teller(bot, clock, terms, tables.pictures.of_order, tables.groups)
        self.courier = Courier(
            tables.notices,
            books.teller(bot, teller),
            pace,
            clock,
            to_tell,
            language_of=languages.of_chat,
        )
        cases = make_cases(
            settings,
            tables,
            terms,
            clock,
            merchants=merchants,
            languages=languages,
            books=books.desk,
            opener=to_open.set,
            look=sweeper.look,
            vitals=doctor.vitals,
        )
        add_routes(self.application, desk := Desk(bot, cases, terms, clock))
        self.intake = Intake(
            bot,
            tables.inbox,
            self.application.process_update,
            problems,
            clock,
            admit=desk.limits.admit,
            voices_of=languages.of_update,
        )
        self.source = self._source(token)
        self.application.add_error_handler(problems.note)
        queue = self.application.job_queue
        assert queue is not None, "the extra job-queue of python-telegram-bot is installed"  # noqa: S101 - a rule of our own
        queue.run_once(partial(offer_menus, languages, merchants), 0, job_kwargs=LATE_IS_FINE)
        self.jobs = schedule(
            queue,
            sweeper,
            self.opener,
            Countdown(orders, clock),
            Uploading(bot, orders),
            Cleaner(tables.inbox, tables.notices, pace, clock),
            Minder(
                incidents,
                clock,
                room=tables.records.room,
                deaf_since=lambda: self.intake.deaf_since,
            ),
            settings.poll_interval,
        )
        cashier_id = settings.blockatm_cashier_id or ""
        self.lists = ListKeeper(
            sources(profile, terms.assets, cashier_id),
            self.transport,
            tables.lists,
            clock,
            terms,
        )
        self.jobs.every(timedelta(seconds=10), "read lists", self.lists.tick)
        self.jobs.every(timedelta(seconds=2), "tidy invoices", cases.billing.tidy)
        self.jobs.every(timedelta(seconds=10), "tell digests", books.digesting.tick)

    def _gateway_time(self) -> datetime:
        return self.transport.now() + self.transport.clock_offset

    def _source(self, token: str) -> Callable[[], Coroutine[Any, Any, None]]:
        """Where updates come from."""
        bot = self.application.bot
        if self._settings.telegram_updates == "polling":
            return Polling(bot, self.intake).run
        url = f"{self._settings.public_url}{TELEGRAM}"
        webhook = Webhook(bot, self.intake, url, webhook_secret(token))
        self.doors.open_to_telegram(token, webhook)
        return webhook.run

    def _signs(self, hearing: Hearing, sweeper: Sweeper) -> Signs:
        """What the parts know of themselves."""
        return Signs(
            swept_age=lambda: sweeper.swept_age,
            sweep_delay=lambda: sweeper.delay,
            budget=lambda: (self.budget.left, self.budget.limit),
            silent_until=lambda: self.budget.silent_until,
            clock_offset=lambda: self.transport.clock_offset,
            webhook_age=lambda: hearing.age,
            expects_webhooks=hearing.is_open,
            is_hearing=lambda: self.intake.deaf_since is None,
            warnings=lambda: self._terms.warnings,
        )

    async def run(self, stopping: asyncio.Event) -> None:
        """Run until `stopping` is set, and then finish what is in hand."""
        await self.incidents.load()
        await self.merchants.load()
        if not takes_webhooks(self._settings):
            await self.incidents.forget(Trouble.WEBHOOKS_SILENT)
        await self.budget.load()
        await self.lists.load()
        async with (
            self.transport,
            greeted(self.application, stopping),
            AsyncExitStack() as doors,
        ):
            if stopping.is_set():
                return
            await doors.enter_async_context(serving(self._settings, self.doors.handlers))
            async with asyncio.TaskGroup() as group:
                group.create_task(self.opener.worker.run())
                group.create_task(self.courier.worker.run())
                group.create_task(self.intake.run(self.source))
                log.info("the till is open as @%s", self.application.bot.username)
                await stopping.wait()
                await doors.aclose()
                self.intake.stop()
                self.opener.worker.stop()
                self.courier.worker.stop()
                self.jobs.stop()
