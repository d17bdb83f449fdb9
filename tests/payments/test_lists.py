from bot.payments.lists import Limits, Listing, Lists
from bot.payments.money import Asset, Money
from tests.listing import limited

TRON, ETHEREUM = Asset.of("USDT@tron"), Asset.of("USDT@ethereum")


def test_before_anything_is_read_nothing_is_known() -> None:
    lists = Lists()
    assert lists.now == Listing(frozenset(), {}, {}, None)
    assert lists.limits_of(TRON) == Limits(None, None)
    assert lists.warnings([TRON]) == ()


def test_limits_are_those_of_one_asset() -> None:
    lists = limited("USDT@tron", "1", "5")
    assert lists.limits_of(TRON) == Limits(Money.of("1", "USDT"), Money.of("5", "USDT"))
    assert lists.limits_of(ETHEREUM) == Limits()


def test_what_is_not_listed_is_warned_of_with_what_to_do() -> None:
    lists = Lists(Listing(assets=frozenset({TRON})))
    [warning] = lists.warnings([ETHEREUM, TRON])
    assert warning == (
        "USDT@ethereum stands in ASSETS, and the gateway's lists do not have it: orders in it may"
        " be refused. Please check ASSETS, and what your till at the gateway takes."
    )


def test_a_new_reading_is_seen_by_whoever_has_the_lists() -> None:
    lists = Lists()
    lists.now = Listing(assets=frozenset())
    assert len(lists.warnings([ETHEREUM, TRON])) == 2
