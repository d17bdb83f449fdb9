import pytest

from bot.payments.lists import Listing, Lists
from bot.payments.money import Asset, Money
from bot.payments.terms import Terms
from tests.listing import closed, limited

ETHEREUM, TRON = Asset.of("USDT@ethereum"), Asset.of("USDT@tron")
USDC = Asset.of("USDC@ethereum")
ASSETS = (ETHEREUM, TRON, USDC)


def terms(lists: Lists | None = None, low: str = "1", high: str = "1000") -> Terms:
    return Terms(ASSETS, low, high, lists or Lists())


def usdt(text: str) -> Money:
    return Money.of(text, "USDT")


def test_tokens_stand_in_the_order_of_the_settings() -> None:
    assert Terms((USDC, TRON, ETHEREUM), "1", "5").tokens == ("USDC", "USDT")
    assert terms().of_token("USDT") == (ETHEREUM, TRON)


def test_without_lists_everything_is_offered_within_our_own_limits() -> None:
    assert terms().offered == ASSETS
    assert terms().range_of(TRON) == (usdt("1"), usdt("1000"))
    assert terms().warnings == ()


def test_terms_are_the_same_whatever_the_lists_say_today() -> None:
    assert terms(closed("tron")) == terms()


def test_a_network_under_maintenance_is_not_offered_and_its_tokens_are_still_known() -> None:
    today = terms(closed("ethereum"))
    assert today.offered == (TRON,)
    assert today.of_token("USDT") == (TRON,)
    assert today.of_token("USDC") == ()
    assert today.tokens == ("USDT", "USDC")
    assert not today.takes(usdt("5"), ETHEREUM)


def test_a_new_reading_holds_at_once() -> None:
    lists = Lists()
    today = terms(lists)
    lists.now = Listing(closed=frozenset({"tron", "ethereum"}))
    assert today.offered == ()


@pytest.mark.parametrize(
    ("low", "high", "least", "most"),
    [
        ("10", "500", "10", "500"),
        ("0.1", "5000", "1", "1000"),
        ("10", "", "10", "1000"),
        ("", "500", "1", "500"),
        ("1000", "", "1000", "1000"),
    ],
)
def test_the_tighter_limit_holds(low: str, high: str, least: str, most: str) -> None:
    today = terms(limited("USDT@ethereum", low, high))
    assert today.range_of(ETHEREUM) == (usdt(least), usdt(most))
    assert today.range_of(TRON) == (usdt("1"), usdt("1000"))


def test_it_is_known_whose_a_limit_is() -> None:
    today = terms(limited("USDT@ethereum", "10"))
    low, high = today.range_of(ETHEREUM)
    assert not today.is_own(low, ETHEREUM)
    assert today.is_own(high, ETHEREUM)


@pytest.mark.parametrize(
    ("amount", "is_taken"),
    [("9.999999", False), ("10", True), ("500", True), ("500.000001", False)],
)
def test_only_amounts_within_the_limits_are_taken(amount: str, *, is_taken: bool) -> None:
    assert terms(limited("USDT@ethereum", "10", "500")).takes(usdt(amount), ETHEREUM) is is_taken


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (
            ("2000", ""),
            "the gateway takes at least 2000 USDT in one order, and MAX_AMOUNT is 1000",
        ),
        (("", "0.5"), "the gateway takes at most 0.5 USDT in one order, and MIN_AMOUNT is 1."),
    ],
)
def test_what_no_amount_would_fit_is_not_offered_and_warned_of(
    limits: tuple[str, str], words: str
) -> None:
    today = terms(limited("USDT@ethereum", *limits))
    assert today.offered == (TRON, USDC)
    [warning] = today.warnings
    assert warning.startswith("USDT@ethereum cannot be ordered: ")
    assert words in warning


def test_what_is_not_listed_is_offered_all_the_same_and_warned_of() -> None:
    today = terms(Lists(Listing(assets=frozenset({TRON, USDC}))))
    assert today.offered == ASSETS
    assert [each.split()[0] for each in today.warnings] == ["USDT@ethereum"]


def test_owners_hear_once_of_each_network_under_maintenance() -> None:
    [warning] = terms(closed("ethereum", "arbitrum")).warnings
    assert warning == (
        "Ethereum is under maintenance at the gateway: no new orders are made on it until that is"
        " over."
    )
