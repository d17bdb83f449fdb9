"""What the gateway's public lists say of the assets that the till takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.payments.money import Asset, Money
from bot.payments.sentences import Sentence

# Where people look at a transaction, by the key of its network; its hash comes at the end.
Explorers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the gateway takes of an asset in one order; `None` where it sets no limit."""

    minimum: Money | None = None
    maximum: Money | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What the lists said when they were last read; whatever is not known stays empty.

    Attributes:
        closed: the keys of networks that are under maintenance.
        limits: how much is taken of an asset.
        explorers: where people look at transactions, in place of our own table.
        assets: which of the till's assets the lists have; `None` if that cannot be told.
    """

    closed: frozenset[str] = frozenset()
    limits: Mapping[Asset, Limits] = field(default_factory=dict)
    explorers: Explorers = field(default_factory=dict)
    assets: frozenset[Asset] | None = None


class Lists:
    """The lists as they are known today; whoever has them sees each new reading at once."""

    def __init__(self, now: Listing | None = None) -> None:
        self.now = now or Listing()

    def limits_of(self, asset: Asset) -> Limits:
        """How much the gateway takes of an asset in one order."""
        return self.now.limits.get(asset, Limits())

    def warnings(self, assets: Iterable[Asset]) -> tuple[Sentence, ...]:
        """What stands against the till's assets, in sentences for its owners.

        An asset that the lists do not have is offered all the same: the lists may have been
        misread, and the gateway itself refuses what it does not take.
        """
        listed = self.now.assets
        unlisted = [] if listed is None else [each for each in assets if each not in listed]
        return tuple(
            Sentence(
                "{asset} stands in ASSETS, and the gateway's lists do not have it: orders in it"
                " may be refused. Please check ASSETS, and what your till at the gateway takes.",
                asset=asset,
            )
            for asset in unlisted
        )
