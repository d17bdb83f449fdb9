"""What somebody asks to pay, read from their words, and refused without guessing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum, auto

from bot.payments.money import DECIMALS, Asset, Money

LONGEST_WHOLE_PART = 15
_GLUED = re.compile(r"([^A-Za-z]+)([A-Za-z]+)|([A-Za-z]+)([^A-Za-z.][^A-Za-z]*)", re.ASCII)
_DECIMAL = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)", re.ASCII)
_EXPONENT = re.compile(r"[+-]?[0-9.]+e[+-]?[0-9]+", re.ASCII | re.IGNORECASE)
_SEPARATORS = "_٬٫،，．｡。'’‘`´＇·˙,"  # noqa: RUF001 - these are the signs people separate with
_SEPARATED = re.compile(f"[0-9][0-9.{_SEPARATORS}]*[0-9{_SEPARATORS}]", re.ASCII)
_MINUS = ("-", "−", "–")  # noqa: RUF001 - a phone's keyboard offers all three


class Reason(StrEnum):
    """Why a request was refused."""

    NO_AMOUNT = auto()  # words, but no number among them
    ZERO = auto()
    NEGATIVE = auto()
    TOO_PRECISE = auto()  # more decimals than the tokens have
    EXPONENT = auto()  # 1e9
    SEPARATOR = auto()  # 1,000 is a thousand to some and one to others
    FOREIGN_DIGITS = auto()  # digits that are not 0 to 9
    NOT_A_NUMBER = auto()
    TWO_AMOUNTS = auto()  # also `1 000`
    TOO_SMALL = auto()
    TOO_LARGE = auto()
    UNKNOWN_TOKEN = auto()
    UNKNOWN_NETWORK = auto()
    NOT_ON_NETWORK = auto()  # both are known, but not together
    TOO_MUCH = auto()  # words left over after amount, token and network


# Refusals that have nothing to do with the amount.
_OTHER_WORDS = frozenset(
    {Reason.UNKNOWN_TOKEN, Reason.UNKNOWN_NETWORK, Reason.NOT_ON_NETWORK, Reason.TOO_MUCH}
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What this till takes: assets (the first of a token is its default) and limits."""

    assets: tuple[Asset, ...]
    minimum: str
    maximum: str

    @property
    def tokens(self) -> tuple[str, ...]:
        """Every token once, in the order of the settings."""
        return tuple(dict.fromkeys(asset.token for asset in self.assets))

    def of_token(self, token: str) -> tuple[Asset, ...]:
        """The assets of one token, its default first."""
        return tuple(asset for asset in self.assets if asset.token == token)


