"""Amounts, tokens and networks."""

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import total_ordering

DECIMALS = 6
MILLION = 10**DECIMALS
MILLIONTH = Decimal(1) / MILLION
MOST_MILLIONTHS = 2**63 - 1  # what a table can hold
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]{1,6})?", re.ASCII)


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one token, as a whole number of millionths."""

    millionths: int
    token: str

    @classmethod
    def of(cls, text: str, token: str) -> "Money":
        """Read plain decimal text of at most six decimals, such as `12.5`.

        Raises:
            ValueError: the text is anything else.
        """
        if not _PLAIN.fullmatch(text):
            raise ValueError(f"{text!r} is not a plain decimal of at most {DECIMALS} decimals")
        return cls(int(Decimal(text) * MILLION), token)

    @classmethod
    def counted(cls, amount: Decimal, token: str) -> "Money":
        """Take over an amount that somebody else counted, cut off below a millionth.

        Cutting off can only make the amount smaller, so it never turns a short payment into a
        full one. An amount beyond all reason is cut off at what can be kept.
        """
        if amount * MILLION >= MOST_MILLIONTHS:
            return cls(MOST_MILLIONTHS, token)
        return cls(int(amount.quantize(MILLIONTH, rounding=ROUND_DOWN) * MILLION), token)

    @property
    def plain(self) -> str:
        """The amount alone, without needless zeros, ready to be pasted into a wallet."""
        whole, part = divmod(self.millionths, MILLION)
        return f"{whole}.{part:06}".rstrip("0").rstrip(".")

    def __str__(self) -> str:
        return f"{self.plain} {self.token}"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.millionths + self._same(other).millionths, self.token)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.millionths - self._same(other).millionths, self.token)

    def __lt__(self, other: "Money") -> bool:
        return self.millionths < self._same(other).millionths

    def _same(self, other: "Money") -> "Money":
        if other.token != self.token:
            raise ValueError(f"{self.token} and {other.token} cannot be reckoned together")
        return other


@dataclass(frozen=True, slots=True)
class Network:
    """A chain that tokens travel on.

    Attributes:
        key: how settings and tables name it.
        name: what the chain calls itself.
        standard: what wallets and exchanges call its tokens.
        spellings: what else people write for it, lower case, without spaces.
        coin: its own coin, which people may mean when they name no other token.
        explorer: where people look at a transaction; its hash comes at the end.
    """

    key: str
    name: str
    standard: str
    spellings: tuple[str, ...] = ()
    coin: str = ""
    explorer: str = ""

    def __str__(self) -> str:
        return f"{self.name} · {self.standard}"

    def answers_to(self, word: str) -> bool:
        """Whether people mean this network by `word`."""
        spelling = word.casefold()
        names = (self.key, self.name.casefold().replace(" ", ""), self.standard.casefold())
        return spelling in names or spelling in self.spellings


NETWORKS = {
    network.key: network
    for network in (
        Network(
            "ethereum",
            "Ethereum",
            "ERC20",
            ("eth", "erc-20", "mainnet"),
            "ETH",
            "https://etherscan.io/tx/",
        ),
        Network(
            "tron",
            "TRON",
            "TRC20",
            ("trx", "trc-20"),
            "TRX",
            "https://tronscan.org/#/transaction/",
        ),
        Network(
            "arbitrum",
            "Arbitrum One",
            "ARBITRUM",
            ("arb", "arb1", "arbitrum-one"),
            "ARB",
            "https://arbiscan.io/tx/",
        ),
        Network(
            "sepolia",
            "Ethereum Sepolia",
            "test",
            ("ethereum-sepolia",),
            explorer="https://sepolia.etherscan.io/tx/",
        ),
        Network(
            "shasta",
            "TRON Shasta",
            "test",
            ("tron-shasta",),
            explorer="https://shasta.tronscan.org/#/transaction/",
        ),
        Network(
            "arbitrum-sepolia",
            "Arbitrum Sepolia",
            "test",
            explorer="https://sepolia.arbiscan.io/tx/",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A token on a network: what can be paid with."""

    token: str
    network: Network

    @classmethod
    def of(cls, text: str) -> "Asset":
        """Read `USDT@tron`.

        Raises:
            ValueError: no token of letters and digits, or no network of this key.
        """
        token, _, key = text.strip().partition("@")
        network = NETWORKS.get(key.casefold())
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]{1,9}", token, re.ASCII) or network is None:
            known = ", ".join(NETWORKS)
            raise ValueError(f"{text.strip()!r} is not TOKEN@network with a network of {known}")
        return cls(token.upper(), network)

    def __str__(self) -> str:
        return f"{self.token}@{self.network.key}"
