"""Which language is spoken at the moment: to a chat, and aside to the one who pressed a button."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from bot.chat.languages.known import Language


class Voices(NamedTuple):
    """What is spoken while one update is handled.

    Attributes:
        chat: to all who read the chat.
        aside: to the one who pressed a button and alone sees the answer.
    """

    chat: Language
    aside: Language


_ENGLISH = Voices(Language.ENGLISH, Language.ENGLISH)
_voices: ContextVar[Voices] = ContextVar("voices", default=_ENGLISH)


def spoken() -> Language:
    """The language that is spoken at the moment."""
    return _voices.get().chat


@contextmanager
def speaking(chat: Language, aside: Language | None = None) -> Iterator[None]:
    """Speak a language; aside too, if nothing else is said."""
    before = _voices.set(Voices(chat, aside or chat))
    try:
        yield
    finally:
        _voices.reset(before)


@contextmanager
def aside() -> Iterator[None]:
    """Speak to the one who pressed, whatever the chat speaks."""
    with speaking(_voices.get().aside):
        yield


async def as_before(_: object) -> Voices:
    """What is spoken already: for those who need not ask."""
    return _voices.get()


async def spoken_before(_: object) -> Language:
    """The language that is spoken already: the same for the courier."""
    return spoken()
