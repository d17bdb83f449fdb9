"""What the bot offers in the tests of inline mode."""

from typing import Any

from tests.sandbox.telegram.caller import PAY, keyboard

Result = dict[str, Any]


def article(result_id: str = "a", title: str = "Invoice", **changed: object) -> Result:
    """Return a result that becomes a text with a button."""
    content = {"message_text": "<b>25 USDT</b>", "parse_mode": "HTML"}
    view = {"type": "article", "id": result_id, "title": title, "input_message_content": content}
    return view | {"reply_markup": keyboard(PAY)} | changed
