"""Deposit addresses that a wallet would accept."""

import hashlib
import secrets

from Crypto.Hash import keccak

from bot.sandbox.blockatm.networks import Network

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
TRON_PREFIX = b"\x41"


def fresh_address(network: Network) -> str:
    """Make up an address that is well-formed on this network."""
    account = secrets.token_bytes(20)
    return tron_address(account) if network.form == "tron" else evm_address(account)


def evm_address(account: bytes) -> str:
    """Write 20 bytes in hex, with the letters' case as the checksum (EIP-55)."""
    plain = account.hex()
    digest = keccak.new(digest_bits=256, data=plain.encode()).hexdigest()
    return "0x" + "".join(
        letter.upper() if check in "89abcdef" else letter
        for letter, check in zip(plain, digest, strict=False)
    )


def tron_address(account: bytes) -> str:
    """Write 20 bytes in base58check under TRON's prefix."""
    prefixed = TRON_PREFIX + account
    checksum = hashlib.sha256(hashlib.sha256(prefixed).digest()).digest()[:4]
    return _base58(prefixed + checksum)


def _base58(data: bytes) -> str:
    number, letters = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, len(BASE58))
        letters = BASE58[digit] + letters
    return letters
