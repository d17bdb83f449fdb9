"""Where something can be said."""

from dataclasses import dataclass, field
from typing import NamedTuple

from bot.sandbox.telegram.accounts import Account, JsonObject
from bot.sandbox.telegram.messages import SentMessage


@dataclass(eq=False)
class Chat:
    """A place with messages.

    Attributes:
        kind: `private`, `group` or `supergroup`, Telegram's `type`.
        messages: everything that was ever said here, by its id, also what was deleted.
        bot_spoke: whether the bot has ever said something here.
    """

    id: int
    kind: str
    messages: dict[int, SentMessage] = field(default_factory=dict, repr=False)
    bot_spoke: bool = False

    def as_json(self) -> JsonObject:
        """Return the Bot API object `Chat`."""
        return {"id": self.id, "type": self.kind}

    def living(self, message_id: int | None) -> SentMessage | None:
        """Return the message of this id unless it does not exist or was deleted."""
        message = self.messages.get(message_id or 0)
        return None if message is None or message.deleted else message


@dataclass(eq=False, kw_only=True)
class PrivateChat(Chat):
    """The chat of one person with the bot."""

    person: Account

    def as_json(self) -> JsonObject:
        """Return the Bot API object `Chat`, which carries the person's names."""
        named: JsonObject = {"first_name": self.person.first_name}
        if self.person.username:
            named["username"] = self.person.username
        return super().as_json() | named


@dataclass(eq=False, kw_only=True)
class DirectChat(Chat):
    """The chat of two people, into which no bot sees.

    Attributes:
        people: their ids.
    """

    people: frozenset[int]


class Action(NamedTuple):
    """The bot shows that it is busy, for some seconds: `upload_photo`, `typing`."""

    chat_id: int
    thread_id: int | None
    kind: str
