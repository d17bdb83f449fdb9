"""What is wrong with a word that stands where an amount should."""

import re
from collections.abc import Iterable

from bot.payments.money import DECIMALS
from bot.payments.refusals import Reason

LONGEST_WHOLE_PART = 15
_DECIMAL = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)", re.ASCII)
_EXPONENT = re.compile(r"[+-]?[0-9.]+e[+-]?[0-9]+", re.ASCII | re.IGNORECASE)
_SEPARATORS = "_٬٫،，．｡。'’‘`´＇·˙,"  # noqa: RUF001 - these are the signs people separate with
_SEPARATED = re.compile(f"[0-9][0-9.{_SEPARATORS}]*[0-9{_SEPARATORS}]", re.ASCII)
_MINUS = ("-", "−", "–")  # noqa: RUF001 - a phone's keyboard offers all three


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


def looks_like_number(word: str) -> bool:
    """Whether a word was probably meant to be an amount."""
    bare = word.lstrip("+-−–").casefold()  # noqa: RUF001 - as above
    return any(char.isdigit() for char in word) or bare in {"nan", "inf", "infinity"}
