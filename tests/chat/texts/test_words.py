from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.suggestions import usual
from bot.chat.texts.words import (
    LONGEST_QUOTE,
    NOTHING_OFFERED,
    example,
    limits,
    moment,
    offers,
    quote,
)
from bot.payments.money import Asset
from bot.payments.terms import Terms
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import NOW, TERMS
from tests.listing import closed, limited


def test_a_word_is_escaped() -> None:
    assert quote("""<b>&"'""") == "&lt;b&gt;&amp;&quot;&#x27;"


def test_a_long_word_is_cut() -> None:
    assert quote("9" * 5000) == "9" * 40 + "…"
    assert quote("9" * 40) == "9" * 40


def test_a_word_is_cut_before_it_is_escaped() -> None:
    assert quote("&" * 5000) == "&amp;" * 40 + "…"


def test_what_cannot_be_seen_is_shown() -> None:
    assert quote("1\u200b0\u202e0\x00\ud83d") == "1�0�0��"


def test_emoji_and_letters_of_every_script_stay() -> None:
    assert quote("💰١٠مئةсто百") == "💰١٠مئةсто百"


@given(st.text(st.characters(exclude_categories=[])))
def test_a_quote_never_breaks_the_markup(word: str) -> None:
    bare, entities = parse_html(f"<b>«{quote(word)}»</b>")
    assert [entity["type"] for entity in entities] == ["bold"]
    assert bare[1:-1] == unescape(quote(word))
    assert len(bare) <= LONGEST_QUOTE + 3


def test_a_moment_is_told_to_the_minute_with_its_zone() -> None:
    assert moment(NOW) == "2026-01-02 03:04 UTC"


def test_an_example_is_copied_when_tapped() -> None:
    assert example(usual(TERMS)[0]) == "<code>/pay 10 USDT ethereum</code>"


def test_offers_name_each_network_in_both_its_names() -> None:
    assert offers(TERMS) == "I take USDT (Ethereum · ERC20 or TRON · TRC20)."
    two = Terms((Asset.of("USDT@tron"), Asset.of("USDC@arbitrum")), "1", "5")
    assert offers(two) == "I take USDT (TRON · TRC20), USDC (Arbitrum One · ARBITRUM)."


def test_what_is_under_maintenance_is_not_named_among_the_offers() -> None:
    terms = Terms((*TERMS.assets, Asset.of("USDC@tron")), "1", "5", closed("tron"))
    assert offers(terms) == "I take USDT (Ethereum · ERC20)."
    assert offers(Terms(TERMS.assets, "1", "5", closed("tron", "ethereum"))) == NOTHING_OFFERED


def test_limits_are_told_apart_where_the_gateway_has_others() -> None:
    assert limits(TERMS) == "At least 1, at most 100000 in one order."
    lists = limited("USDT@ethereum", "10", "2000.5")
    assert limits(Terms(TERMS.assets, "1", "100000", lists)) == (
        "At least 1, at most 100000 in one order.\n"
        "USDT on Ethereum · ERC20: at least 10, at most 2000.5."
    )
    assert limits(Terms(TERMS.assets, "20", "1000", lists)) == (
        "At least 20, at most 1000 in one order."
    )
