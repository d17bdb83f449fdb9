"""What is said: one text, where, and how long it may be there."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from telegram import InlineKeyboardMarkup

from bot.payments.order import Order

ALERT, LABEL, MENU, CAPTION, MESSAGE = 200, 64, 256, 1024, 4096
NASTY = ("<b>&\"'", "🤑" * 5000, "{word}", "\u202e100\u200b", "ع" * 5000, "W" * 50, "")


@dataclass(frozen=True, slots=True)
class Said:
    """One text: where it is said, how long it may be there, and the order that it tells of."""

    where: str
    html: str
    limit: int
    order: Order | None = None


def labels(*keys: InlineKeyboardMarkup | None) -> Iterator[Said]:
    """What stands on buttons."""
    for each in keys:
        for button in [button for row in each.inline_keyboard for button in row] if each else []:
            yield Said("label", escape(button.text), LABEL)
            if button.copy_text is not None:
                assert button.copy_text.text.isascii()
                assert button.copy_text.text.isprintable()
