"""Reading P-256 keys as people keep them."""

import base64
import binascii

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
)
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_pem_private_key,
)


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


def _load(text: str) -> object:
    # An .env file keeps a PEM in one line with written-out line ends.
    plain = text.replace("\\n", "\n")
    if plain.startswith("-----BEGIN"):
        return load_pem_private_key(plain.encode(), password=None)
    # Tools that write base64 break it into lines.
    unbroken = "".join(plain.split())
    return load_der_private_key(base64.b64decode(unbroken, validate=True), password=None)
