import pytest

from bot.sandbox.blockatm.addresses import evm_address
from bot.sandbox.blockatm.lists import contract_of
from bot.sandbox.blockatm.networks import BY_CHAIN_ID
from tests.sandbox.blockatm.caller import Answer, Caller

NOBODY = {"BlockATM-API-Key": None, "BlockATM-Request-Time": None}
V2_LISTS = "/admin/api/v2/pub"
PATHS = {
    "v1": ("/api/v1/public/networklist", "/api/v1/public/cryptocurrencies"),
    "v2": (f"{V2_LISTS}/network/list", f"{V2_LISTS}/coin/list"),
}

each_profile = pytest.mark.parametrize("profile", ["guide", "v1", "v2"])


async def asked(caller: Caller, which: int) -> Answer:
    """One of the two public lists, asked for by nobody in particular."""
    paths = PATHS["v2" if caller.server.profile == "v2" else "v1"]
    return await caller.send("GET", paths[which], NOBODY)


async def till(caller: Caller) -> Answer:
    if caller.server.profile == "v2":
        return await caller.send("GET", f"{V2_LISTS}/cashier/info?cashierId=till-7")
    return await caller.send("GET", "/api/v1/contract/payment?chainId=1")


@each_profile
async def test_the_networks_need_no_key_and_no_time(caller: Caller) -> None:
    networks = (await asked(caller, 0)).data

    assert [network["chainId"] for network in networks] == [
        "1",
        "0x2b6653dc",
        "42161",
        "11155111",
        "0x94a9059e",
        "421614",
    ]
    assert networks[1] == {
        "chainId": "0x2b6653dc",
        "networkName": "TRON",
        "shortName": "TRX",
        "explorerUrl": "https://tronscan.org",
        "status": "active",
    }


@each_profile
async def test_a_network_under_maintenance_says_so(caller: Caller) -> None:
    caller.server.closed.add("TRON")
    states = {each["networkName"]: each["status"] for each in (await asked(caller, 0)).data}

    assert states.pop("TRON") == "maintenance"
    assert set(states.values()) == {"active"}


@each_profile
async def test_the_tokens_come_with_their_networks_and_bounds(caller: Caller) -> None:
    caller.server.min_amounts["Ethereum"] = "10"
    caller.server.max_amounts["Ethereum"] = "5000"
    coins = {coin["symbol"]: coin for coin in (await asked(caller, 1)).data}

    assert sorted(coins) == ["USDC", "USDD", "USDJ", "USDT"]
    assert coins["USDT"]["name"] == "Tether USD"
    assert [network["chainId"] for network in coins["USDD"]["networks"]] == [
        "0x2b6653dc",
        "0x94a9059e",
    ]
    assert coins["USDC"]["networks"][0] == {
        "chainId": "1",
        "contractAddress": contract_of("USDC", BY_CHAIN_ID["1"]),
        "decimals": 6,
        "minAmount": "10",
        "maxAmount": "5000",
    }


@each_profile
async def test_the_merchants_till_needs_the_key(caller: Caller) -> None:
    data = (await till(caller)).data

    assert {"USDT", "USDC"} <= {coin["symbol"] for coin in data["supportedCoins"]}
    assert data["supportedNetworks"][0]["networkName"] == "Ethereum"
    assert data["supportedCoins"][0]["minAmount"] == "0.000001"
    assert (data["paymentMethods"], data["status"]) == (["QR", "WALLET"], "active")
    path = caller.server.calls[-1].path
    assert (await caller.send("GET", path, NOBODY)).refusal == (401, "000112")


async def test_the_contract_can_be_asked_about_all_networks_or_one(caller: Caller) -> None:
    path = "/api/v1/contract/payment"
    one = (await caller.send("GET", f"{path}?chainId=TRON")).data
    every = (await caller.send("GET", path)).data

    assert [each["networkName"] for each in one["supportedNetworks"]] == ["TRON"]
    assert len(every["supportedNetworks"]) == 6
    assert (await caller.send("GET", f"{path}?chainId=99")).refusal == (200, "000404")


@pytest.mark.parametrize("profile", ["v2"])
async def test_a_cashier_that_does_not_exist_is_not_told_of(caller: Caller) -> None:
    path = f"{V2_LISTS}/cashier/info"

    assert (await caller.send("GET", f"{path}?cashierId=none")).refusal == (200, "000202")
    assert (await caller.send("GET", path)).refusal == (200, "000103")


@pytest.mark.parametrize("profile", ["v2"])
async def test_public_lists_go_by_names_of_their_own_among_the_calls(caller: Caller) -> None:
    await asked(caller, 0)
    await asked(caller, 1)
    await till(caller)
    await caller.send("GET", "/order/api/v2/payorder/list")

    names = [call.name for call in caller.server.calls]
    assert names == ["network/list", "coin/list", "cashier/info", "list"]


def test_a_contract_is_well_formed_and_always_the_same() -> None:
    address = contract_of("USDT", BY_CHAIN_ID["1"])

    assert evm_address(bytes.fromhex(address[2:])) == address
    assert contract_of("USDT", BY_CHAIN_ID["1"]) == address
    assert contract_of("USDT", BY_CHAIN_ID["TRON"]).startswith("T")
