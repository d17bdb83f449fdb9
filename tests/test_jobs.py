import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from telegram.ext import Application, ApplicationBuilder, JobQueue

from bot.chat.pace import Pace
from bot.chat.uploading import Uploading
from bot.jobs import INBOX_KEPT, NOTICES_KEPT, Cleaner, Schedule, schedule
from bot.payments.countdown import Countdown
from bot.payments.incidents import Incidents
from bot.payments.minding import Minder
from bot.payments.notice import Kind
from bot.payments.opening import Opener
from bot.payments.receiving import Receiving
from bot.payments.watching import Sweeper
from bot.sandbox.telegram import TelegramServer
from storage.inbox import InboxTable
from storage.incidents import IncidentTable
from storage.records import RecordsTable
from tests.clocks import SetClock
from tests.orders import Books, announce, another, open_books, opened
from tests.payments.gateway import ScriptedGateway
from tests.payments.meanwhile import without_webhooks

EVERY = {
    "sweep": 5,
    "count down": 5,
    "tell delayed": 1,
    "show uploading": 4,
    "mind": 30,
    "clean": 3600,
}
Till = Application[Any, Any, Any, Any, Any, Any]


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Books]:
    async with open_books(tmp_path / "till.db") as books:
        yield books


@pytest.fixture
def gateway() -> ScriptedGateway:
    return ScriptedGateway()


@pytest.fixture
def cleaner(books: Books, clock: SetClock) -> Cleaner:
    return Cleaner(InboxTable(books.database), books.notices, Pace(clock), clock)


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    server = TelegramServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def till(server: TelegramServer) -> AsyncIterator[Till]:
    builder = ApplicationBuilder().token(server.token).base_url(f"{server.url}/bot")
    application = builder.updater(None).build()
    async with application:
        yield application


@pytest.fixture
def queue(
    books: Books, clock: SetClock, gateway: ScriptedGateway, cleaner: Cleaner, *, till: Till
) -> JobQueue[Any]:
    opener = Opener(
        books.orders,
        gateway,
        clock,
        lifetime=timedelta(minutes=30),
        late_window=timedelta(hours=72),
        jitter=lambda: 1,
        bell=asyncio.Event(),
    )
    sweeper = Sweeper(
        books.orders,
        gateway,
        Receiving(books.orders, clock),
        without_webhooks(clock),
        clock,
        interval=timedelta(seconds=5),
        late_window=timedelta(hours=72),
        spacing=timedelta,
    )
    queue = till.job_queue
    assert queue is not None
    uploading = Uploading(till.bot, books.orders)
    countdown = Countdown(books.orders, clock)
    incidents = Incidents(IncidentTable(books.database, lambda: None), clock, ())
    room = RecordsTable(books.database).room
    minder = Minder(incidents, clock, room=room, deaf_since=lambda: None)
    every = timedelta(seconds=5)
    schedule(queue, sweeper, opener, countdown, uploading, cleaner, minder, every)
    return queue


async def run(queue: JobQueue[Any], name: str, till: Till) -> None:
    [job] = queue.get_jobs_by_name(name)
    await job.run(till)


def test_every_job_has_its_interval(queue: JobQueue[Any]) -> None:
    intervals = {job.name: job.job.trigger.interval.total_seconds() for job in queue.jobs()}
    assert intervals == EVERY


def test_a_late_job_is_not_dropped_and_never_runs_twice_at_once(queue: JobQueue[Any]) -> None:
    jobs = [job.job for job in queue.jobs()]
    assert [job.misfire_grace_time for job in jobs] == [None] * len(EVERY)
    assert all(job.coalesce for job in jobs)
    assert [job.max_instances for job in jobs] == [1] * len(EVERY)


async def test_the_sweep_asks_the_gateway(
    queue: JobQueue[Any], till: Till, books: Books, gateway: ScriptedGateway
) -> None:
    await books.keep(opened(another(1)))
    await run(queue, "sweep", till)
    assert gateway.sweeps == 1


