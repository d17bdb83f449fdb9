"""The parameters of a create call, each of them in order by itself."""

import re
from collections.abc import Mapping

from bot.sandbox.blockatm.answers import Refusal

REQUIRED = ("chainId", "symbol", "amount")
OPTIONAL = ("orderNo", "custNo")
LONGEST_NAME = 64
_AMOUNT = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]{1,6})?")


def read_parameters(fields: Mapping[str, object]) -> dict[str, str]:
    """Check every parameter, and hand them back as the texts they must be."""
    for name in fields:
        if name not in REQUIRED + OPTIONAL:
            raise Refusal("000102", f"{name} is not a parameter of this call")
    for name in REQUIRED:
        if name not in fields:
            raise Refusal("000103", f"{name} is missing")
    texts = {name: _text(name, value) for name, value in fields.items()}
    _check_amount(texts["amount"])
    for name in OPTIONAL:
        _check_name(name, texts.get(name, ""))
    return texts


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise Refusal("000102", f"{name} must be a string")
    if not value:
        raise Refusal("000104", f"{name} is empty")
    return value


def _check_amount(amount: str) -> None:
    if not _AMOUNT.fullmatch(amount) or not amount.strip("0."):
        raise Refusal("000102", "amount must be positive, in digits, with at most six decimals")


def _check_name(name: str, value: str) -> None:
    if "." in value:
        raise Refusal("000102", f'{name} must not hold a "."')
    if len(value) > LONGEST_NAME:
        raise Refusal("000105", f"{name} is longer than {LONGEST_NAME} characters")
