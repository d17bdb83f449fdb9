"""The gateway's identifiers of networks, from its table of networks."""

CHAIN_IDS = {
    "ethereum": "1",
    "tron": "0x2b6653dc",
    "arbitrum": "42161",
    "sepolia": "11155111",
    "shasta": "0x94a9059e",
    "arbitrum-sepolia": "421614",
}
# As reports name them: TRON also by its name, and by its number in decimal.
NETWORK_OF_CHAIN = {chain_id: key for key, chain_id in CHAIN_IDS.items()} | {
    "tron": "tron",
    "728126428": "tron",
    "2494104990": "shasta",
}