async def test_a_delay_is_told(
    queue: JobQueue[Any], till: Till, books: Books, clock: SetClock
) -> None:
    await books.keep(another(1))
    clock.forward(seconds=30)
    await run(queue, "tell delayed", till)
    assert await books.kinds() == [Kind.DELAYED]


async def test_a_countdown_is_written_anew(
    queue: JobQueue[Any], till: Till, books: Books, clock: SetClock
) -> None:
    order = await books.keep(opened(another(1), recount_at=clock.now()))
    async with books.database.transaction() as tx:
        await tx.change("UPDATE orders SET card_message_id = 7")
    await run(queue, "count down", till)
    assert await books.kinds() == [Kind.COUNTDOWN]
    assert order.deadline is not None


async def test_uploading_is_shown_to_who_waits(
    queue: JobQueue[Any], till: Till, books: Books, server: TelegramServer
) -> None:
    group = server.group(-100500, "Shop", is_forum=True)
    await books.keep(another(1))
    told: list[str] = []
    server.on_event(lambda event: told.append(event.name))
    await run(queue, "show uploading", till)
    assert group.chat_id == -100500
    assert "calling" in told


async def test_cleaning_forgets_what_is_old(
    queue: JobQueue[Any], till: Till, books: Books, clock: SetClock
) -> None:
    inbox = InboxTable(books.database)
    await inbox.store([(1, "old")], clock.now())
    await inbox.finish(1, clock.now())
    clock.forward(days=INBOX_KEPT.days, seconds=1)
    await run(queue, "clean", till)
    assert await inbox.store([(1, "old")], clock.now()) == [1]


async def test_cleaning_keeps_what_may_still_be_asked_for(
    cleaner: Cleaner, books: Books, clock: SetClock
) -> None:
    inbox = InboxTable(books.database)
    await inbox.store([(1, "finished"), (2, "unfinished")], clock.now())
    await inbox.finish(1, clock.now())
    await announce(books.notices, [11, 12], Kind.GATEWAY_BLOCKED, clock.now())
    told, _ = await books.notices.due(clock.now(), 2)
    await books.notices.told(told, None, clock.now())
    clock.forward(days=INBOX_KEPT.days)
    await cleaner.clean()
    assert await inbox.store([(1, "finished")], clock.now()) == []
    clock.forward(days=NOTICES_KEPT.days, seconds=1)
    await cleaner.clean()
    assert await inbox.unfinished() == [(2, "unfinished")]
    assert [notice.chat_id for notice in await books.notices.due(clock.now(), 9)] == [12]
    [row] = await books.database.rows("SELECT COUNT(*) FROM notices")
    assert row[0] == 1


async def test_cleaning_forgets_chats_in_which_nothing_was_said_lately(
    cleaner: Cleaner, clock: SetClock
) -> None:
    await cleaner.pace.turn(101)
    await cleaner.clean()
    assert cleaner.pace._sent
    clock.forward(minutes=2)
    await cleaner.clean()
    assert not cleaner.pace._sent


async def test_a_job_that_waits_is_broken_off_at_a_stop(till: Till) -> None:
    queue = till.job_queue
    assert queue is not None
    jobs, begun, ends = Schedule(queue), asyncio.Event(), list[str]()

    async def wait_for_ever() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ends.append("broken off")

    jobs.every(timedelta(hours=1), "wait", wait_for_ever)
    running = asyncio.ensure_future(run(queue, "wait", till))
    await begun.wait()
    jobs.stop()
    await running
    await run(queue, "wait", till)
    assert ends == ["broken off"]


async def test_no_job_begins_while_the_queue_is_stopping(
    server: TelegramServer, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(10):
        builder = ApplicationBuilder().token(server.token).base_url(f"{server.url}/bot")
        async with builder.updater(None).build() as till:
            await till.start()
            queue = till.job_queue
            assert queue is not None
            jobs = Schedule(queue)
            for number in range(20):
                first = timedelta(milliseconds=number + 1)
                jobs.every(first, f"often {number}", partial(asyncio.sleep, 0))
            await asyncio.sleep(0.05)
            jobs.stop()
            await till.stop()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
