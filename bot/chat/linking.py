"""The handler of those who follow a link to an order in the private chat."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.askers import Askers
from bot.chat.group_buttons import ORDER
from bot.chat.looking import Looking
from bot.payments.deciding import Deciding
from bot.payments.order import read_number


class Linking:
    """`/start order_<number>`, which is what a link under a group's order sends."""

    def __init__(self, deciding: Deciding, looking: Looking, askers: Askers) -> None:
        self._deciding = deciding
        self._looking = looking
        self._askers = askers

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show the card, if it could not be sent before; else tell how the order stands."""
        message = update.effective_message
        if message is None:
            return
        word = " ".join(context.args or []).removeprefix(ORDER)
        asker = self._askers.of_message(message)
        sight = await self._deciding.see(read_number(word), asker)
        if sight is None or not await self._deciding.show_card(sight, asker):
            await self._looking.show(message, word)
