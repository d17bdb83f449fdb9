"""Who can say something: people, the bot, and the mask of an anonymous admin."""

from dataclasses import dataclass
from typing import Any

JsonObject = dict[str, Any]


@dataclass(eq=False)
class Account:
    """A Telegram user, be it a person or a bot."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def as_json(self) -> JsonObject:
        """Return the Bot API object `User`."""
        known: JsonObject = {"username": self.username, "language_code": self.language_code}
        always: JsonObject = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        return always | {name: value for name, value in known.items() if value}


ANONYMOUS_ADMIN = Account(1087968824, "Group", "GroupAnonymousBot", is_bot=True)
