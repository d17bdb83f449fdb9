"""The parameters of a call, each of them in order by itself."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.sandbox.blockatm.answers import Refusal
from bot.sandbox.blockatm.calls import Call

LONGEST_NAME = 64
NAMES = ("orderNo", "custNo")
_AMOUNT = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]{1,6})?")


@dataclass(frozen=True)
class Form:
    """What a call must and may say."""

    required: tuple[str, ...]
    optional: tuple[str, ...]


QR_ORDER = Form(("chainId", "symbol", "amount"), NAMES)


def read_parameters(fields: Mapping[str, object], form: Form = QR_ORDER) -> dict[str, str]:
    """Check every parameter, and hand them back as the texts they must be."""
    for name in fields:
        if name not in form.required + form.optional:
            raise Refusal("000102", f"{name} is not a parameter of this call")
    for name in form.required:
        if name not in fields:
            raise Refusal("000103", f"{name} is missing")
    texts = {name: _text(name, value) for name, value in fields.items()}
    _check_amount(texts["amount"])
    for name in NAMES:
        _check_name(name, texts.get(name, ""))
    return texts


def check_json(call: Call) -> None:
    """Refuse a body that does not say that it is JSON."""
    if call.content_type != "application/json":
        raise Refusal("415", "the body must be sent as application/json", 415)


def read_object(body: bytes) -> dict[str, object]:
    """Read a body that must be one JSON object."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal("000102", "the body must be JSON") from None
    if not isinstance(fields, dict):
        raise Refusal("000102", "the body must be a JSON object")
    return fields


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
