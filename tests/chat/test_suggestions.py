import pytest

from bot.chat.suggestions import an_example, instead, usual
from bot.payments.lists import Lists
from bot.payments.money import Asset
from bot.payments.refusals import Reason, Refusal
from bot.payments.request import Request, read_request
from bot.payments.terms import Terms
from tests.chat.making import TERMS
from tests.listing import closed, limited


def offered(text: str, terms: Terms = TERMS) -> list[str]:
    refused = read_request(text, terms)
    assert isinstance(refused, Refusal)
    return [str(request) for request in instead(refused, terms)]


def test_three_usual_amounts_of_the_default_asset_are_offered() -> None:
    assert [str(each) for each in usual(TERMS)] == [
        "10 USDT ethereum",
        "25 USDT ethereum",
        "50 USDT ethereum",
    ]


@pytest.mark.parametrize(
    ("low", "high", "amounts"),
    [
        ("30", "60", ["50"]),
        ("50", "100", ["50", "100"]),
        ("501", "600", ["501"]),
        ("0.1", "0.2", ["0.1"]),
    ],
)
def test_usual_amounts_stay_within_the_limits(low: str, high: str, amounts: list[str]) -> None:
    terms = Terms(TERMS.assets, low, high)
    assert [each.amount.plain for each in usual(terms)] == amounts


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1,000", ["1000 USDT ethereum", "1 USDT ethereum"]),
        ("12,50", ["12.5 USDT ethereum"]),
        ("1.234,56", ["1234.56 USDT ethereum"]),
        ("1'000.50", ["1000.5 USDT ethereum"]),
        ("1'000", ["1000 USDT ethereum"]),
        ("1_000", ["1000 USDT ethereum"]),
        ("10,000,5", []),
        ("10,000,000", []),
        ("1000,500", ["1000.5 USDT ethereum"]),
        ("1.000,500", ["1000.5 USDT ethereum"]),
        ("12\u066b5", ["12.5 USDT ethereum"]),
        ("1,", []),
    ],
)
def test_only_what_can_have_been_meant_is_offered(text: str, readings: list[str]) -> None:
    assert offered(text) == (readings or [str(each) for each in usual(TERMS)])


def test_thousands_are_read_only_where_they_can_be() -> None:
    terms = Terms(TERMS.assets, "1", "1000000000")
    assert offered("1000,500", terms) == ["1000.5 USDT ethereum"]
    assert offered("1.000,500", terms) == ["1000.5 USDT ethereum"]
    assert offered("100,500", terms) == ["100500 USDT ethereum", "100.5 USDT ethereum"]


def test_who_goes_past_a_limit_is_offered_the_limit() -> None:
    assert offered("0.5") == ["1 USDT ethereum", "1 USDT tron"]
    assert offered("100001") == ["100000 USDT ethereum", "100000 USDT tron"]


def test_never_more_than_three_are_offered() -> None:
    keys = ("ethereum", "tron", "arbitrum", "shasta")
    terms = Terms(tuple(Asset.of(f"USDT@{key}") for key in keys), "1", "5")
    assert len(offered("9", terms)) == 3


@pytest.mark.parametrize("reason", Reason)
def test_every_refusal_comes_with_something_to_press(reason: Reason) -> None:
    found = instead(Refusal(reason, "1,5"), TERMS)
    assert found
    for request in found:
        assert isinstance(read_request(str(request), TERMS), Request)


@pytest.mark.parametrize("text", ["5 btc", "5 usdt moon", "5 usdt tron please"])
def test_the_amount_is_kept_when_other_words_are_at_fault(text: str) -> None:
    assert offered(text) == ["5 USDT ethereum", "5 USDT tron"]


def test_an_amount_outside_the_limits_is_not_kept() -> None:
    assert offered("0.001 btc") == [str(each) for each in usual(TERMS)]


def on(lists: Lists) -> Terms:
    """The usual terms, with what the gateway's lists say."""
    return Terms(TERMS.assets, TERMS.minimum, TERMS.maximum, lists)


def test_what_is_under_maintenance_is_not_suggested() -> None:
    terms = on(closed("ethereum"))
    assert [str(each) for each in usual(terms)] == ["10 USDT tron", "25 USDT tron", "50 USDT tron"]
    assert str(an_example(terms)) == "10 USDT tron"
    assert offered("0.5", terms) == ["1 USDT tron"]
    assert offered("7 usdt ethereum", terms) == ["7 USDT tron"]


def test_usual_amounts_stay_within_the_gateways_limits() -> None:
    assert [each.amount.plain for each in usual(on(limited("USDT@ethereum", "30", "60")))] == [
        "50"
    ]
    assert [each.amount.plain for each in usual(on(limited("USDT@ethereum", "501")))] == ["501"]


def test_who_is_below_the_gateways_limit_is_offered_another_network_and_the_limit() -> None:
    terms = on(limited("USDT@ethereum", "10", "500"))
    assert offered("5", terms) == ["5 USDT tron", "10 USDT ethereum", "1 USDT tron"]
    assert offered("501", terms) == ["501 USDT tron", "500 USDT ethereum", "100000 USDT tron"]


def test_in_place_of_a_closed_network_the_same_token_comes_first() -> None:
    assets = tuple(map(Asset.of, ("USDC@ethereum", "USDT@tron", "USDT@arbitrum")))
    terms = Terms(assets, "1", "1000", closed("tron"))
    assert offered("7 usdt tron", terms) == ["7 USDT arbitrum", "7 USDC ethereum"]


@pytest.mark.parametrize("reason", Reason)
def test_where_nothing_is_offered_nothing_is_suggested(reason: Reason) -> None:
    terms = on(closed("ethereum", "tron"))
    assert usual(terms) == []
    assert instead(Refusal(reason, "1,5", amount="5"), terms) == []


def test_there_is_always_an_example() -> None:
    assert str(an_example(TERMS)) == "10 USDT ethereum"
    assert str(an_example(on(closed("ethereum", "tron")))) == "10 USDT ethereum"
