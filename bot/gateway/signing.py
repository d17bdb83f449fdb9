"""How the profiles sign what creates something."""

import json
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256


def guide_body(payload: Mapping[str, str]) -> bytes:
    """The bytes that are both signed and sent: the guide signs `json.dumps` with sorted keys."""
    return json.dumps(payload, sort_keys=True).encode()


def guide_signature(body: bytes, key: EllipticCurvePrivateKey) -> str:
    """ECDSA on P-256 with SHA-256 over `body`, DER, in hex."""
    return key.sign(body, ECDSA(SHA256())).hex()
