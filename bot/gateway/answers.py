"""What the gateway's answers mean: bare or wrapped, good or bad."""

import json
from decimal import Decimal, InvalidOperation

from bot.errors import (
    GatewayError,
    GatewayMisconfigured,
    GatewayMisunderstood,
    GatewayRefused,
    GatewayUnavailable,
    NoSuchOrder,
    NothingThere,
    NotOffered,
    NumberEnded,
    NumberTaken,
)
from bot.gateway.nesting import is_too_deep

_SUCCESS = frozenset({"200", "0"})
_LONGEST_QUOTE = 200

# The table of codes in the gateway's documents, by what each calls for.
_CODES: dict[str, type[GatewayError]] = {
    **dict.fromkeys(("000101", "000107", "000113", "000114", "000205"), GatewayUnavailable),
    **dict.fromkeys(
        ("000102", "000103", "000104", "000105", "000206", "000207", "000304"), GatewayRefused
    ),
    # That it is paid, cancelled or expired already means all the same that the order exists.
    **dict.fromkeys(("000106", "000201", "000301"), NumberTaken),
    **dict.fromkeys(("000302", "000303"), NumberEnded),
    **dict.fromkeys(("000110", "000112", "000306"), GatewayMisconfigured),
    **dict.fromkeys(("000305", "000404"), NotOffered),
    "000202": NoSuchOrder,
}
_STATUSES: dict[int, type[GatewayError]] = {
    408: GatewayUnavailable,
    401: GatewayMisconfigured,
    403: GatewayMisconfigured,
    404: NothingThere,
    405: GatewayMisconfigured,
}


def read_answer(status: int, body: bytes) -> object:
    """The payload of an answer, out of its wrapping if it has one; decimals stay decimals.

    Raises:
        GatewayError: of the kind that the answer calls for, with the gateway's own words.
    """
    if 300 <= status < 400:  # noqa: PLR2004 - HTTP's own border
        raise GatewayMisconfigured(f"the gateway redirects (HTTP {status}): is its URL right?")
    answer = _parse(status, body)
    if isinstance(answer, dict) and ("code" in answer or "success" in answer):
        return _unwrap(answer, status)
    if status >= 400:  # noqa: PLR2004 - HTTP's own border
        raise _of_status(status)(f"the gateway answered HTTP {status}: {_quote(body)}")
    return answer


def _parse(status: int, body: bytes) -> object:
    kind = _of_status(status) if status >= 400 else GatewayMisunderstood  # noqa: PLR2004 - HTTP's own border
    try:
        answer: object = json.loads(body, parse_float=_decimal)
    except (ValueError, RecursionError):
        raise kind(f"the gateway answered HTTP {status}, not in JSON: {_quote(body)}") from None
    if is_too_deep(answer):
        raise kind(f"the gateway answered HTTP {status}, nested too deep: {_quote(body)}")
    return answer


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")  # an exponent beyond all bounds


def _unwrap(answer: dict[str, object], status: int) -> object:
    code = _words(answer.get("code", "200" if answer.get("success") is True else "none"))
    done = code in _SUCCESS and status < 400  # noqa: PLR2004 - HTTP's own border
    if done and answer.get("success", True) is True:
        return answer.get("data")
    # As a number a code has lost its leading zeros.
    kind = _CODES.get(code.zfill(6)) or _of_status(status)
    raise kind(
        f"the gateway refused with code {code}: {_words(answer.get('msg'))}"
        f" (HTTP {status}, trace {_words(answer.get('trace'))})"
    )


def _of_status(status: int) -> type[GatewayError]:
    if status >= 500:  # noqa: PLR2004 - HTTP's own border
        return GatewayUnavailable
    return _STATUSES.get(status, GatewayRefused)


def _words(value: object) -> str:
    """The gateway's own words in one line; what no database or log could hold is escaped."""
    text = str(value)[:_LONGEST_QUOTE]
    return text if text.isprintable() else ascii(text)


def _quote(body: bytes) -> str:
    return repr(body[:_LONGEST_QUOTE].decode(errors="replace"))
