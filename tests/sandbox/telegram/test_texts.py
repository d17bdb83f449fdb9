from typing import Any

import pytest

from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.refusals import RefusedError
from bot.sandbox.telegram.texts import check_length, read_caption, read_text


def kinds(**params: Any) -> list[str]:  # noqa: ANN401 - any parameter of a call
    return [entity["type"] for entity in read_text(Call("sendMessage", params)).entities]


@pytest.mark.parametrize("text", ["", " \n ", "<b> </b>"])
def test_a_text_says_something(text: str) -> None:
    with pytest.raises(RefusedError, match="message text is empty"):
        read_text(Call("sendMessage", {"text": text, "parse_mode": "HTML"}))


def test_a_caption_may_be_empty() -> None:
    assert read_caption("", "", []).text == ""


def test_white_space_at_the_ends_is_taken_off() -> None:
    written = read_caption("\n <b>a </b> <i> </i>", "html", [])
    assert written.text == "a"
    assert written.entities == [{"type": "bold", "offset": 0, "length": 1}]


def test_commands_are_found_beside_the_markup() -> None:
    assert kinds(text="<b>x</b> /pay", parse_mode="HTML") == ["bold", "bot_command"]


@pytest.mark.parametrize("tag", ["code", "pre"])
def test_nothing_is_found_inside_code(tag: str) -> None:
    assert kinds(text=f"<{tag}>/pay @alice</{tag}>", parse_mode="HTML") == [tag]


def test_other_markup_languages_are_refused() -> None:
    with pytest.raises(RefusedError, match="unsupported parse_mode"):
        kinds(text="*x*", parse_mode="MarkdownV2")


def test_entities_can_be_given() -> None:
    entities = [
        {"type": "bold", "offset": 0, "length": 1},
        {"type": "url", "offset": 0, "length": 1},
    ]
    assert kinds(text="<b>x</b>", entities=entities) == ["bold"]


@pytest.mark.parametrize("entity", [{"type": "bold"}, {"offset": 0, "length": 1}])
def test_given_entities_must_be_whole(entity: dict[str, Any]) -> None:
    with pytest.raises(RefusedError, match="can't parse MessageEntity"):
        kinds(text="x", entities=[entity])


def test_length_is_counted_in_utf16_units() -> None:
    check_length(read_caption("😀", "", []), 2, "too long")
    with pytest.raises(RefusedError, match="too long"):
        check_length(read_caption("😀", "", []), 1, "too long")
