"""The handler of owners who ask how the till is."""

from collections.abc import Awaitable, Callable, Sequence

from telegram import Message

from bot.chat.answering import answer
from bot.chat.texts.health import health
from bot.payments.rights import Asker
from bot.payments.vitals import Vitals


class Feeling:
    """`/health`; owners only, in their private chat."""

    def __init__(self, vitals: Callable[[], Awaitable[Vitals]]) -> None:
        self._vitals = vitals

    async def command(self, message: Message, _: Asker, __: Sequence[str]) -> None:
        """`/health`."""
        await answer(message, health(await self._vitals()))
