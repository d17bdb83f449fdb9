import pytest

from bot.sandbox.blockatm.networks import BY_CHAIN_ID


@pytest.mark.parametrize(
    ("chain_id", "name"),
    [
        ("1", "Ethereum"),
        ("0x2b6653dc", "TRON"),
        ("TRON", "TRON"),
        ("42161", "Arbitrum One"),
        ("11155111", "Ethereum Sepolia"),
        ("0x94a9059e", "TRON Shasta"),
        ("421614", "Arbitrum Sepolia"),
    ],
)
def test_every_network_is_known_by_its_chain_id(chain_id: str, name: str) -> None:
    assert BY_CHAIN_ID[chain_id].name == name


def test_no_other_chain_is_known() -> None:
    assert len(BY_CHAIN_ID) == 7


def test_tron_has_its_own_tokens() -> None:
    assert BY_CHAIN_ID["TRON"].tokens == {"USDT", "USDD", "USDJ"}
    assert BY_CHAIN_ID["1"].tokens == {"USDT", "USDC"}


def test_the_gateway_itself_names_a_network_by_its_first_chain_id() -> None:
    assert BY_CHAIN_ID["TRON"].chain_id == "0x2b6653dc"
