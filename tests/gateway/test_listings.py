import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gateway.listings import Part, Source, read_explorer, read_listing
from bot.payments.lists import Limits, Listing
from bot.payments.money import NETWORKS, Asset, Money

ETHEREUM, TRON = Asset.of("USDT@ethereum"), Asset.of("USDT@tron")
USDC = Asset.of("USDC@ethereum")
ASSETS = (ETHEREUM, TRON, USDC)
ON_NETWORKS, ON_COINS, ON_TILL = (Source(part, part, ()) for part in Part)

NETWORK_LIST = [
    {
        "chainId": "1",
        "networkName": "Ethereum",
        "shortName": "ETH",
        "explorerUrl": "https://scan.example",
        "status": "active",
    },
    {
        "chainId": "TRON",
        "networkName": "TRON",
        "shortName": "TRX",
        "explorerUrl": "https://tron.example/",
        "status": "maintenance",
    },
    {"chainId": "56", "explorerUrl": "https://bsc.example", "status": "maintenance"},
]
COIN_LIST = [
    {
        "symbol": "USDT",
        "name": "Tether",
        "networks": [
            {"chainId": "1", "decimals": 6, "minAmount": "10", "maxAmount": "50000"},
            {"chainId": "TRON", "decimals": 6, "minAmount": "1", "maxAmount": "20000.5"},
        ],
    },
    {"symbol": "DAI", "name": "Dai", "networks": [{"chainId": "1", "minAmount": "5"}]},
]
TILL = {
    "cashierId": "c1",
    "supportedNetworks": ["1", "TRON"],
    "supportedCoins": [{"symbol": "USDT", "minAmount": "2", "maxAmount": "30000"}],
    "paymentMethods": ["qr"],
    "status": "active",
}


def read(networks: object = None, coins: object = None, till: object = None) -> Listing:
    answers = {ON_NETWORKS: networks, ON_COINS: coins, ON_TILL: till}
    return read_listing(answers, ASSETS)


def usdt(low: str, high: str) -> Limits:
    return Limits(Money.of(low, "USDT"), Money.of(high, "USDT"))


def test_a_network_under_maintenance_is_closed() -> None:
    assert read(NETWORK_LIST).closed == {"tron"}


@pytest.mark.parametrize("status", ["active", "", None, "planned", 0, ["maintenance"]])
def test_no_other_status_closes_a_network(status: object) -> None:
    assert read([{"chainId": "1", "status": status}]).closed == frozenset()


def test_a_token_under_maintenance_closes_no_network() -> None:
    coins = [{"symbol": "DAI", "networks": [{"chainId": "1", "status": "maintenance"}]}]
    assert read(coins=coins).closed == frozenset()


def test_a_symbol_in_the_list_of_networks_is_a_networks_own_coin() -> None:
    listing = read([{"chainId": "1", "symbol": "ETH", "status": "maintenance"}])
    assert listing.closed == {"ethereum"}
    assert listing.assets == frozenset({ETHEREUM, USDC})


def test_explorers_are_kept_by_the_key_of_their_network() -> None:
    assert read(NETWORK_LIST).explorers == {
        "ethereum": "https://scan.example/tx/",
        "tron": "https://tron.example/#/transaction/",
    }


def test_limits_hold_for_their_token_on_their_network() -> None:
    limits = read(coins=COIN_LIST).limits
    assert limits == {ETHEREUM: usdt("10", "50000"), TRON: usdt("1", "20000.5")}


def test_of_all_limits_the_tightest_hold() -> None:
    limits = read(coins=COIN_LIST, till=TILL).limits
    assert limits == {ETHEREUM: usdt("10", "30000"), TRON: usdt("2", "20000.5")}


def test_limits_that_leave_nothing_were_misread() -> None:
    coins = [{"symbol": "USDT", "minAmount": "10", "maxAmount": "5"}]
    assert read(coins=coins).limits == {}


@pytest.mark.parametrize(
    ("low", "least"),
    [
        ("0.1", "0.1"),
        (10, "10"),
        (Decimal("1.5"), "1.5"),
        (" 2 ", "2"),
        ("1.0000001", "1.000001"),
        ("5e-1", "0.5"),
    ],
)
def test_a_minimum_is_never_read_as_less(low: object, least: str) -> None:
    limits = read(coins=[{"symbol": "USDT", "minAmount": low}]).limits[TRON]
    assert limits == Limits(Money.of(least, "USDT"), None)


def test_a_maximum_is_never_read_as_more() -> None:
    limits = read(coins=[{"symbol": "USDT", "maxAmount": "9.9999999"}]).limits[TRON]
    assert limits == Limits(None, Money.of("9.999999", "USDT"))


