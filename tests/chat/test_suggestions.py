import pytest

from bot.chat.suggestions import instead, usual
from bot.payments.money import Asset
from bot.payments.request import Reason, Refusal, Request, Terms, read_request
from tests.chat.making import TERMS


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
