"""P-256 keys as people keep them, and as the gateway wants them."""

import base64
import binascii

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

PEM = "-----BEGIN"


def read_private_key(text: str) -> EllipticCurvePrivateKey:
    """Read PEM, or base64 of PKCS#8, into a key on the curve P-256.

    Raises:
        ValueError: it is anything else; the message never repeats the text.
    """
    try:
        key = _load(text.strip())
    except (ValueError, TypeError, binascii.Error, UnsupportedAlgorithm):
        raise ValueError("not an unencrypted private key in PEM or base64 PKCS#8") from None
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError("not a key on the curve P-256 (secp256r1)")  # noqa: TRY004 - the text is wrong, not a type
    return key


def read_public_key(text: str) -> EllipticCurvePublicKey:
    """Read PEM, or base64 of a SubjectPublicKeyInfo, into a key on the curve P-256.

    Raises:
        ValueError: it is anything else; the message never repeats the text.
    """
    try:
        key = _load_public(text.strip())
    except (ValueError, TypeError, binascii.Error, UnsupportedAlgorithm):
        raise ValueError("not a public key in PEM or base64 SubjectPublicKeyInfo") from None
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError("not a key on the curve P-256 (secp256r1)")  # noqa: TRY004 - the text is wrong, not a type
    return key


def as_registered(key: EllipticCurvePublicKey) -> str:
    """A public key as the gateway wants it: base64 of a SubjectPublicKeyInfo, in one line."""
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def _load(text: str) -> object:
    # An .env file keeps a PEM in one line with written-out line ends.
    plain = text.replace("\\n", "\n")
    if plain.startswith(PEM):
        return load_pem_private_key(plain.encode(), password=None)
    return load_der_private_key(_bytes(plain), password=None)


def _load_public(text: str) -> object:
    plain = text.replace("\\n", "\n")
    if plain.startswith(PEM):
        return load_pem_public_key(plain.encode())
    return load_der_public_key(_bytes(plain))


def _bytes(base64_text: str) -> bytes:
    # Tools that write base64 break it into lines.
    return base64.b64decode("".join(base64_text.split()), validate=True)
