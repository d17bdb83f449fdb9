"""The wait for the gateway, shown as "uploading a photo…"."""

from contextlib import suppress

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.payments.ports import Orders

MOST_CHATS = 10


class Uploading:
    """Keeps the sign alive, which Telegram shows for five seconds at a time."""

    def __init__(self, bot: Bot, orders: Orders) -> None:
        self._bot = bot
        self._orders = orders

    async def show(self) -> None:
        """Show it once to those who wait and have not been told that it takes longer."""
        for order in (await self._orders.waiting())[:MOST_CHATS]:
            with suppress(TelegramError):
                await self._bot.send_chat_action(
                    order.place.chat_id,
                    ChatAction.UPLOAD_PHOTO,
                    message_thread_id=order.place.thread_id,
                )
