"""Runs a till from its start until it is asked to stop."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import Till
from bot.settings import Settings
from storage.lock import Lock
from storage.migrations import migrate
from storage.sqlite import Database

log = logging.getLogger(__name__)

LONGEST_STOP = 10.0


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
