"""Whether a deposit address is well-formed for its network."""

import re
from collections.abc import Callable
from hashlib import sha256

from bot.payments.money import Network

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_TRON_PREFIX = b"\x41"
_TRON_BYTES = 25  # prefix, 20 bytes of the account, 4 of the check sum


def is_well_formed(address: str, network: Network) -> bool:
    """Check the form that the gateway's table of networks gives for `network`."""
    return _CHECKS[network.key](address)


def _is_evm(address: str) -> bool:
    """`0x` and 40 hex digits; in mixed case the letters carry the check sum of EIP-55."""
    if not re.fullmatch(r"0x[0-9a-fA-F]{40}", address, re.ASCII):
        return False
    digits = address[2:]
    if not int(digits, 16):
        return False  # nobody's account: what is sent there is gone
    return digits in (digits.lower(), digits.upper()) or digits == _eip55(digits.lower())


def _eip55(digits: str) -> str:
    # Four megabytes that a till without Ethereum addresses never needs.
    from Crypto.Hash import keccak  # noqa: PLC0415 - see above

    hashed = keccak.new(data=digits.encode(), digest_bits=256).hexdigest()
    return "".join(
        digit.upper() if int(nibble, 16) > 7 else digit  # noqa: PLR2004 - the upper half of a nibble
        for digit, nibble in zip(digits, hashed, strict=False)
    )


def _is_tron(address: str) -> bool:
    """Base58check of 25 bytes that begin with 0x41: 34 characters that begin with `T`."""
    if not re.fullmatch(r"T[1-9A-HJ-NP-Za-km-z]{33}", address, re.ASCII):
        return False
    number = 0
    for char in address:
        number = number * len(_BASE58) + _BASE58.index(char)
    raw = number.to_bytes(_TRON_BYTES, "big")
    body, check = raw[:-4], raw[-4:]
    if not body.startswith(_TRON_PREFIX) or not any(body[1:]):
        return False
    return sha256(sha256(body).digest()).digest()[:4] == check


_CHECKS: dict[str, Callable[[str], bool]] = {
    "ethereum": _is_evm,
    "arbitrum": _is_evm,
    "sepolia": _is_evm,
    "arbitrum-sepolia": _is_evm,
    "tron": _is_tron,
    "shasta": _is_tron,
}
