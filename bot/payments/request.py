"""What somebody asks to pay, read from their words, and refused without guessing."""

import re
from dataclasses import dataclass, replace

from bot.payments.amounts import fault_of_amount, looks_like_number
from bot.payments.money import Asset, Money
from bot.payments.refusals import OTHER_WORDS, Reason, Refusal
from bot.payments.terms import Terms

_GLUED = re.compile(r"([^A-Za-z]+)([A-Za-z]+)|([A-Za-z]+)([^A-Za-z.][^A-Za-z]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Request:
    """An amount on a network."""

    amount: Money
    asset: Asset

    def __str__(self) -> str:
        return f"{self.amount} {self.asset.network.key}"


def read_request(text: str, terms: Terms) -> Request | Refusal:
    """Read `100`, `100 USDT`, `usdt 100`, `100usdt tron`: any case, any spaces.

    Everything that is not certain is refused: never a guess about money.
    """
    words = _Words(terms)
    for word in _join_names(text, terms).split():
        words.sort(word)
    outcome = words.refusal or words.request()
    if isinstance(outcome, Refusal) and outcome.reason in OTHER_WORDS:
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
        if looks_like_number(word):
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
        if self._names_a_coin():
            return Refusal(Reason.UNKNOWN_TOKEN, self._network or "")
        asset = self._asset()
        if isinstance(asset, Refusal):
            return asset
        amount = Money.of(self._amount.rjust(len(self._amount) + 1, "0"), asset.token)
        return self._beyond(amount, asset) or Request(amount, asset)

    def _beyond(self, amount: Money, asset: Asset) -> Refusal | None:
        """Which limit an amount is beyond, if it is."""
        low, high = self._terms.range_of(asset)
        if low <= amount <= high:
            return None
        limit, ours, theirs = (
            (low, Reason.TOO_SMALL, Reason.TOO_SMALL_THERE)
            if amount < low
            else (high, Reason.TOO_LARGE, Reason.TOO_LARGE_THERE)
        )
        if self._terms.is_own(limit, asset):
            return Refusal(ours, self._amount or "")
        return Refusal(theirs, self._amount or "", asset=asset, limit=limit)

    def _names_a_coin(self) -> bool:
        """Whether `0.5 ETH` was asked for, which is no half of another token on Ethereum."""
        coins = {asset.network.coin for asset in self._terms.assets} - {""}
        return self._token is None and (self._network or "").upper() in coins

    def _asset(self) -> Asset | Refusal:
        """What is meant: the first that is offered today, without a guess at another token."""
        meant = [
            asset
            for asset in self._terms.assets
            if self._token is None or asset.token == self._token.upper()
            if self._network is None or asset.network.answers_to(self._network)
        ]
        of_token = [asset for asset in meant if asset.token == meant[0].token]
        for asset in of_token:
            if self._terms.is_offered(asset):
                return asset
        for asset in of_token:
            if self._terms.is_closed(asset):
                return Refusal(Reason.CLOSED, asset=asset)
        words = (
            [self._token, self._network] if not meant else [meant[0].token, meant[0].network.key]
        )
        return Refusal(Reason.NOT_ON_NETWORK, " ".join(filter(None, words)))
