"""The gateway's identifiers of networks, from its table of networks."""

CHAIN_IDS = {
    "ethereum": "1",
    "tron": "0x2b6653dc",
    "arbitrum": "42161",
    "sepolia": "11155111",
    "shasta": "0x94a9059e",
    "arbitrum-sepolia": "421614",
}
