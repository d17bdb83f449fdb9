"""Leafing through lists of orders, as a person does."""

import re

from bot.sandbox.telegram import Group, Person, SentMessage
from tests.chat.desk import Desk

# Telegram wants a pause between two messages, or changes of one.
PAUSE = 4
BACK, OLDER, NEWER = "« Back", "Older »", "« Newer"


async def told(
    desk: Desk,
    person: Person,
    words: str = "",
    chat: Group | None = None,
    *,
    anonymous: bool = False,
) -> SentMessage:
    """The answer to /orders."""
    desk.clock.forward(seconds=PAUSE)
    command = "/orders" if chat is None else "/orders@till_bot"
    person.write(f"{command} {words}".strip(), chat=chat, anonymous=anonymous)
    await desk.hear()
    return desk.said(chat.id if chat else person.id)[-1]


async def press(
    desk: Desk, person: Person, message: SentMessage, button: str, *, forged: bool = False
) -> str:
    """What is answered to a press; whatever is, only the one who pressed sees."""
    desk.clock.forward(seconds=PAUSE)
    pressed = person.press(message, button, forged=forged)
    await desk.hear()
    answered = await pressed.answered()
    return str(answered.get("text", ""))


def letters(message: SentMessage) -> str:
    """The orders on a page, by the letters that they are numbered with."""
    return "".join(re.findall(r"\b([0-9A-Z])\1{9}\b", message.text or ""))


def faces(message: SentMessage) -> list[str]:
    """What stands on the buttons of a message."""
    return [str(each["text"]) for each in message.buttons]


def data_of(message: SentMessage, face: str) -> str:
    """What the last button with such a face says."""
    return str([each["callback_data"] for each in message.buttons if each["text"] == face][-1])
