"""Inline queries: what a person asks the bot in the midst of any chat, and what it offers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.chats import Chat, PrivateChat
from bot.sandbox.telegram.messages import Content, SentMessage

if TYPE_CHECKING:
    from bot.sandbox.telegram.people import Person


class NoSuchResult(ValueError):
    """The bot has not offered this."""


@dataclass(frozen=True)
class InlineResult:
    """One thing that the bot offers.

    Attributes:
        view: how it is shown in the list: `type`, `title`, `description` and the like.
        content: the message that it becomes when it is chosen.
    """

    id: str
    view: JsonObject
    content: Content = field(repr=False)


@dataclass(frozen=True)
class InlineAnswer:
    """What the bot offers for a query.

    Attributes:
        button: what stands above the results: its `text` and `start_parameter`.
        cache_time: for how many seconds Telegram gives the same answer without asking again.
        is_personal: whether that holds for the one who asked alone.
        next_offset: what to ask with for more, empty if there is no more.
    """

    results: tuple[InlineResult, ...]
    button: JsonObject | None = None
    cache_time: int = 300
    is_personal: bool = False
    next_offset: str = ""

    def result(self, name: str) -> InlineResult:
        """Return the result of this id or this title.

        Raises:
            NoSuchResult: there is none.
        """
        for found in self.results:
            if name in {found.id, found.view.get("title")}:
                return found
        raise NoSuchResult(f"no such result: {name!r} among {self.results}")


@dataclass(eq=False)
class InlineQuery:
    """One question of a person.

    Attributes:
        text: what was written after the bot's name.
        chat: where it was written.
        answer: what the bot offers, once it has answered.
    """

    id: str
    person: "Person" = field(repr=False)
    text: str
    offset: str
    chat: Chat
    asked_at: float
    wait_for: Callable[[Callable[[], bool], float], Awaitable[bool]] = field(repr=False)
    answer: InlineAnswer | None = None

    @property
    def chat_type(self) -> str:
        """The kind of the chat as the bot hears of it; `sender` is its own with the person."""
        return "sender" if isinstance(self.chat, PrivateChat) else self.chat.kind

    async def answered(self, timeout: float = 10) -> InlineAnswer:  # noqa: ASYNC109 - the tests' name for it
        """Return the bot's answer as soon as it is there.

        Raises:
            TimeoutError: the bot did not answer in `timeout` seconds.
        """
        await self.wait_for(lambda: self.answer is not None, timeout)
        return self.answer or InlineAnswer(())


@dataclass(frozen=True)
class Choice:
    """A result that a person has sent."""

    query: InlineQuery
    result: InlineResult
    message: SentMessage
