"""A conversation, printed as it happens."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.sandbox.telegram import Action, Event, Person, Press, SentMessage

_NAME = 10
_ACTIONS = {"upload_document": "is sending a file…", "upload_photo": "is uploading a photo…"}
_MARGIN = " " * (len("00:00:00") + 2 + _NAME + 2)


class Transcript:
    """Writes what people, the bot and the sandbox do, line by line.

    Args:
        write: takes each line.
        picture: tells where a picture was put, given the message that shows it.
    """

    def __init__(
        self, write: Callable[[str], None], picture: Callable[[SentMessage], str]
    ) -> None:
        self._write = write
        self._picture = picture

    def hear(self, event: Event) -> None:
        """Print an event of the chat, if people would see it."""
        if event.name == "answered" and isinstance(event.subject, Press):
            self.tell("the bot", f"(in a window) {(event.subject.answer or {}).get('text', '')}\n")
        elif event.name == "action" and isinstance(event.subject, Action):
            self.tell("the bot", _ACTIONS.get(event.subject.kind, "is busy…"))
        elif event.name in {"message", "edited"} and isinstance(event.subject, SentMessage):
            self._message(event.subject, edited=event.name == "edited")

    def tell(self, who: str, text: str) -> None:
        """Print what somebody did or said."""
        first, *others = text.splitlines() or [""]
        self._write(f"{datetime.now(UTC):%H:%M:%S}  {who:<{_NAME}}  {first}")
        for line in others:
            self._write(f"{_MARGIN}{line}".rstrip())

    def _message(self, message: SentMessage, *, edited: bool) -> None:
        lines = ["(changes its message)"] if edited else []
        if message.picture is not None and not edited:
            lines.append(f"[picture: {self._picture(message)}]")
        if message.document is not None and not edited:
            lines.append(f"[file: {message.document.file_name}]")
        lines.append(message.text or message.caption or "")
        lines += [f"[{button['text']}{_target(button)}]" for button in message.buttons]
        sender = message.sender
        who = sender.first_name if isinstance(sender, Person) else "the bot"
        self.tell(who, "\n".join(lines))
        self._write("")


def _target(button: dict[str, object]) -> str:
    if "url" in button:
        return f" → {button['url']}"
    copied = button.get("copy_text")
    return f": {copied['text']}" if isinstance(copied, dict) else ""
