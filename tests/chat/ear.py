"""An intake on a real Telegram library, whose handlers do as a test wants."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from telegram import Bot, Update
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.chat.intake import Intake
from bot.chat.languages.known import Language
from bot.chat.languages.speaking import Voices, spoken
from bot.chat.polling import Polling
from bot.chat.problems import Problems
from bot.errors import StorageError
from bot.sandbox.telegram import Call, TelegramServer
from storage.inbox import InboxTable
from storage.sqlite import Database
from tests.clocks import SetClock

AnyApplication = Application[Any, Any, Any, Any, Any, Any]
LOCKED = "the database till.db is locked"


class ShakyInbox(InboxTable):
    """The real table, whose database fails as often as it is told to."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.database = database
        self.failing = {"store": 0, "finish": 0}
        self.before_storing: Callable[[], Awaitable[object]] | None = None
        self.after_storing: Callable[[], object] | None = None

    async def store(self, updates: Sequence[tuple[int, str]], at: datetime) -> list[int]:
        if self.before_storing is not None:
            await self.before_storing()
        self._fail("store")
        new = await super().store(updates, at)
        if self.after_storing is not None:
            self.after_storing()
        return new

    async def finish(self, update_id: int, at: datetime) -> None:
        self._fail("finish")
        await super().finish(update_id, at)

    async def stored(self) -> int:
        rows = await self.database.rows("SELECT COUNT(*) FROM inbox")
        return int(rows[0][0])

    def _fail(self, what: str) -> None:
        if self.failing[what]:
            self.failing[what] -= 1
            raise StorageError(LOCKED)


class Ear:
    """An intake, whose handlers note what they hear; it polls if it is not told otherwise."""

    def __init__(self, bot: Bot, database: Database, clock: SetClock) -> None:
        self.inbox = ShakyInbox(database)
        self.heard: list[str] = []
        self.pauses: list[float] = []
        self.trouble: list[Exception] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.clock = clock
        self.voices = Voices(Language.ENGLISH, Language.ENGLISH)
        self.spoken: list[Language] = []
        self.application = self._application(bot)
        problems = Problems()
        self.application.add_error_handler(problems.note)
        self.unwanted: set[str] = set()
        self.judged: list[str] = []
        self.intake = Intake(
            bot,
            self.inbox,
            self.application.process_update,
            problems,
            clock,
            admit=self._admit,
            sleep=self.sleep,
            voices_of=self._voices_of,
        )
        self.source = Polling(bot, self.intake, sleep=self.sleep).run

    def _application(self, bot: Bot) -> AnyApplication:
        application = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()
        application.add_handler(TypeHandler(Update, self._hear))
        return application

    async def _hear(self, update: Update, _: object) -> None:
        message, query = update.message, update.callback_query
        text = (message.text if message else query.data if query else None) or ""
        if text in self.gates:
            await self.gates[text].wait()
        if self.trouble:
            raise self.trouble.pop(0)
        self.heard.append(text)
        self.spoken.append(spoken())

    async def _voices_of(self, _: Update) -> Voices:
        return self.voices

    async def _admit(self, update: Update) -> bool:
        text = (update.message.text if update.message else None) or ""
        self.judged.append(text)
        return text not in self.unwanted

    async def sleep(self, seconds: float) -> None:
        """Let the clock alone wait."""
        self.pauses.append(seconds)
        self.clock.forward(seconds=seconds)
        await asyncio.sleep(0)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Run it, and stop it as the till does."""
        async with self.application:
            running = asyncio.create_task(self.intake.run(self.source))
            try:
                yield
            finally:
                self.intake.stop()
                await asyncio.wait_for(running, 10)


def polls(telegram: TelegramServer) -> list[Call]:
    return [call for call in telegram.calls if call.method == "getUpdates"]


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.message for each in caplog.records if each.levelno >= logging.WARNING]


def update(update_id: int, text: str, user_id: int = 101) -> str:
    user = {"id": user_id, "is_bot": False, "first_name": "A"}
    chat = {"id": user_id, "type": "private"}
    message = {"message_id": update_id, "date": 1, "chat": chat, "from": user, "text": text}
    return json.dumps({"update_id": update_id, "message": message})
