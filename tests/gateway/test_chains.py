from bot.gateway.chains import CHAIN_IDS
from bot.payments.money import NETWORKS
from bot.sandbox.blockatm.networks import BY_CHAIN_ID


def test_every_network_has_the_identifier_of_the_gateways_table() -> None:
    assert CHAIN_IDS.keys() == NETWORKS.keys()
    for key, chain_id in CHAIN_IDS.items():
        assert BY_CHAIN_ID[chain_id].name == NETWORKS[key].name
