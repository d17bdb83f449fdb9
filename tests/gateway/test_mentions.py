import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gateway.mentions import mentions
from bot.payments.money import NETWORKS, Network

TRON, ETHEREUM = NETWORKS["tron"], NETWORKS["ethereum"]


def found(answer: object, network: Network | None = None) -> list[tuple[str | None, str]]:
    """Token and network of each record."""
    return [
        (each.token, each.network.key if each.network else "")
        for each in mentions(answer, network=network)
    ]


def test_a_record_is_about_the_token_and_network_that_it_names() -> None:
    assert found({"symbol": "usdt", "chainId": "1"}) == [("USDT", "ethereum")]
    assert found([{"symbol": "USDC"}, {"chainId": 42161}]) == [("USDC", ""), (None, "arbitrum")]


@pytest.mark.parametrize("chain_id", ["TRON", "tron", "0x2b6653dc", "0x2B6653DC", 728126428])
def test_a_network_is_known_by_each_of_its_names(chain_id: object) -> None:
    assert found({"chainId": chain_id}) == [(None, "tron")]


def test_what_lies_in_a_record_is_about_the_same() -> None:
    answer = {"symbol": "USDT", "networks": [{"chainId": "1"}, {"chainId": "TRON"}]}
    assert found(answer) == [("USDT", ""), ("USDT", "ethereum"), ("USDT", "tron")]
    assert found({"symbol": "USDT"}, TRON) == [("USDT", "tron")]


@pytest.mark.parametrize(
    "strange",
    [{"chainId": "56"}, {"chainId": ["1"]}, {"symbol": "USDT.e"}, {"symbol": 7}, {"symbol": "U"}],
)
def test_what_is_about_something_unknown_is_passed_over_with_all_that_lies_in_it(
    strange: dict[str, object],
) -> None:
    answer = [{**strange, "inside": {"symbol": "USDT", "chainId": "1"}}, {"symbol": "USDC"}]
    assert found(answer) == [("USDC", "")]


def test_lists_of_plain_words_are_read_in_the_merchants_till() -> None:
    answer = {"supportedNetworks": ["TRON", 1, "56"], "supportedCoins": ["USDT", None]}
    assert found(answer) == [(None, ""), (None, "tron"), (None, "ethereum"), ("USDT", "")]


def test_what_lies_too_deep_is_passed_over() -> None:
    answer: object = {"symbol": "USDT"}
    for _ in range(10_000):
        answer = [answer]
    assert found(answer) == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["symbol", "chainId", "networks", "supportedCoins"]), inner, max_size=4
        )
    ),
)


@given(ANYTHING)
def test_whatever_comes_is_read_without_an_error(answer: object) -> None:
    for mention in mentions(answer):
        assert mention.network is None or mention.network in NETWORKS.values()
