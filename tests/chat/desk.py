"""The chat side of a till without its clockwork: updates are heard when a test says so."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from telegram import Bot, Update
from telegram.ext import Application

from bot.charts.chart import Chart
from bot.chat.desk import Desk as Handlers
from bot.chat.languages.choices import Languages
from bot.chat.languages.speaking import speaking
from bot.chat.pictures import draw_sign
from bot.chat.problems import Problems
from bot.errors import NotDrawn
from bot.payments.deciding import Deciding
from bot.payments.merchants import Merchants
from bot.payments.order import Order, State
from bot.payments.ports import Step
from bot.payments.vitals import Vitals
from bot.sandbox.telegram import Person, Press, SentMessage, TelegramServer
from storage.groups import GroupTable
from storage.orders import OrderTable
from tests.clocks import SetClock
from tests.orders import NOW

BOT_ID = 123456


@dataclass
class Gateway:
    """What asking the gateway comes to: whether it answers, and what it does before."""

    answers: bool = True
    before: Callable[[], Awaitable[object]] | None = None
    asked: int = 0

    async def look(self, _: Order | None) -> bool:
        self.asked += 1
        if self.before is not None:
            await self.before()
        return self.answers


@dataclass
class Easel:
    """In place of the process that draws: keeps the charts, and gives a small picture."""

    charts: list[Chart] = field(default_factory=list)
    is_broken: bool = False

    async def draw(self, chart: Chart) -> bytes:
        if self.is_broken:
            raise NotDrawn("no paint")
        self.charts.append(chart)
        return draw_sign(State.PAID)


@dataclass
class Desk:
    """Handlers, wired to a real Telegram library, a local Telegram and real tables."""

    telegram: TelegramServer
    application: Application[Any, Any, Any, Any, Any, Any]
    problems: Problems
    orders: OrderTable
    clock: SetClock
    languages: Languages
    gateway: Gateway = field(default_factory=Gateway)
    easel: Easel = field(default_factory=Easel)
    vitals: Vitals = field(default_factory=lambda: Vitals(NOW))
    opened: int = 0
    handlers: Handlers = field(init=False)
    deciding: Deciding = field(init=False)
    merchants: Merchants = field(init=False)
    _offset: int = 0

    @property
    def groups(self) -> GroupTable:
        """What was set for each group."""
        return GroupTable(self.orders._database)

    @property
    def bot(self) -> Bot:
        bot: Bot = self.application.bot
        return bot

    async def keep(self, order: Order) -> Order:
        """Keep an order, in whatever state, as if it had come there in one move."""
        before = await self.orders.add(replace(order, state=State.NEW, revision=0))
        assert await self.orders.move(before, order, Step(order.created_at, "test"), ())
        return await self.found(order.number)

    async def found(self, number: str) -> Order:
        """The order of this number, as it stands."""
        order = await self.orders.find(number)
        assert order is not None
        return order

    async def press(self, person: Person, data: str, chat_id: int | None = None) -> Press:
        """Press a button that says `data`, whether or not the bot has made one."""
        chat = person.private_chat if chat_id is None else self.telegram.world.chats[chat_id]
        card = self.telegram.world.add_message(chat, self.telegram.world.bot, caption="card")
        press = person.press(card, data, forged=True)
        await self.hear()
        return press

    async def answer(self, person: Person, data: str, chat_id: int | None = None) -> str:
        """What is answered to the press of a button."""
        answered = await (await self.press(person, data, chat_id)).answered()
        return str(answered.get("text", ""))

    async def hear(self) -> None:
        """Handle every update that waits; what a handler could not do is raised."""
        for update in await self.bot.get_updates(offset=self._offset):
            self._offset = update.update_id + 1
            await self.handle(update)

    async def handle(self, update: Update) -> None:
        with speaking(*await self.languages.of_update(update)):
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
