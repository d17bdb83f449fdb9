"""The networks the gateway serves, and the tokens on each."""

import secrets
from dataclasses import dataclass
from typing import Literal

Form = Literal["evm", "tron"]


@dataclass(frozen=True)
class Network:
    """One chain: what it is called, how its addresses look, which tokens live on it."""

    name: str
    chain_ids: frozenset[str]
    form: Form
    tokens: frozenset[str]

    def fresh_hash(self) -> str:
        """Make up the hash of a transaction, as this chain writes it."""
        return ("0x" if self.form == "evm" else "") + secrets.token_hex(32)


def _evm(name: str, chain_id: str) -> Network:
    return Network(name, frozenset({chain_id}), "evm", frozenset({"USDT", "USDC"}))


def _tron(name: str, *chain_ids: str) -> Network:
    return Network(name, frozenset(chain_ids), "tron", frozenset({"USDT", "USDD", "USDJ"}))


NETWORKS = (
    _evm("Ethereum", "1"),
    _tron("TRON", "0x2b6653dc", "TRON"),
    _evm("Arbitrum One", "42161"),
    _evm("Ethereum Sepolia", "11155111"),
    _tron("TRON Shasta", "0x94a9059e"),
    _evm("Arbitrum Sepolia", "421614"),
)

BY_CHAIN_ID = {chain_id: network for network in NETWORKS for chain_id in network.chain_ids}
