"""The chat side of a till without its clockwork: updates are heard when a test says so."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot, Update
from telegram.ext import Application

from bot.chat.problems import Problems
from bot.sandbox.telegram import SentMessage, TelegramServer
from storage.orders import OrderTable

BOT_ID = 123456


@dataclass
class Gateway:
    """What asking the gateway comes to: whether it answers, and what it does before."""

    answers: bool = True
    before: Callable[[], Awaitable[object]] | None = None
    asked: int = 0

    async def look(self) -> bool:
        self.asked += 1
        if self.before is not None:
            await self.before()
        return self.answers


@dataclass
class Desk:
    """Handlers, wired to a real Telegram library, a local Telegram and real tables."""

    telegram: TelegramServer
    application: Application[Any, Any, Any, Any, Any, Any]
    problems: Problems
    orders: OrderTable
    gateway: Gateway = field(default_factory=Gateway)
    opened: int = 0
    _offset: int = 0

    @property
    def bot(self) -> Bot:
        bot: Bot = self.application.bot
        return bot

    async def hear(self) -> None:
        """Handle every update that waits; what a handler could not do is raised."""
        for update in await self.bot.get_updates(offset=self._offset):
            self._offset = update.update_id + 1
            await self.handle(update)

    async def handle(self, update: Update) -> None:
        await self.application.process_update(update)
        if (error := self.problems.take(update)) is not None:
            raise error

    def said(self, chat_id: int = 101) -> list[SentMessage]:
        """What the bot has said in a chat."""
        return [each for each in self.telegram.messages(chat_id) if each.sender_id == BOT_ID]

    def last(self, chat_id: int = 101) -> str:
        """The text that the bot has said last in a chat."""
        return self.said(chat_id)[-1].text or ""


async def until(condition: Callable[[], object]) -> None:
    """Let everything go on until something is true."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0)
