from typing import Any

import pytest

from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.keyboards import read_inline_markup, read_markup
from bot.sandbox.telegram.refusals import RefusedError
from tests.sandbox.telegram.caller import PAY, keyboard


def read(markup: object) -> dict[str, Any] | None:
    return read_markup(Call("sendMessage", {"reply_markup": markup}))


def refusal(markup: object) -> str:
    with pytest.raises(RefusedError) as refused:
        read(markup)
    return refused.value.description


@pytest.mark.parametrize(
    "button",
    [
        {"text": "a", "callback_data": "x" * 64},
        {"text": "a", "callback_data": "ä" * 32},
        {"text": "a", "url": "https://blockatm.net/cashier/1"},
        {"text": "a", "url": "http://127.0.0.1:8080/cashier/1"},
        {"text": "a", "url": "tg://user?id=5"},
        {"text": "a", "copy_text": {"text": "x" * 256}},
        {"text": "a", "switch_inline_query": ""},
        {"text": "a", "switch_inline_query_current_chat": "25 USDT"},
        {"text": "a", "switch_inline_query_chosen_chat": {"allow_user_chats": True}},
    ],
)
def test_a_button_does_one_thing(button: dict[str, Any]) -> None:
    assert read(keyboard(button)) == keyboard(button)


@pytest.mark.parametrize("data", ["", "x" * 65, "ä" * 33, 7])
def test_callback_data_holds_one_to_sixty_four_bytes(data: object) -> None:
    markup = keyboard({"text": "a", "callback_data": data})
    assert refusal(markup) == "Bad Request: BUTTON_DATA_INVALID"


@pytest.mark.parametrize("url", ["", "ftp://a.b", "blockatm", "javascript:alert(1)", "https://"])
def test_a_link_leads_to_the_web_or_to_telegram(url: str) -> None:
    assert refusal(keyboard({"text": "a", "url": url})) == "Bad Request: BUTTON_URL_INVALID"


@pytest.mark.parametrize("copied", [{"text": ""}, {"text": "x" * 257}, {"text": 1}, "x"])
def test_a_copied_text_holds_one_to_256_characters(copied: object) -> None:
    markup = keyboard({"text": "a", "copy_text": copied})
    assert refusal(markup) == "Bad Request: BUTTON_COPY_TEXT_INVALID"


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ("Pay", "expected an Object"),
        ({"callback_data": "x"}, 'Can\'t find field "text"'),
        ({"text": "a"}, "Text buttons are unallowed in the inline keyboard"),
        ({"text": "a", "switch_inline_query": 5}, 'field "switch_inline_query" must be'),
        ({"text": "a", "switch_inline_query_chosen_chat": ""}, "switch_inline_query_chosen_chat"),
        ({"text": "a", "callback_data": "x", "url": "https://a.b"}, "exactly one action"),
    ],
)
def test_a_button_that_makes_no_sense_is_refused(button: Any, reason: str) -> None:  # noqa: ANN401 - on purpose wrong
    text = refusal(keyboard(button))
    assert text.startswith(f"Bad Request: can't parse inline keyboard button: {reason}")


def test_a_button_has_a_text() -> None:
    text = refusal(keyboard({"text": " ", "callback_data": "x"}))
    assert text == "Bad Request: inline keyboard button text must be non-empty"


def test_a_keyboard_holds_a_hundred_buttons() -> None:
    assert read({"inline_keyboard": [[PAY]] * 100})
    text = refusal({"inline_keyboard": [[PAY]] * 101})
    assert text == "Bad Request: reply markup is too long"


@pytest.mark.parametrize("markup", [None, "", {}, {"inline_keyboard": []}])
def test_no_keyboard_is_none(markup: object) -> None:
    assert read(markup) is None


@pytest.mark.parametrize("rows", ["x", [PAY]])
def test_a_keyboard_is_made_of_rows(rows: object) -> None:
    assert "must be" in refusal({"inline_keyboard": rows})


@pytest.mark.parametrize(
    "markup",
    [
        {"force_reply": True, "input_field_placeholder": "Amount"},
        {"remove_keyboard": True},
        {"keyboard": [["Pay", {"text": "Help"}]]},
    ],
)
def test_other_markups_are_taken(markup: dict[str, Any]) -> None:
    assert read(markup) == markup


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("[]", "object expected as reply markup"),
        ({"unknown": True}, "object expected as reply markup"),
        ({"keyboard": [[{}]]}, "can't parse keyboard button"),
        ({"force_reply": True, "input_field_placeholder": 5}, "can't parse force reply"),
        ({"force_reply": True, "input_field_placeholder": "x" * 65}, "PLACEHOLDER_TOO_LONG"),
    ],
)
def test_other_wrong_markups_are_refused(markup: object, reason: str) -> None:
    assert refusal(markup).startswith(f"Bad Request: {reason}")


def test_an_edit_takes_an_inline_keyboard_or_none() -> None:
    call = Call("editMessageText", {"reply_markup": keyboard(PAY)})
    assert read_inline_markup(call) == keyboard(PAY)
    assert read_inline_markup(Call("editMessageText")) is None
    with pytest.raises(RefusedError, match="inline keyboard expected"):
        read_inline_markup(Call("editMessageText", {"reply_markup": {"force_reply": True}}))
