"""Who may see an order, and in which role somebody acts on it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum, auto

from bot.payments.order import Order


class Role(StrEnum):
    """What somebody is to an order."""

    PAYER = auto()  # the one who asked for it
    MERCHANT = auto()  # the one whose money it is
    ADMIN = auto()  # the one who looks after the group whose it is


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks about an order, and from where.

    Attributes:
        person_id: the person; for an anonymous admin the group, as Telegram names nobody else.
        chat_id: the chat they ask in; a private chat has the id of its person.
        is_merchant: whether the till's money is theirs.
        is_admin: asks Telegram whether they look after the chat they ask in.
        is_owner: whether the till is theirs.
    """

    person_id: int
    chat_id: int
    is_merchant: bool
    is_admin: Callable[[], Awaitable[bool]]
    is_owner: bool = False

    @property
    def in_private(self) -> bool:
        """Whether nobody else reads along."""
        return self.chat_id > 0

    async def stands_for(self, person_id: int) -> bool:
        """Whether they are this person, or an admin of the group that asked in its own name."""
        if person_id == self.person_id:
            return True
        return not self.in_private and person_id == self.chat_id and await self.is_admin()

    async def rules_here(self) -> bool:
        """Whether they say what holds in the group they ask in: its admins, and owners."""
        return not self.in_private and (self.is_owner or await self.is_admin())


async def role_in(order: Order, asker: Asker) -> Role | None:
    """The role in which `asker` may see `order` where they ask; nobody else is to know of it.

    In a group only the group's own orders are spoken of, whoever asks.
    """
    if not asker.in_private and order.group_id != asker.chat_id:
        return None
    if order.payer_id == asker.person_id:
        return Role.PAYER
    if asker.is_merchant:
        return Role.MERCHANT
    if asker.in_private or not await asker.is_admin():
        return None
    # Who asked as the group itself may have been any of its admins.
    return Role.PAYER if order.payer_id == asker.chat_id else Role.ADMIN
