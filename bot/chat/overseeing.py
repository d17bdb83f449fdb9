"""How one's orders stand, or those that one looks after, in one message."""

from telegram import InlineKeyboardMarkup

from bot.chat.list_buttons import orders_button
from bot.chat.suggestions import an_example
from bot.chat.texts.browsing import overview, till
from bot.chat.texts.orders import listing, none_yet
from bot.payments.browsing import Browsing
from bot.payments.checkout import Checkout
from bot.payments.rights import Asker
from bot.payments.terms import Terms

LISTED = 10


class Overseeing:
    """The answer to `/status` alone.

    Args:
        checkout: knows the orders of a payer.
        browsing: knows how those orders stand that somebody looks after.
        terms: what this till takes.
    """

    def __init__(self, checkout: Checkout, browsing: Browsing, terms: Terms) -> None:
        self._checkout = checkout
        self._browsing = browsing
        self._terms = terms

    async def told(self, asker: Asker) -> tuple[str, InlineKeyboardMarkup | None]:
        """A group to who looks after it; to everybody else their own, and merchants the till."""
        if (group := await self._browsing.overview(asker)) is not None:
            return overview(group), orders_button(asker.person_id)
        own = await self._own(asker)
        if not (asker.is_merchant and asker.in_private):
            return own, None
        standing = till(await self._browsing.standing(asker))
        return f"{own}\n\n{standing}", orders_button(asker.person_id)

    async def _own(self, asker: Asker) -> str:
        # What somebody pays elsewhere is not shown to a whole group.
        group_id = None if asker.in_private else asker.chat_id
        orders = await self._checkout.recent(asker.person_id, group_id, LISTED + 1)
        if not orders:
            return none_yet(an_example(self._terms))
        return listing(orders[:LISTED], more=len(orders) > LISTED)
