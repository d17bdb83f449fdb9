"""What somebody looks for among the orders, read from their words."""

import re
from collections.abc import Collection

from bot.payments.amounts import fault_of_amount
from bot.payments.listing import Filter, Sum
from bot.payments.money import MOST_MILLIONTHS, Money

_HASH = re.compile(r"(?:0x)?[0-9a-f]{64}", re.ASCII | re.IGNORECASE)
_SUM = re.compile(r"([a-z][a-z0-9]*)?\s*([0-9.]+)\s*([a-z][a-z0-9]*)?", re.ASCII | re.IGNORECASE)


def read_filter(text: str) -> Filter | None:
    """The name of a filter, in any case."""
    return next((each for each in Filter if each == text.strip().casefold()), None)


def read_hash(text: str) -> str | None:
    """The hash of a transaction: 32 bytes in hex; Ethereum and its kin write 0x before it."""
    plain = text.strip()
    return plain if _HASH.fullmatch(plain) else None


def read_sum(text: str, tokens: Collection[str]) -> Sum | None:
    """`100`, `100.5 USDT` or `usdt 100`, in one of these tokens if one is named."""
    match = _SUM.fullmatch(text.strip())
    if match is None or fault_of_amount(match[2]) is not None:
        return None
    named = [word.upper() for word in (match[1], match[3]) if word]
    if len(named) > 1 or not set(named) <= set(tokens):
        return None
    millionths = Money.of(f"0{match[2]}", "").millionths
    return Sum(millionths, *named) if millionths <= MOST_MILLIONTHS else None
