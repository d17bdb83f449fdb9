import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.telegram.entities import find_entities, units


def cut(text: str, entity: dict[str, int]) -> str:
    raw = text.encode("utf-16-le")
    begin = 2 * entity["offset"]
    return raw[begin : begin + 2 * entity["length"]].decode("utf-16-le")


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("/pay 100", "bot_command", "/pay"),
        ("/pay@till_bot 100", "bot_command", "/pay@till_bot"),
        ("😀 /pay 100", "bot_command", "/pay"),
        ("thanks @alice!", "mention", "@alice"),
        ("see https://example.com/a?b=1.", "url", "https://example.com/a?b=1"),
        ("#order7 is mine", "hashtag", "#order7"),
        ("100 $USDT", "cashtag", "$USDT"),
        ("to a.b@example.com", "email", "a.b@example.com"),
    ],
)
def test_it_finds(text: str, kind: str, found: str) -> None:
    (entity,) = find_entities(text)
    assert entity["type"] == kind
    assert cut(text, entity) == found


@pytest.mark.parametrize("text", ["a/pay", "1/2", "//pay", "</pay>", "a@b", "5 $", "#1"])
def test_it_does_not_see_what_is_not_there(text: str) -> None:
    assert find_entities(text) == []


def test_the_longer_reading_wins() -> None:
    assert [e["type"] for e in find_entities("https://a.example/#x /go")] == [
        "url",
        "bot_command",
    ]


def test_length_counts_utf16_units() -> None:
    assert units("a😀ä") == 4


@given(st.text(alphabet="/@#$a1 😀.:pay", max_size=30))
def test_entities_lie_apart_and_inside_the_text(text: str) -> None:
    end = 0
    for entity in find_entities(text):
        assert entity["offset"] >= end
        end = entity["offset"] + entity["length"]
    assert end <= units(text)
