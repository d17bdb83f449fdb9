"""Several payments in one message, so that a busy group or merchant is not flooded."""

from collections.abc import Sequence
from functools import partial

from telegram import Bot

from bot.chat.saying import say
from bot.chat.texts.gathered import gathered
from bot.chat.topics import send_into
from bot.payments.groups import GENERAL, GroupBook
from bot.payments.notice import Kind, Notice


class Together:
    """Tells several payments at once.

    Args:
        bot: speaks to Telegram.
        groups: what was set for each group.
    """

    def __init__(self, bot: Bot, groups: GroupBook) -> None:
        self._bot = bot
        self._groups = groups

    async def apart(self, notices: Sequence[Notice]) -> list[list[Notice]]:
        """The notices of one chat, by the topic that hears of them; those alike in their order."""
        by_topic: dict[int | None, list[Notice]] = {}
        for notice in notices:
            by_topic.setdefault(await self._thread_of(notice), []).append(notice)
        return list(by_topic.values())

    async def tell(self, notices: Sequence[Notice]) -> None:
        """Tell of payments that the same topic hears of.

        Raises:
            TelegramError: they were not told, or nobody knows whether they were.
        """
        orders = [notice.order for notice in notices if notice.order is not None]
        html = gathered(orders, to_merchant=notices[0].kind is Kind.SALE)
        await send_into(
            await self._thread_of(notices[0]),
            partial(say, self._bot, notices[0].chat_id, html, None),
        )

    async def _thread_of(self, notice: Notice) -> int | None:
        """The topic that hears of a payment; `None` for the general one, and where are none."""
        if notice.chat_id > 0 or notice.order is None:
            return None
        topic_id = (await self._groups.of(notice.chat_id)).topic_id
        if topic_id is None:
            return notice.order.place.thread_id
        return None if topic_id == GENERAL else topic_id
