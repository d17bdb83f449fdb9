from bot.payments.groups import GroupSettings
from bot.payments.money import Asset
from bot.payments.request import Request, read_request
from bot.payments.terms import Terms
from tests.listing import closed

ETHEREUM, TRON, USDC = map(Asset.of, ("USDT@ethereum", "USDT@tron", "USDC@ethereum"))
TERMS = Terms((ETHEREUM, TRON, USDC), "1", "1000")


def read(text: str, here: GroupSettings) -> Asset:
    request = read_request(text, here.terms(TERMS))
    assert isinstance(request, Request)
    return request.asset


def test_where_nothing_is_set_the_tills_own_terms_hold() -> None:
    assert GroupSettings().terms(TERMS) is TERMS
    assert read("100", GroupSettings()) == ETHEREUM


def test_what_is_set_is_what_a_plain_amount_means_and_nothing_else_changes() -> None:
    here = GroupSettings(asset=TRON)
    assert here.terms(TERMS).assets == (TRON, ETHEREUM, USDC)
    assert read("100", here) == TRON
    assert read("100 USDT", here) == TRON
    assert read("100 USDT ethereum", here) == ETHEREUM
    assert read("100 USDC", here) == USDC


def test_what_the_till_does_not_take_any_more_is_passed_over() -> None:
    assert GroupSettings(asset=Asset.of("USDC@tron")).terms(TERMS) is TERMS


def test_the_gateways_lists_hold_in_groups_too() -> None:
    lists = closed("tron")
    terms = Terms(TERMS.assets, "1", "1000", lists)
    here = GroupSettings(asset=TRON).terms(terms)
    assert here.lists is lists
    assert here.offered == (ETHEREUM, USDC)
