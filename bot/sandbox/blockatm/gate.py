"""What every call must show: the key, and a fresh time."""

import hmac
import re
from collections.abc import Mapping

from bot.sandbox.blockatm.answers import Refusal

KEY = "BlockATM-API-Key"
TIME = "BlockATM-Request-Time"
WINDOW = "BlockATM-Rec_Window"
DEFAULT_WINDOW = 30_000
LONGEST_WINDOW = 60_000
_DIGITS = re.compile(r"[0-9]{1,15}")


def check_key(headers: Mapping[str, str], key: str) -> None:
    """Refuse a call without the key, or with another one."""
    shown = headers.get(KEY, "")
    if not shown:
        raise Refusal("000112", f"{KEY} is missing", 401)
    if not hmac.compare_digest(_bytes(shown), _bytes(key)):
        raise Refusal("000110", "no permission: the API key is not known", 401)


def _bytes(text: str) -> bytes:
    """Undo the reading of a header, whatever bytes it held."""
    return text.encode(errors="surrogateescape")


def check_time(headers: Mapping[str, str], server_ms: int) -> None:
    """Refuse a call from the future, or one that is older than its own window."""
    if TIME not in headers:
        raise Refusal("000103", f"{TIME} is missing")
    request_ms = _milliseconds(headers, TIME)
    age = server_ms - request_ms
    if age < 0:
        raise Refusal("000103", f"{TIME} is {-age} ms ahead of the server's time {server_ms}")
    window = _window(headers)
    if age > window:
        raise Refusal("000103", f"{TIME} is {age} ms old, outside of its window of {window} ms")


def _window(headers: Mapping[str, str]) -> int:
    if WINDOW not in headers:
        return DEFAULT_WINDOW
    window = _milliseconds(headers, WINDOW)
    if not 0 < window <= LONGEST_WINDOW:
        raise Refusal("000102", f"{WINDOW} must be from 1 to {LONGEST_WINDOW}")
    return window


def _milliseconds(headers: Mapping[str, str], name: str) -> int:
    if not _DIGITS.fullmatch(headers[name]):
        raise Refusal("000102", f"{name} must be milliseconds in digits")
    return int(headers[name])
