"""What the till takes: its own settings, and what the gateway's lists leave of them today."""

from dataclasses import dataclass, field

from bot.payments.lists import Lists
from bot.payments.money import Asset, Money, Network
from bot.payments.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Terms:
    """Assets (the first of a token is its default) and limits.

    Attributes:
        minimum: the least that the settings allow in one order, of any token.
        maximum: the most.
        lists: what the gateway's lists say beside that, always as of today.
    """

    assets: tuple[Asset, ...]
    minimum: str
    maximum: str
    lists: Lists = field(default_factory=Lists, compare=False, repr=False)

    @property
    def tokens(self) -> tuple[str, ...]:
        """Every token once, in the order of the settings."""
        return tuple(dict.fromkeys(asset.token for asset in self.assets))

    @property
    def offered(self) -> tuple[Asset, ...]:
        """What can be ordered today, in the order of the settings; it may be nothing."""
        return tuple(asset for asset in self.assets if self.is_offered(asset))

    def is_offered(self, asset: Asset) -> bool:
        """Whether orders can be made in it today."""
        return not self.is_closed(asset) and not self._contradicts(asset)

    def is_closed(self, asset: Asset) -> bool:
        """Whether its network is under maintenance at the gateway."""
        return asset.network.key in self.lists.now.closed

    def of_token(self, token: str) -> tuple[Asset, ...]:
        """What is offered of one token, its default first."""
        return tuple(asset for asset in self.offered if asset.token == token)

    def range_of(self, asset: Asset) -> tuple[Money, Money]:
        """The least and the most in one order: the tighter of our limits and the gateway's."""
        low, high = self._own_range(asset)
        theirs = self.lists.limits_of(asset)
        return max(low, theirs.minimum or low), min(high, theirs.maximum or high)

    def is_own(self, limit: Money, asset: Asset) -> bool:
        """Whether a limit of an asset is set by the settings, not by the gateway."""
        return limit in self._own_range(asset)

    def takes(self, amount: Money, asset: Asset) -> bool:
        """Whether an order for so much can be made in it today."""
        low, high = self.range_of(asset)
        return self.is_offered(asset) and low <= amount <= high

    @property
    def warnings(self) -> tuple[Sentence, ...]:
        """What the lists have against the settings, in sentences for the till's owners."""
        return (
            *self.lists.warnings(self.assets),
            *map(_closed, dict.fromkeys(e.network for e in self.assets if self.is_closed(e))),
            *(self._contradiction(each) for each in self.assets if self._contradicts(each)),
        )

    def _own_range(self, asset: Asset) -> tuple[Money, Money]:
        return Money.of(self.minimum, asset.token), Money.of(self.maximum, asset.token)

    def _contradicts(self, asset: Asset) -> bool:
        """Whether no amount lies within both our limits and the gateway's."""
        low, high = self.range_of(asset)
        return low > high

    def _contradiction(self, asset: Asset) -> Sentence:
        low, high = self.range_of(asset)
        if self.is_own(high, asset):
            return Sentence(
                "{asset} cannot be ordered: the gateway takes at least {limit} in one order, and"
                " MAX_AMOUNT is {ours}. Please change that, or take {asset} out of ASSETS.",
                asset=asset,
                limit=low,
                ours=self.maximum,
            )
        return Sentence(
            "{asset} cannot be ordered: the gateway takes at most {limit} in one order, and"
            " MIN_AMOUNT is {ours}. Please change that, or take {asset} out of ASSETS.",
            asset=asset,
            limit=high,
            ours=self.minimum,
        )


def _closed(network: Network) -> Sentence:
    return Sentence(
        "{network} is under maintenance at the gateway: no new orders are made on it until that is"
        " over.",
        network=network.name,
    )
