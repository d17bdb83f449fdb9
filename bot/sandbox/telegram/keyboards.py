"""What may hang below a message."""

import re

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.refusals import RefusedError, bad_request

MOST_BUTTONS = 100
LONGEST_DATA_BYTES = 64
LONGEST_COPY_TEXT = 256
LONGEST_PLACEHOLDER = 64
_OTHER_ACTIONS = {
    "callback_game",
    "login_url",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "web_app",
}
_ACTIONS = {"callback_data", "copy_text", "url"} | _OTHER_ACTIONS
_URL = re.compile(r"(?:https?://[^\s/?#]+\S*|tg://\S+)$", re.IGNORECASE)


def read_markup(call: Call) -> JsonObject | None:
    """Return the `reply_markup` of a message that is sent."""
    markup = call.record("reply_markup")
    if not markup:
        return None
    if "inline_keyboard" in markup:
        return read_inline_keyboard(markup)
    if "keyboard" in markup:
        return _reply_keyboard(markup)
    if not (markup.get("remove_keyboard") or markup.get("force_reply")):
        raise bad_request("object expected as reply markup")
    if not isinstance(placeholder := markup.get("input_field_placeholder", ""), str):
        raise bad_request("can't parse force reply JSON object")
    if units(placeholder) > LONGEST_PLACEHOLDER:
        raise bad_request("PLACEHOLDER_TOO_LONG")
    return markup


def read_inline_markup(call: Call) -> JsonObject | None:
    """Return the `reply_markup` of an edit: an inline keyboard or nothing."""
    markup = call.record("reply_markup")
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return read_inline_keyboard(markup) if markup else None


def read_inline_keyboard(markup: JsonObject) -> JsonObject | None:
    """Return the keyboard without empty rows, or nothing if no button is left."""
    rows = [[_button(button) for button in row] for row in _rows(markup, "inline_keyboard")]
    filled = [row for row in rows if row]
    if sum(map(len, filled)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": filled} if filled else None


def _reply_keyboard(markup: JsonObject) -> JsonObject:
    for row in _rows(markup, "keyboard"):
        for button in row:
            text = button.get("text") if isinstance(button, dict) else button
            if not isinstance(text, str):
                raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    return markup


def _rows(markup: JsonObject, name: str) -> list[list[object]]:
    rows = markup[name]
    if not isinstance(rows, list):
        raise bad_request(f'field "{name}" of the reply markup must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{name}" of the reply markup must be an Array of Arrays')
    return rows


def _button(button: object) -> JsonObject:
    """Check one inline button: a text and exactly one thing that it does."""
    if not isinstance(button, dict):
        raise _unreadable("expected an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise _unreadable('Can\'t find field "text"')
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = _ACTIONS & button.keys()
    if not actions:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unreadable("exactly one action is expected")
    _check_action(button)
    _check_switch(button)
    return button


def _check_action(button: JsonObject) -> None:
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= LONGEST_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not _URL.match(str(button["url"])):
        raise bad_request("BUTTON_URL_INVALID")
    if "copy_text" in button:
        copied = button["copy_text"]
        text = copied.get("text", "") if isinstance(copied, dict) else ""
        if not isinstance(text, str) or not 1 <= units(text) <= LONGEST_COPY_TEXT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_switch(button: JsonObject) -> None:
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if not isinstance(button.get(name, ""), str):
            raise _unreadable(f'field "{name}" must be of type String')
    if not isinstance(button.get("switch_inline_query_chosen_chat", {}), dict):
        raise _unreadable("switch_inline_query_chosen_chat must be an Object")


def _unreadable(reason: str) -> RefusedError:
    return bad_request(f"can't parse inline keyboard button: {reason}")
