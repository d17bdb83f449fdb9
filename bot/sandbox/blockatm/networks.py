"""The networks the gateway serves, and the tokens on each."""

import secrets
from dataclasses import dataclass
from typing import Literal

Form = Literal["evm", "tron"]


@dataclass(frozen=True)
class Network:
    """One chain: what it is called, how its addresses look, which tokens live on it.

    Attributes:
        chain_ids: how calls name it; the first is how the gateway does.
        explorer: where people look transactions up.
    """

    name: str
    short_name: str
    chain_ids: tuple[str, ...]
    form: Form
    tokens: frozenset[str]
    explorer: str

    @property
    def chain_id(self) -> str:
        """How the gateway names it."""
        return self.chain_ids[0]

    def fresh_hash(self) -> str:
        """Make up the hash of a transaction, as this chain writes it."""
        return ("0x" if self.form == "evm" else "") + secrets.token_hex(32)


def _evm(name: str, short_name: str, chain_id: str, explorer: str) -> Network:
    tokens = frozenset({"USDT", "USDC"})
    return Network(name, short_name, (chain_id,), "evm", tokens, f"https://{explorer}")


def _tron(name: str, short_name: str, chain_ids: tuple[str, ...], explorer: str) -> Network:
    tokens = frozenset({"USDT", "USDD", "USDJ"})
    return Network(name, short_name, chain_ids, "tron", tokens, f"https://{explorer}")


NETWORKS = (
    _evm("Ethereum", "ETH", "1", "etherscan.io"),
    _tron("TRON", "TRX", ("0x2b6653dc", "TRON"), "tronscan.org"),
    _evm("Arbitrum One", "ARB", "42161", "arbiscan.io"),
    _evm("Ethereum Sepolia", "SEP", "11155111", "sepolia.etherscan.io"),
    _tron("TRON Shasta", "SHASTA", ("0x94a9059e",), "shasta.tronscan.org"),
    _evm("Arbitrum Sepolia", "ARBSEP", "421614", "sepolia.arbiscan.io"),
)

BY_CHAIN_ID = {chain_id: network for network in NETWORKS for chain_id in network.chain_ids}
