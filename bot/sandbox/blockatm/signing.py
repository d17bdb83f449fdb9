"""What the dialects sign with, and the text that the later two sign."""

import hmac
from collections.abc import Iterator, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from bot.sandbox.blockatm.answers import Refusal


def pairs(fields: Mapping[str, object]) -> str:
    """Write `key=value` by key, with nested objects in their place and without nulls."""
    return "&".join(_pairs(fields))


def at_time(text: str, time: str) -> bytes:
    """End a text with the time of the request: these are the bytes that are signed."""
    return f"{text}&time={time}".encode(errors="surrogatepass")


def p256(pem: bytes) -> ec.EllipticCurvePublicKey:
    """Read the merchant's public key.

    Raises:
        ValueError: it is not on the curve that the gateway knows.
    """
    key = load_pem_public_key(pem)
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
        raise ValueError("orders are signed on the curve P-256")
    return key


def fits(key: ec.EllipticCurvePublicKey, signed: bytes, signature: bytes) -> bool:
    """Whether the holder of the private key signed these bytes: ECDSA, SHA-256, DER."""
    try:
        key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def hmac_hex(secret: str, signed: bytes) -> str:
    """Sign with a secret: HMAC-SHA256 in lower-case hex."""
    return hmac.digest(secret.encode(), signed, "sha256").hex()


def same(given: str, true: str) -> bool:
    """Compare two signatures in a time that does not tell where they differ."""
    return hmac.compare_digest(given.encode(errors="replace"), true.encode())


def unverified(reason: str) -> Refusal:
    """Refuse what is not signed, or not by the merchant."""
    return Refusal("000306", f"signature verification failed: {reason}")


def _pairs(fields: Mapping[str, object]) -> Iterator[str]:
    for name in sorted(fields):
        value = fields[name]
        if isinstance(value, dict | list):
            yield from _nested(value)
        elif value is not None:
            yield f"{name}={_plain(value)}"


def _nested(value: object) -> Iterator[str]:
    """Splice in what a field or a list holds; plain items of a list have no key."""
    if isinstance(value, dict):
        yield from _pairs(value)
    elif isinstance(value, list):
        for item in value:
            yield from _nested(item)
    elif value is not None:
        yield _plain(value)


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
