"""Tells the digests among the notices; all others are told as ever."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from telegram import Bot

from bot.chat.courier import Tells
from bot.chat.saying import say
from bot.chat.texts.reports import digest
from bot.chat.together import Together
from bot.payments.notice import Kind, Notice
from bot.payments.reporting import Figures


class DigestTeller:
    """Turns notices into messages.

    Args:
        bot: speaks to Telegram.
        teller: tells everything else.
        figures: what the digest tells that was queued for a person at a moment; `None` if it is
            not wanted any more.
    """

    def __init__(
        self,
        bot: Bot,
        teller: Tells,
        figures: Callable[[int, datetime], Awaitable[Figures | None]],
    ) -> None:
        self._bot = bot
        self._teller = teller
        self._figures = figures

    @property
    def together(self) -> Together:
        """Tells several payments at once."""
        return self._teller.together

    async def tell(self, notice: Notice) -> int | None:
        """Tell a notice; give back the number of the message that was sent, if one was.

        Raises:
            TelegramError: it was not told, or nobody knows whether it was.
        """
        if notice.kind is not Kind.DIGEST:
            return await self._teller.tell(notice)
        figures = await self._figures(notice.chat_id, notice.created_at)
        if figures is None:
            return None
        return (await say(self._bot, notice.chat_id, digest(figures))).message_id
