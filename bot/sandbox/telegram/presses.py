"""What else people do: pressing buttons, and letting each other and the bot in and out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from bot.sandbox.telegram.accounts import Account, JsonObject
from bot.sandbox.telegram.chats import Chat
from bot.sandbox.telegram.messages import SentMessage

if TYPE_CHECKING:
    from bot.sandbox.telegram.people import Person


class NoSuchButton(ValueError):
    """The button is not on the message, or no longer."""


class Standing(NamedTuple):
    """What somebody is in a chat.

    Attributes:
        status: `creator`, `administrator`, `member`, `left` or `kicked`.
        is_anonymous: whether an admin writes under the name of the group.
    """

    status: str
    is_anonymous: bool = False


@dataclass(frozen=True)
class Membership:
    """The standing of the bot or of a person in a chat, before and after somebody changed it."""

    chat: Chat
    by: Account
    who: Account
    before: Standing
    after: Standing


@dataclass(eq=False)
class Press:
    """One press of a button.

    Attributes:
        answer: the parameters of the bot's `answerCallbackQuery`, once it came.
    """

    id: str
    person: "Person" = field(repr=False)
    message: SentMessage
    data: str
    pressed_at: float
    wait_for: Callable[[Callable[[], bool], float], Awaitable[bool]] = field(repr=False)
    answer: JsonObject | None = None

    async def answered(self, timeout: float = 10) -> JsonObject:  # noqa: ASYNC109 - the tests' name for it
        """Return the bot's answer as soon as it is there.

        Raises:
            TimeoutError: the bot did not answer in `timeout` seconds.
        """
        await self.wait_for(lambda: self.answer is not None, timeout)
        return self.answer or {}


def callback_data(message: SentMessage, button: str) -> str:
    """Return the data of a button that is still on the message.

    Args:
        message: the message below which the button hangs.
        button: the button's data or its text.

    Raises:
        NoSuchButton: there is none that gives data.
    """
    choice: list[JsonObject] = [] if message.deleted else message.buttons
    for face in ("callback_data", "text"):
        found = next((each for each in choice if each.get(face) == button), None)
        if found and "callback_data" in found:
            return str(found["callback_data"])
    raise NoSuchButton(f"no such button to press: {button!r} among {choice}")


def switch_of(message: SentMessage, button: str) -> tuple[str, bool]:
    """Return what a button leads to ask the bot, and whether in this very chat.

    Raises:
        NoSuchButton: there is no such button of this text.
    """
    choice: list[JsonObject] = [] if message.deleted else message.buttons
    for each in choice:
        if each.get("text") != button:
            continue
        if "switch_inline_query_current_chat" in each:
            return str(each["switch_inline_query_current_chat"]), True
        if "switch_inline_query" in each:
            return str(each["switch_inline_query"]), False
        if "switch_inline_query_chosen_chat" in each:
            return str(each["switch_inline_query_chosen_chat"].get("query", "")), False
    raise NoSuchButton(f"no such button to press: {button!r} among {choice}")
