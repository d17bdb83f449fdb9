import pytest

from bot.chat.texts import people
from bot.payments.merchants import Merchant
from bot.sandbox.telegram.markup import parse_html
from tests.orders import NOW


def shown(html: str) -> str:
    return parse_html(html)[0]


def test_merchants_are_listed_each_with_since_when() -> None:
    both = [Merchant(501, "Mia <3", 900, NOW), Merchant(502, "", 900, NOW)]
    text = shown(people.merchants(both))
    day = f"{NOW:%Y-%m-%d}"
    assert f"Mia <3 (501), since {day}\n502 (502), since {day}\n" in text
    assert "/merchants remove 502" in text


def test_without_merchants_it_is_said_how_to_add_one() -> None:
    assert shown(people.merchants([])).endswith(shown(people.HOW_TO))


@pytest.mark.parametrize(
    "text",
    [
        people.added(501, "<b>\u202e", was_told=False),
        people.removed(501, "&amp;"),
        people.is_merchant(501, "x" * 500),
        people.is_none(501, ""),
        people.is_owner(501, "\n\n"),
        people.no_id("<i>" * 500),
    ],
)
def test_a_name_is_cut_and_escaped_and_hides_nothing(text: str) -> None:
    words = shown(text)
    assert len(words) < 300
    assert "\u202e" not in words
