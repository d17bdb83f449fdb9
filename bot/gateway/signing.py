"""How the profiles sign what creates something, and how webhooks are signed."""

import base64
import binascii
import hmac
import json
from collections.abc import Iterator, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.hashes import SHA256

_HEX_DIGITS = 64


def guide_body(payload: Mapping[str, str]) -> bytes:
    """The bytes that are both signed and sent: the guide signs `json.dumps` with sorted keys."""
    return json.dumps(payload, sort_keys=True).encode()


def guide_signature(body: bytes, key: EllipticCurvePrivateKey) -> str:
    """ECDSA on P-256 with SHA-256 over `body`, DER, in hex."""
    return key.sign(body, ECDSA(SHA256())).hex()


def pairs(payload: Mapping[str, object]) -> str:
    """The text of v1 and v2: `key=value` in the order of the keys, joined with `&`.

    Nulls are left out; a nested object's pairs stand in its place, those of a list's objects
    likewise in order, and a list's plain items without a key.
    """
    return "&".join(_pairs(payload))


def _pairs(payload: Mapping[str, object]) -> Iterator[str]:
    for key in sorted(payload):
        match payload[key]:
            case None:
                pass
            case dict() as inner:
                yield from _pairs(inner)
            case list() as items:
                yield from _items(items)
            case value:
                yield f"{key}={_text(value)}"


def _items(items: list[object]) -> Iterator[str]:
    for item in items:
        if isinstance(item, dict):
            yield from _pairs(item)
        elif isinstance(item, list):
            yield from _items(item)
        elif item is not None:
            yield _text(item)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def at_time(text: str, request_time: str) -> bytes:
    """The bytes that v1 and v2 sign: a text, and when it is sent, in milliseconds."""
    return f"{text}&time={request_time}".encode()


def v1_signature(signed: bytes, key: EllipticCurvePrivateKey) -> str:
    """ECDSA on P-256 with SHA-256, DER, in base64."""
    return base64.b64encode(key.sign(signed, ECDSA(SHA256()))).decode()


def v2_signature(signed: bytes, secret: str) -> str:
    """HMAC-SHA256 with the secret, in lower-case hex."""
    return hmac.digest(secret.encode(), signed, "sha256").hex()


def fits_v1(signed: bytes, signature: str, key: EllipticCurvePublicKey) -> bool:
    """Whether the holder of the key's other half has signed these bytes."""
    try:
        der = base64.b64decode(signature, validate=True)
        key.verify(der, signed, ECDSA(SHA256()))
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    # The last letter has bits that decoding drops: only one spelling is the gateway's.
    return base64.b64encode(der).decode() == signature


def fits_v2(signed: bytes, signature: str, secret: str) -> bool:
    """Whether somebody who knows the secret has signed these bytes; in constant time."""
    given = signature.encode("ascii", "replace")
    return len(given) == _HEX_DIGITS and hmac.compare_digest(
        v2_signature(signed, secret).encode(), given
    )