@dataclass(frozen=True, slots=True)
class Request:
    """An amount on a network."""

    amount: Money
    asset: Asset

    def __str__(self) -> str:
        return f"{self.amount} {self.asset.network.key}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request cannot be taken.

    Attributes:
        word: what stands in the way.
        amount: the amount, if other words are what stands in the way.
    """

    reason: Reason
    word: str = ""
    amount: str = ""


def read_request(text: str, terms: Terms) -> Request | Refusal:
    """Read `100`, `100 USDT`, `usdt 100`, `100usdt tron`: any case, any spaces.

    Everything that is not certain is refused: never a guess about money.
    """
    words = _Words(terms)
    for word in _join_names(text, terms).split():
        words.sort(word)
    outcome = words.refusal or words.request()
    if isinstance(outcome, Refusal) and outcome.reason in _OTHER_WORDS:
        return replace(outcome, amount=words.amount)
    return outcome


def _join_names(text: str, terms: Terms) -> str:
    """Write names of networks that are several words, such as Arbitrum One, as one word."""
    for name in {asset.network.name for asset in terms.assets}:
        parts = name.split()
        if len(parts) > 1:
            pattern = r"(?<!\S)" + r"\s+".join(map(re.escape, parts)) + r"(?!\S)"
            text = re.sub(pattern, "".join(parts), text, flags=re.IGNORECASE)
    return text


class _Words:
    """The words of one request, sorted into amount, token and network."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._amount: str | None = None
        self._token: str | None = None
        self._network: str | None = None
        self.refusal: Refusal | None = None

    def sort(self, word: str) -> None:
        """Take one word more; the first that cannot be taken decides the refusal."""
        refusal = self._place(word)
        self.refusal = self.refusal or refusal

    def _place(self, word: str) -> Refusal | None:
        is_token = word.upper() in self._terms.tokens
        if is_token and self._token is None:
            return self._put("_token", word)
        if self._names_network(word):
            return self._put("_network", word)
        if is_token:
            return self._put("_token", word)
        if glued := self._unglue(word):
            return self._place(glued[0]) or self._place(glued[1])
        if _looks_like_number(word):
            return self._put_amount(word)
        return Refusal(self._what_was_missing(), word)

    def _what_was_missing(self) -> Reason:
        """What a word that says nothing to us was probably meant to be."""
        if self._token is None:
            return Reason.UNKNOWN_TOKEN
        return Reason.UNKNOWN_NETWORK if self._network is None else Reason.TOO_MUCH

    def _put_amount(self, word: str) -> Refusal | None:
        if self._amount is not None:
            return Refusal(Reason.TWO_AMOUNTS, f"{self._amount} {word}")
        self._amount = word
        reason = fault_of_amount(word)
        return Refusal(reason, word) if reason else None

    def _put(self, slot: str, word: str) -> Refusal | None:
        if getattr(self, slot) is not None:
            return Refusal(Reason.TOO_MUCH, word)
        setattr(self, slot, word)
        return None

    def _unglue(self, word: str) -> tuple[str, str] | None:
        """Take `100usdt` and `usdt100` apart, if the letters are a token of ours."""
        match = _GLUED.fullmatch(word)
        if match is None or not any(char.isdigit() for char in word):
            return None
        letters = match[2] or match[3]
        return (match[1] or match[4], letters) if letters.upper() in self._terms.tokens else None

    def _names_network(self, word: str) -> bool:
        networks = {asset.network for asset in self._terms.assets}
        return sum(network.answers_to(word) for network in networks) == 1

    @property
    def amount(self) -> str:
        """The amount, if there is one that can be read."""
        return "" if self._amount is None or fault_of_amount(self._amount) else self._amount

    def request(self) -> Request | Refusal:
        """The finished request."""
        if self._amount is None:
            return Refusal(Reason.NO_AMOUNT)
        asset = self._asset()
        if self._names_a_coin():
            return Refusal(Reason.UNKNOWN_TOKEN, self._network or "")
        if asset is None:
            return Refusal(Reason.NOT_ON_NETWORK, f"{self._token} {self._network}")
        amount = Money.of(self._amount.rjust(len(self._amount) + 1, "0"), asset.token)
        if amount < Money.of(self._terms.minimum, asset.token):
            return Refusal(Reason.TOO_SMALL, self._amount)
        if amount > Money.of(self._terms.maximum, asset.token):
            return Refusal(Reason.TOO_LARGE, self._amount)
        return Request(amount, asset)

    def _names_a_coin(self) -> bool:
        """Whether `0.5 ETH` was asked for, which is no half of another token on Ethereum."""
        coins = {asset.network.coin for asset in self._terms.assets} - {""}
        return self._token is None and (self._network or "").upper() in coins

    def _asset(self) -> Asset | None:
        return next(
            (
                asset
                for asset in self._terms.assets
                if self._token is None or asset.token == self._token.upper()
                if self._network is None or asset.network.answers_to(self._network)
            ),
            None,
        )


def fault_of_amount(word: str) -> Reason | None:
    """What is wrong with a word that stands where an amount should, if anything."""
    if any(char.isdigit() and not char.isascii() for char in word):
        return Reason.FOREIGN_DIGITS
    if word.startswith(_MINUS) and _DECIMAL.fullmatch(word[1:]):
        return Reason.NEGATIVE
    if _DECIMAL.fullmatch(word):
        return _fault_of_decimal(word)
    return next((reason for reason, sign in _UNREADABLE if sign.fullmatch(word)), None) or (
        Reason.NOT_A_NUMBER
    )


_UNREADABLE: Iterable[tuple[Reason, re.Pattern[str]]] = (
    (Reason.EXPONENT, _EXPONENT),
    (Reason.SEPARATOR, _SEPARATED),
)


def _fault_of_decimal(word: str) -> Reason | None:
    whole, _, part = word.partition(".")
    if not word.strip("0."):
        return Reason.ZERO
    if len(part) > DECIMALS:
        return Reason.TOO_PRECISE
    if len(whole.lstrip("0")) > LONGEST_WHOLE_PART:
        return Reason.TOO_LARGE
    return None


def _looks_like_number(word: str) -> bool:
    bare = word.lstrip("+-−–").casefold()  # noqa: RUF001 - as above
    return any(char.isdigit() for char in word) or bare in {"nan", "inf", "infinity"}
