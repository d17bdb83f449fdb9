"""Finding what is recognised in lists whose shapes are not all published."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.gateway.chains import NETWORK_OF_CHAIN
from bot.payments.money import NETWORKS, Network

DEEPEST = 12
_SYMBOL = re.compile(r"[A-Za-z][A-Za-z0-9]{1,9}", re.ASCII)
# Lists of plain words in the merchant's own till, and what each word would be called.
_PLAIN = {"supportedNetworks": "chainId", "supportedCoins": "symbol"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A record, with the token and the network that it, or what it lies in, is about."""

    token: str | None
    network: Network | None
    record: dict[str, object]


def mentions(
    answer: object, token: str | None = None, network: Network | None = None, depth: int = 0
) -> Iterator[Mention]:
    """Every record in an answer that is not about a token or a network unknown to us."""
    if depth > DEEPEST:
        return
    if isinstance(answer, list):
        for each in answer:
            yield from mentions(each, token, network, depth + 1)
    if not isinstance(answer, dict) or not _is_known(answer):
        return
    token = _token_of(answer.get("symbol")) or token
    network = _network_of(answer.get("chainId")) or network
    yield Mention(token, network, answer)
    for key, value in answer.items():
        yield from mentions(_spelled_out(key, value), token, network, depth + 1)


def _is_known(record: dict[str, object]) -> bool:
    """Whether whatever token and network it names are ones that we can name."""
    symbol, chain_id = record.get("symbol"), record.get("chainId")
    return (not symbol or _token_of(symbol) is not None) and (
        chain_id is None or _network_of(chain_id) is not None
    )


def _token_of(symbol: object) -> str | None:
    is_symbol = isinstance(symbol, str) and _SYMBOL.fullmatch(symbol)
    return str(symbol).upper() if is_symbol else None


def _network_of(chain_id: object) -> Network | None:
    if not isinstance(chain_id, str | int):
        return None
    key = NETWORK_OF_CHAIN.get(str(chain_id).strip().casefold())
    return NETWORKS[key] if key else None


def _spelled_out(key: str, value: object) -> object:
    """A list of plain words as a list of records."""
    name = _PLAIN.get(key)
    if name is None or not isinstance(value, list):
        return value
    return [{name: each} if isinstance(each, str | int) else each for each in value]
