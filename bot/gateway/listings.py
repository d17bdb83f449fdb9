"""Reading the gateway's public lists: what is recognised counts, the rest is passed over."""

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum, auto

from bot.gateway.mentions import Mention, mentions
from bot.payments.lists import Limits, Listing
from bot.payments.money import MILLION, MOST_MILLIONTHS, Asset, Money, Network

MOST = Decimal(MOST_MILLIONTHS) / MILLION
LONGEST_URL = 200
# An explorer's address, plain enough to be shown; some add how a transaction is found there.
_EXPLORER = re.compile(
    r"(https://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*)"
    r"(?:/#(?:/transaction)?)?/*",
    re.ASCII,
)
_MAINTENANCE = "maintenance"


class Part(StrEnum):
    """What a list is about."""

    NETWORKS = auto()
    COINS = auto()
    TILL = auto()  # what the merchant's own till takes


@dataclass(frozen=True, slots=True)
class Source:
    """One list.

    Attributes:
        part: what it is about.
        name: what it is called in our own table.
        paths: where it is, with further spellings to be tried where there is none.
        network: the only network that it is about, if it is about one.
    """

    part: Part
    name: str
    paths: tuple[str, ...]
    network: Network | None = None


def read_listing(answers: Mapping[Source, object], assets: Collection[Asset]) -> Listing:
    """What the answers say about the till's assets; no answer, however odd, raises."""
    read = [_Read.of(source, answer) for source, answer in answers.items()]
    saying = [each for each in read if each.says_assets]
    return Listing(
        closed=frozenset(key for each in read for key in each.closed),
        limits={asset: limits for asset in assets if (limits := _limits(asset, read))},
        explorers={key: url for each in read for key, url in each.explorers.items()},
        assets=frozenset(a for a in assets if all(each.has(a) for each in saying))
        if saying
        else None,
    )


@dataclass
class _Read:
    """What one list says.

    Attributes:
        pairs: tokens with the networks that they are on.
        tokens: tokens for which no network is named.
        networks: networks that are named without a token.
    """

    source: Source
    pairs: set[tuple[str, Network]] = field(default_factory=set)
    tokens: set[str] = field(default_factory=set)
    networks: set[Network] = field(default_factory=set)
    limits: list[tuple[Mention, Limits]] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    explorers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source, answer: object) -> "_Read":
        """Read one list."""
        read = cls(source)
        for mention in mentions(answer, network=source.network):
            # In a list of networks a symbol is that of a network's own coin.
            if mention.token is None or source.part is Part.NETWORKS:
                read.take_network(mention)
            else:
                read.take_token(mention, mention.token)
        return read

    def take_token(self, mention: Mention, token: str) -> None:
        """Take in a record about a token."""
        if mention.network is None:
            self.tokens.add(token)
        else:
            self.pairs.add((token, mention.network))
        self.limits.append((mention, _read_limits(mention.record, token)))

    def take_network(self, mention: Mention) -> None:
        """Take in a record about a network alone."""
        if mention.network is None or "chainId" not in mention.record:
            return
        self.networks.add(mention.network)
        key, record = mention.network.key, mention.record
        if str(record.get("status")).strip().casefold() == _MAINTENANCE:
            self.closed.add(key)
        if explorer := read_explorer(record.get("explorerUrl"), mention.network):
            self.explorers[key] = explorer

    @property
    def says_assets(self) -> bool:
        """Whether it says anything about what can be paid with."""
        return bool(self.pairs or self.tokens or self.networks)

    def has(self, asset: Asset) -> bool:
        """Whether it has an asset, or has nothing to say about it."""
        if self.source.network not in {None, asset.network}:
            return True
        if any(token == asset.token for token, _ in self.pairs):
            return (asset.token, asset.network) in self.pairs
        has_token = asset.token in self.tokens or not (self.tokens or self.pairs)
        return has_token and (not self.networks or asset.network in self.networks)

    def limits_of(self, asset: Asset) -> Iterator[Limits]:
        """Every limit that holds for an asset."""
        for mention, limits in self.limits:
            if mention.token == asset.token and mention.network in {None, asset.network}:
                yield limits


def _limits(asset: Asset, read: Iterable[_Read]) -> Limits | None:
    """The tightest of all limits of an asset; limits that leave nothing were misread."""
    found = [limits for each in read for limits in each.limits_of(asset)]
    low = max((each.minimum for each in found if each.minimum), default=None)
    high = min((each.maximum for each in found if each.maximum), default=None)
    if (low or high) is None or (low and high and low > high):
        return None
    return Limits(low, high)


def _read_limits(record: Mapping[str, object], token: str) -> Limits:
    low, high = _amount(record.get("minAmount")), _amount(record.get("maxAmount"))
    return Limits(
        None if low is None else Money(math.ceil(low * MILLION), token),
        None if high is None else Money.counted(high, token),
    )


def _amount(value: object) -> Decimal | None:
    """A limit as a decimal; `None` if there is none, or none that can be meant."""
    if not isinstance(value, str | int | Decimal):
        return None
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and Decimal(1) / MILLION <= amount < MOST else None


def read_explorer(url: object, network: Network) -> str | None:
    """Where people look at a transaction of a network; `None` unless they can be led there."""
    if not isinstance(url, str) or len(url) > LONGEST_URL:
        return None
    match = _EXPLORER.fullmatch(url.strip())
    if match is None:
        return None
    tail = "/#/transaction/" if network.key in {"tron", "shasta"} else "/tx/"
    return match[1].removesuffix("/tx") + tail
