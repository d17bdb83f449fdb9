"""What the admins of a group have set for it."""

from dataclasses import dataclass, replace
from typing import Protocol

from bot.payments.money import Asset
from bot.payments.terms import Terms

# Telegram's own id of the topic that every forum has, which it does not take back: what is sent
# without a topic comes there.
GENERAL = 1


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """What holds in a group; as it is made, what holds in one where nothing was set.

    Attributes:
        asset: what a plain amount means here; `None`: what it means everywhere in this till.
        admins_only: whether orders are made for nobody but admins.
        in_private: whether cards go to the private chat of the one who pays.
        topic_id: the topic that hears of payments; `None`: the one in which was asked.
    """

    asset: Asset | None = None
    admins_only: bool = False
    in_private: bool = False
    topic_id: int | None = None

    def terms(self, terms: Terms) -> Terms:
        """The till's terms, with what a plain amount means here in the first place."""
        if self.asset is None or self.asset not in terms.assets:
            return terms
        others = (each for each in terms.assets if each != self.asset)
        return replace(terms, assets=(self.asset, *others))


class GroupBook(Protocol):
    """What was set for each group, as the database keeps it."""

    async def of(self, chat_id: int) -> GroupSettings:
        """What holds in a group."""
        ...

    async def keep(self, chat_id: int, settings: GroupSettings) -> None:
        """Let this hold in a group from now on."""
        ...
