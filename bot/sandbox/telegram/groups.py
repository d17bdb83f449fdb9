"""A group as the people in it see it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.sandbox.telegram.accounts import ANONYMOUS_ADMIN, Account, JsonObject
from bot.sandbox.telegram.chats import Chat
from bot.sandbox.telegram.presses import Membership

if TYPE_CHECKING:
    from bot.sandbox.telegram.people import Person
    from bot.sandbox.telegram.world import World


class Group(Chat):
    """A basic group or a supergroup, and what its people can do with it.

    Attributes:
        members: who is in it, by id, the bot aside.
        admins: the ids of its admins; the first one made it.
        bot_status: `member`, `administrator` or `kicked`.
        migrated_to: the supergroup that it became.
    """

    def __init__(
        self, world: "World", chat_id: int, title: str, *, is_forum: bool = False
    ) -> None:
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        super().__init__(chat_id, kind)
        self._world = world
        self.title = title
        self.is_forum = is_forum
        self.members: dict[int, Person] = {}
        self.admins: list[int] = []
        self.topics: set[int] = set()
        self.bot_status = "member"
        self.migrated_to: Group | None = None

    @property
    def chat_id(self) -> int:
        """The group's id, under the name that a person's chat has."""
        return self.id

    @property
    def has_bot(self) -> bool:
        """Whether the bot is in it."""
        return self.bot_status in {"member", "administrator"}

    def as_json(self) -> JsonObject:
        """Return the Bot API object `Chat`."""
        forum: JsonObject = {"is_forum": True} if self.is_forum else {}
        return super().as_json() | {"title": self.title} | forum

    def add(self, *people: "Person") -> None:
        """Let people in."""
        self.members |= {person.id: person for person in people}

    def remove(self, person: "Person") -> None:
        """Put a person out, rank and all."""
        self.demote(person)
        self.members.pop(person.id, None)

    def promote(self, *people: "Person") -> None:
        """Make people admins, and members first where they are not."""
        self.add(*people)
        self.admins += [person.id for person in people if person.id not in self.admins]

    def demote(self, person: "Person") -> None:
        """Make an admin a plain member again."""
        self.admins = [admin for admin in self.admins if admin != person.id]

    def add_bot(self) -> None:
        """Let the bot in, or take its rank away."""
        self._rank_bot("member")

    def promote_bot(self) -> None:
        """Make the bot an admin."""
        self._rank_bot("administrator")

    def kick_bot(self) -> None:
        """Put the bot out for good."""
        self._rank_bot("kicked")

    def topic(self, name: str) -> int:
        """Open a topic, and return its `message_thread_id`."""
        if not self.is_forum:
            raise ValueError(f"{self.title} has no topics: it is not a forum")
        opened = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message = self._world.add_message(self, self._speaker(), service=opened)
        message.thread_id = message.message_id
        self.topics.add(message.message_id)
        self._world.events.tell("message", message)
        return message.message_id

    def migrate(self, chat_id: int) -> "Group":
        """Turn the basic group into a supergroup, and return that."""
        heir = self._world.group(chat_id, self.title, self.members.values())
        heir.admins, heir.bot_status = list(self.admins), self.bot_status
        self.migrated_to = heir
        for chat, service in (
            (self, {"migrate_to_chat_id": chat_id}),
            (heir, {"migrate_from_chat_id": self.id}),
        ):
            message = self._world.add_message(chat, self._speaker(), service=service)
            self._world.events.tell("message", message)
        return heir

    def _rank_bot(self, status: str) -> None:
        change = Membership(self, self._speaker(), self.bot_status, status)
        self.bot_status = status
        self._world.events.tell("membership", change)

    def _speaker(self) -> Account:
        """Return who does what the group does: its first admin, else anybody in it."""
        ids: Iterable[int] = [*self.admins, *self.members]
        first = next(iter(ids), None)
        return ANONYMOUS_ADMIN if first is None else self.members[first]
