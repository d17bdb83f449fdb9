import hashlib

import pytest

from bot.sandbox.blockatm.addresses import BASE58, evm_address, fresh_address, tron_address
from bot.sandbox.blockatm.networks import NETWORKS, Network


@pytest.mark.parametrize(
    "known",
    [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
        "0x52908400098527886E0F7030069857D2E4169EE7",
    ],
)
def test_an_evm_address_carries_the_checksum_of_eip_55(known: str) -> None:
    assert evm_address(bytes.fromhex(known[2:])) == known


@pytest.mark.parametrize(
    ("account", "known"),
    [
        ("a614f803b6fd780986a42c78ec9c7f77e6ded13c", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
        ("0000000000000000000000000000000000000000", "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb"),
    ],
)
def test_a_tron_address_is_base58check(account: str, known: str) -> None:
    assert tron_address(bytes.fromhex(account)) == known


@pytest.mark.parametrize("network", [net for net in NETWORKS if net.form == "tron"])
def test_a_fresh_tron_address_decodes_with_its_checksum(network: Network) -> None:
    address = fresh_address(network)
    number = 0
    for letter in address:
        number = number * 58 + BASE58.index(letter)
    data = number.to_bytes(25)

    assert len(address) == 34
    assert address.startswith("T")
    assert data[0] == 0x41
    assert hashlib.sha256(hashlib.sha256(data[:21]).digest()).digest()[:4] == data[21:]


@pytest.mark.parametrize("network", [net for net in NETWORKS if net.form == "evm"])
def test_a_fresh_evm_address_is_its_own_checksummed_form(network: Network) -> None:
    address = fresh_address(network)

    assert len(address) == 42
    assert evm_address(bytes.fromhex(address[2:])) == address


def test_every_fresh_address_is_another_one() -> None:
    assert fresh_address(NETWORKS[0]) != fresh_address(NETWORKS[0])
