import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.gateway.addresses import is_well_formed
from bot.payments.money import NETWORKS
from bot.sandbox.blockatm.addresses import BASE58, evm_address, tron_address

ETHEREUM, TRON = NETWORKS["ethereum"], NETWORKS["tron"]
ON_ETHEREUM = ("ethereum", "arbitrum", "sepolia", "arbitrum-sepolia")
ON_TRON = ("tron", "shasta")

# The first eight are the test cases of EIP-55, the ninth is USDT's own contract.
GOOD_ON_ETHEREUM = (
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x27b1fdb04752bbc536007a920d24acb045561c26",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    "0xdAC17F958D2ee523a2206206994597C13D831ec7",
)
# USDT's and USDC's own contracts, and the foundation's address in TRON's documents.
GOOD_ON_TRON = (
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    "TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8",
    "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW",
)

accounts = st.binary(min_size=20, max_size=20).filter(any)


@pytest.mark.parametrize("network", ON_ETHEREUM)
@pytest.mark.parametrize("address", GOOD_ON_ETHEREUM)
def test_a_known_ethereum_address_is_well_formed_on_its_kind_of_network_only(
    address: str, network: str
) -> None:
    assert is_well_formed(address, NETWORKS[network])
    assert not any(is_well_formed(address, NETWORKS[other]) for other in ON_TRON)


@pytest.mark.parametrize("network", ON_TRON)
@pytest.mark.parametrize("address", GOOD_ON_TRON)
def test_a_known_tron_address_is_well_formed_on_its_kind_of_network_only(
    address: str, network: str
) -> None:
    assert is_well_formed(address, NETWORKS[network])
    assert not any(is_well_formed(address, NETWORKS[other]) for other in ON_ETHEREUM)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "0x",
        "0x1234…5678",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd",
        "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\n",
        " 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x\uff10aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x0000000000000000000000000000000000000000",
    ],
)
def test_what_is_no_ethereum_address_is_refused(address: str) -> None:
    assert not is_well_formed(address, ETHEREUM)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "T",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6tt",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t\n",
        "tR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj0t",
        "T" + "z" * 33,
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "41a614f803b6fd780986a42c78ec9c7f77e6ded13c",
        tron_address(bytes(20)),
    ],
)
def test_what_is_no_tron_address_is_refused(address: str) -> None:
    assert not is_well_formed(address, TRON)


@given(accounts)
def test_every_account_has_a_well_formed_address(account: bytes) -> None:
    assert is_well_formed(evm_address(account), ETHEREUM)
    assert is_well_formed(evm_address(account).lower(), ETHEREUM)
    assert is_well_formed("0x" + account.hex().upper(), ETHEREUM)
    assert is_well_formed(tron_address(account), TRON)


@given(accounts, st.data())
def test_a_tron_address_with_one_character_changed_is_refused(
    account: bytes, data: st.DataObject
) -> None:
    good = tron_address(account)
    place = data.draw(st.integers(0, len(good) - 1))
    char = data.draw(st.sampled_from(BASE58.replace(good[place], "")))
    assert not is_well_formed(good[:place] + char + good[place + 1 :], TRON)


@given(accounts, st.data())
def test_a_mixed_case_ethereum_address_with_the_case_of_letters_changed_is_refused(
    account: bytes, data: st.DataObject
) -> None:
    good = evm_address(account)
    letters = [place for place, char in enumerate(good) if place > 1 and char.isalpha()]
    assume(letters)
    changed = data.draw(st.sets(st.sampled_from(letters), min_size=1))
    bad = "".join(char.swapcase() if place in changed else char for place, char in enumerate(good))
    assume(bad[2:] not in {bad[2:].lower(), bad[2:].upper()})
    assert not is_well_formed(bad, ETHEREUM)


@given(st.text(max_size=50), st.sampled_from(sorted(NETWORKS)))
def test_no_text_at_all_breaks_the_check(text: str, network: str) -> None:
    assert not is_well_formed(text, NETWORKS[network])
