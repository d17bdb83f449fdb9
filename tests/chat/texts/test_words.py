from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.suggestions import usual
from bot.chat.texts.words import LONGEST_QUOTE, example, moment, offers, quote
from bot.payments.money import Asset
from bot.payments.request import Terms
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import NOW, TERMS


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
    assert offers(TERMS) == "USDT (Ethereum · ERC20 or TRON · TRC20)"
    two = Terms((Asset.of("USDT@tron"), Asset.of("USDC@arbitrum")), "1", "5")
    assert offers(two) == "USDT (TRON · TRC20), USDC (Arbitrum One · ARBITRUM)"
