"""What the gateway tells of itself: its networks, its tokens, and the merchant's own till."""

import hashlib
from collections.abc import Iterable

from bot.sandbox.blockatm.addresses import evm_address, tron_address
from bot.sandbox.blockatm.answers import Refusal
from bot.sandbox.blockatm.calls import Call
from bot.sandbox.blockatm.gateway import Gateway
from bot.sandbox.blockatm.networks import BY_CHAIN_ID, NETWORKS, Network
from bot.sandbox.blockatm.routes import Handler, Route, Routes

DECIMALS = 6
_NAMES = {
    "USDT": "Tether USD",
    "USDC": "USD Coin",
    "USDD": "Decentralized USD",
    "USDJ": "JUST USD",
}


class Lists:
    """Answers what needs no order; the earlier dialects have the shapes of v2."""

    def __init__(self, gateway: Gateway, cashier_id: str = "") -> None:
        self._gateway = gateway
        self._cashier_id = cashier_id

    @property
    def routes(self) -> Routes:
        """The calls under the paths of the gateway's profile."""
        if self._gateway.profile == "v2":
            return {
                "/admin/api/v2/pub/network/list": _public(self.networks),
                "/admin/api/v2/pub/coin/list": _public(self.coins),
                "/admin/api/v2/pub/cashier/info": _keyed(self.cashier),
            }
        return {
            "/api/v1/public/networklist": _public(self.networks),
            "/api/v1/public/cryptocurrencies": _public(self.coins),
            "/api/v1/contract/payment": _keyed(self.contract),
        }

    def networks(self, _call: Call) -> object:
        """List the networks, those under maintenance too."""
        return [self._network(network) for network in NETWORKS]

    def coins(self, _call: Call) -> object:
        """List the tokens, with the networks of each."""
        return [
            {
                "symbol": symbol,
                "name": _NAMES[symbol],
                "networks": [self._coin(symbol, net) for net in NETWORKS if symbol in net.tokens],
            }
            for symbol in _NAMES
        ]

    def cashier(self, call: Call) -> object:
        """Tell what the merchant's own till takes."""
        cashier_id = call.query.get("cashierId")
        if cashier_id is None:
            raise Refusal("000103", "cashierId is missing")
        if cashier_id != self._cashier_id:
            raise Refusal("000202", f"cashier {cashier_id} does not exist")
        return self._till(NETWORKS)

    def contract(self, call: Call) -> object:
        """Tell what the merchant's contract takes, on one network if one is named."""
        chain_id = call.query.get("chainId")
        if chain_id is None:
            return self._till(NETWORKS)
        if chain_id not in BY_CHAIN_ID:
            raise Refusal("000404", f"network {chain_id} is not available")
        return self._till([BY_CHAIN_ID[chain_id]])

    def _till(self, networks: Iterable[Network]) -> object:
        return {
            "supportedNetworks": [self._network(network) for network in networks],
            "supportedCoins": [
                {"symbol": symbol, **self._coin(symbol, network)}
                for network in networks
                for symbol in sorted(network.tokens)
            ],
            "paymentMethods": ["QR", "WALLET"],
            "status": "active",
        }

    def _network(self, network: Network) -> dict[str, str]:
        return {
            "chainId": network.chain_id,
            "networkName": network.name,
            "shortName": network.short_name,
            "explorerUrl": network.explorer,
            "status": "maintenance" if network.name in self._gateway.closed else "active",
        }

    def _coin(self, symbol: str, network: Network) -> dict[str, object]:
        return {
            "chainId": network.chain_id,
            "contractAddress": contract_of(symbol, network),
            "decimals": DECIMALS,
            "minAmount": self._gateway.min_amounts[network.name],
            "maxAmount": self._gateway.max_amounts[network.name],
        }


def contract_of(symbol: str, network: Network) -> str:
    """Make up the contract of a token: well-formed, and always the same one."""
    account = hashlib.sha256(f"{symbol} on {network.name}".encode()).digest()[:20]
    return tron_address(account) if network.form == "tron" else evm_address(account)


def _public(handler: Handler) -> dict[str, Route]:
    return {"GET": Route(handler, is_public=True, is_wrapped=True)}


def _keyed(handler: Handler) -> dict[str, Route]:
    return {"GET": Route(handler, is_wrapped=True)}