@pytest.mark.parametrize(
    "amount",
    [
        "",
        "0",
        0,
        "-1",
        "NaN",
        "sNaN",
        "Infinity",
        "1e999999",
        "1e-9",
        "ten",
        None,
        True,
        ["1"],
        {},
    ],
)
def test_what_is_no_limit_limits_nothing(amount: object) -> None:
    coins = [{"symbol": "USDT", "minAmount": amount, "maxAmount": amount}]
    assert read(coins=coins).limits == {}


def test_only_what_all_lists_have_is_listed() -> None:
    assert read(NETWORK_LIST).assets == frozenset({ETHEREUM, TRON, USDC})
    assert read(coins=COIN_LIST).assets == frozenset({ETHEREUM, TRON})
    assert read(till=TILL).assets == frozenset({ETHEREUM, TRON})
    assert read(till={**TILL, "supportedNetworks": ["1"]}).assets == frozenset({ETHEREUM})
    assert read(NETWORK_LIST[:1], COIN_LIST, TILL).assets == frozenset({ETHEREUM})
    assert read(till={"supportedNetworks": [{"chainId": "1"}]}).assets == frozenset(
        {ETHEREUM, USDC}
    )


@pytest.mark.parametrize("nothing", [None, [], {}, "list", 7, [[]], {"list": []}, [{"a": "b"}]])
def test_lists_in_which_nothing_is_recognised_say_nothing(nothing: object) -> None:
    assert read(nothing, nothing, nothing) == Listing()


def test_a_list_of_one_network_says_nothing_of_the_others() -> None:
    of_ethereum = Source(Part.TILL, "e", (), NETWORKS["ethereum"])
    listing = read_listing({of_ethereum: [{"symbol": "USDC", "contract": "0x1"}]}, ASSETS)
    assert listing.assets == frozenset({USDC, TRON})


@pytest.mark.parametrize("shape", ["bare", "list", "deeper"])
def test_lists_are_read_however_they_are_wrapped(shape: str) -> None:
    wrapped = {"bare": COIN_LIST, "list": {"list": COIN_LIST}, "deeper": {"a": [{"b": COIN_LIST}]}}
    assert read(coins=wrapped[shape]) == read(coins=COIN_LIST)


def test_what_was_cached_reads_as_what_was_answered() -> None:
    exact = json.loads(json.dumps(COIN_LIST).replace('"10"', "10.0"), parse_float=Decimal)
    cached = json.loads(json.dumps(exact, default=str))
    assert read(coins=cached) == read(coins=exact) == read(coins=COIN_LIST)


@pytest.mark.parametrize(
    ("url", "key", "explorer"),
    [
        ("https://etherscan.io", "ethereum", "https://etherscan.io/tx/"),
        ("https://etherscan.io/", "arbitrum", "https://etherscan.io/tx/"),
        ("https://etherscan.io/tx/", "sepolia", "https://etherscan.io/tx/"),
        ("https://scan.example:8443/eth", "ethereum", "https://scan.example:8443/eth/tx/"),
        ("https://tronscan.org", "tron", "https://tronscan.org/#/transaction/"),
        ("https://tronscan.org/#/", "tron", "https://tronscan.org/#/transaction/"),
        ("https://tronscan.org/#/transaction/", "shasta", "https://tronscan.org/#/transaction/"),
        (" https://tronscan.org/ ", "tron", "https://tronscan.org/#/transaction/"),
    ],
)
def test_a_transaction_is_found_as_its_network_is_used_to(
    url: str, key: str, explorer: str
) -> None:
    assert read_explorer(url, NETWORKS[key]) == explorer


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        7,
        ["https://etherscan.io"],
        "http://etherscan.io",
        "javascript:alert(1)",
        "https://",
        "https://user@etherscan.io",
        "https://etherscan.io/?a=b",
        'https://etherscan.io/"><script>',
        "https://etherscan.io/#/address",
        "https://ether scan.io",
        "https://etherscan.io\n.evil.example",
        "https://xn.example/" + "a" * 200,
        "https://\u0435therscan.io",
    ],
)
def test_nobody_is_led_to_what_is_no_plain_address(url: object) -> None:
    assert read_explorer(url, NETWORKS["ethereum"]) is None


FIELDS = ["chainId", "symbol", "status", "minAmount", "maxAmount", "explorerUrl", "networks"]
WORDS = ["1", "TRON", "USDT", "maintenance", "1e30", "-0", "https://x.example", "sNaN"]
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    # What a list may say, and a little beside it.
    | st.decimals()
    | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*FIELDS, "supportedCoins"]), inner, max_size=6)
    ),
    max_leaves=20,
)


@given(ANYTHING, ANYTHING, ANYTHING)
def test_no_answer_however_odd_raises(networks: object, coins: object, till: object) -> None:
    listing = read(networks, coins, till)
    assert listing.closed <= set(NETWORKS)
    assert set(listing.limits) <= set(ASSETS)
    assert listing.assets is None or listing.assets <= set(ASSETS)
    for limits in listing.limits.values():
        assert limits.minimum or limits.maximum
