"""The gateway's webhooks: proven over the bytes that came, and only then read."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from bot.errors import WebhookRefused, Why
from bot.gateway import v1, v2
from bot.gateway.nesting import is_too_deep
from bot.gateway.records import Records
from bot.gateway.signing import fits_v1, fits_v2, pairs
from bot.payments.settlement import Report

TIME = "BlockATM-Request-Time"
EVENT = "BlockATM-Event"
WINDOW = timedelta(minutes=5)
# The fields that decide what a report means, and for which order.
READ = frozenset(
    {
        *("amount", "chainId", "fromAddress", "status", "symbol", "txId"),
        *("id", "orderNo", "platOrderNo"),
    }
)
LONGEST_TIME = 14  # digits of milliseconds: one more, and it is in no year that can be reckoned
_CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s";]+)', re.ASCII | re.IGNORECASE)

Fits = Callable[[bytes, str], bool]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a profile's webhooks are signed and read.

    Attributes:
        header: the header with the signature.
        fits: whether a signature belongs to some bytes.
        records: reads what they say.
    """

    header: str
    fits: Fits
    records: Records


def of_v1(key: EllipticCurvePublicKey) -> Dialect:
    """The webhooks of v1, and so of guide, which is spoken by the same server."""
    return Dialect(
        "BlockATM-Signature-V1",
        lambda signed, signature: fits_v1(signed, signature, key),
        v1.RECORDS,
    )


def of_v2(secret: str) -> Dialect:
    """The webhooks of v2."""
    return Dialect(
        "BlockATM-Signature-V2",
        lambda signed, signature: fits_v2(signed, signature, secret),
        v2.PUSHED,
    )


class WebhookReader:
    """Reads what the gateway sends by itself.

    Args:
        dialect: how the profile signs and writes.
        now: the time by the gateway's own clock, as far as it is known.
    """

    def __init__(self, dialect: Dialect, now: Callable[[], datetime]) -> None:
        self._dialect = dialect
        self._now = now

    def read(self, headers: Mapping[str, str], body: bytes) -> Sequence[Report]:
        """What a genuine webhook says, once for each name of its order: first by our number.

        There are none if it is about something else.

        Raises:
            WebhookRefused: it is not genuine, too old, or cannot be read.
        """
        signature, time = headers.get(self._dialect.header, ""), headers.get(TIME, "")
        if not signature or not time:
            raise WebhookRefused(Why.UNSIGNED)
        self._check_time(time)
        fields = self._prove(body, signature, time)
        if _charset(headers) not in {"", "utf-8", "utf8", "us-ascii"}:
            raise WebhookRefused(Why.CHARSET)
        if not isinstance(fields, dict):
            raise WebhookRefused(Why.MALFORMED)
        if headers.get(EVENT, "Payment").strip().casefold() != "payment":
            return ()
        return tuple(self._dialect.records.read(fields))

    def _check_time(self, text: str) -> None:
        is_time = text.isascii() and text.isdigit() and len(text) <= LONGEST_TIME
        sent_at = datetime.fromtimestamp(int(text) / 1000, UTC) if is_time else None
        if sent_at is None or abs(self._now() - sent_at) > WINDOW:
            raise WebhookRefused(Why.STALE)

    def _prove(self, body: bytes, signature: str, time: str) -> object:
        """What a genuine body says; the document has two ways to build the text that is signed.

        The second is built from the fields, so that they must be taken apart before it is known
        whether they are genuine; nothing else is done with them until then.
        """
        ending = f"&time={time}".encode()
        is_genuine = self._dialect.fits(body + ending, signature)
        fields = _fields(body)
        if not is_genuine and (text := _text(fields)):
            is_genuine = self._dialect.fits(text + ending, signature)
        if not is_genuine:
            raise WebhookRefused(Why.FORGED)
        return fields


def _fields(body: bytes) -> object:
    """The fields, with numbers as they were written; `None` if it is no JSON in UTF-8."""
    try:
        fields: object = json.loads(body.decode("utf-8-sig"), parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    return None if is_too_deep(fields) else fields


def _text(fields: object) -> bytes | None:
    """The pairs of the fields, `None` where those that are read could have been others.

    The same text can be that of many fields: an amount that lies in the key, the value or the
    list of another is signed like an amount, and is none. A signature of nothing proves nothing.
    """
    if not isinstance(fields, dict):
        return None
    text = pairs(fields)
    signed = sorted(piece for piece in text.split("&") if piece.partition("=")[0] in READ)
    read = sorted(f"{name}={fields[name]}" for name in READ if fields.get(name) is not None)
    try:
        return text.encode() if signed == read else None
    except UnicodeEncodeError:  # half a character, as JSON can spell it
        return None


def _charset(headers: Mapping[str, str]) -> str:
    """What the body says it is written in, if it says so."""
    found = _CHARSET.search(headers.get("Content-Type", ""))
    return found[1].lower() if found else ""
