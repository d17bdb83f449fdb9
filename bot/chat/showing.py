"""An order in full, as it is shown to the one who asks."""

from telegram import InlineKeyboardMarkup

from bot.chat.keyboards import card_buttons, others_buttons
from bot.chat.texts.history import history
from bot.chat.texts.orders import details
from bot.payments.deciding import Deciding, Sight
from bot.payments.rights import Asker, Role
from bot.payments.terms import Terms


class Showing:
    """Tells about an order that somebody may see, and what they can do with it."""

    def __init__(self, deciding: Deciding, terms: Terms) -> None:
        self._deciding = deciding
        self._terms = terms

    async def told(self, sight: Sight, asker: Asker) -> tuple[str, InlineKeyboardMarkup | None]:
        """The text with the order's history, and its buttons."""
        entries = await self._deciding.history(sight.order)
        told = history(entries, sight.role, in_private=asker.in_private)
        if sight.role is Role.PAYER:
            # The way to pay is shown too: the card may have been lost or deleted.
            buttons = card_buttons(sight.order, self._terms)
        else:
            buttons = others_buttons(sight.order, sight.role)
        return f"{details(sight.order, self._terms.lists.now.explorers)}\n\n{told}", buttons
