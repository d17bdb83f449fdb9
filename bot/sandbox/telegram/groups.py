"""A group as the people in it see it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from bot.sandbox.telegram.accounts import ANONYMOUS_ADMIN, Account, JsonObject
from bot.sandbox.telegram.chats import Chat
from bot.sandbox.telegram.messages import SentMessage
from bot.sandbox.telegram.presses import Membership, Standing

if TYPE_CHECKING:
    from bot.sandbox.telegram.people import Person
    from bot.sandbox.telegram.world import World


class Group(Chat):
    """A basic group or a supergroup, and what its people can do with it.

    Attributes:
        members: who is in it, by id, the bot aside.
        admins: the ids of its admins; the first one made it.
        anonymous: the ids of those admins who write under the name of the group.
        topics: the ids of the topics that are there.
        closed: the ids of those among them into which only admins write.
        bot_status: `member`, `administrator`, `left` or `kicked`.
        is_known: whether the bot was ever in it.
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
        self.anonymous: set[int] = set()
        self.topics: set[int] = set()
        self.closed: set[int] = set()
        self.bot_status = "member"
        self.is_known = True
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

    def standing_of(self, account: Account) -> Standing:
        """Return what somebody is here."""
        if account is self._world.bot:
            return Standing(self.bot_status)
        if account.id not in self.members:
            return Standing("left")
        if account.id not in self.admins:
            return Standing("member")
        status = "creator" if self.admins[0] == account.id else "administrator"
        return Standing(status, account.id in self.anonymous)

    def begin(self, members: Iterable["Person"], admins: Iterable["Person"]) -> None:
        """Put people in as if they had always been there: nobody is told."""
        self.admins = [person.id for person in admins]
        self.members = {person.id: person for person in [*members, *admins]}

    def without_bot(self) -> Self:
        """Leave the bot out as if it had never been here; return the group."""
        self.bot_status, self.is_known = "left", False
        return self

    def add(self, *people: "Person", by: Account | None = None) -> None:
        """Let people in; they join by themselves unless somebody adds them."""
        for person in people:
            if person.id not in self.members:
                with self._changing(person, by or person):
                    self.members[person.id] = person
                self.announce({"new_chat_members": [person.as_json()]}, by=by or person)

    def remove(self, person: "Person", *, by: Account | None = None) -> None:
        """Put a person out, rank and all; by the person itself it is a farewell."""
        if person.id not in self.members:
            return
        by = by or self._speaker()
        with self._changing(person, by):
            self._degrade(person)
            del self.members[person.id]
        self.announce({"left_chat_member": person.as_json()}, by=by)

    def promote(
        self, *people: "Person", by: Account | None = None, anonymous: bool = False
    ) -> None:
        """Make people admins, and members first where they are not."""
        self.add(*people, by=by)
        for person in people:
            with self._changing(person, by or self._speaker()):
                self.admins += [person.id] if person.id not in self.admins else []
                self.anonymous -= {person.id}
                self.anonymous |= {person.id} if anonymous else set()

    def demote(self, person: "Person", *, by: Account | None = None) -> None:
        """Make an admin a plain member again."""
        with self._changing(person, by or self._speaker()):
            self._degrade(person)

    def add_bot(self, *, by: Account | None = None) -> None:
        """Let the bot in, or take its rank away."""
        self._rank_bot("member", by)

    def promote_bot(self, *, by: Account | None = None) -> None:
        """Make the bot an admin."""
        self._rank_bot("administrator", by)

    def kick_bot(self, *, by: Account | None = None) -> None:
        """Put the bot out for good."""
        self._rank_bot("kicked", by)

    def let_bot_leave(self) -> None:
        """Let the bot go by itself."""
        self._rank_bot("left", self._world.bot)

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

    def close_topic(self, topic: int) -> None:
        """Let nobody but admins write into a topic."""
        self.closed.add(topic)
        self.announce({"forum_topic_closed": {}}, topic=topic)

    def reopen_topic(self, topic: int) -> None:
        """Let everybody write into a topic again."""
        self.closed.discard(topic)
        self.announce({"forum_topic_reopened": {}}, topic=topic)

    def delete_topic(self, topic: int) -> None:
        """Take a topic away with all that was said in it."""
        self.topics.discard(topic)
        self.closed.discard(topic)
        for message in [each for each in self.messages.values() if each.thread_id == topic]:
            if not message.deleted:
                self._world.delete(message)

    def announce(
        self, service: JsonObject, *, by: Account | None = None, topic: int | None = None
    ) -> SentMessage:
        """Put into the chat what it tells of itself."""
        message = self._world.add_message(
            self, by or self._speaker(), service=service, thread_id=topic
        )
        self._world.events.tell("message", message)
        return message

    def migrate(self, chat_id: int) -> "Group":
        """Turn the basic group into a supergroup, and return that."""
        heir = self._world.group(chat_id, self.title, self.members.values())
        heir.admins, heir.anonymous = list(self.admins), set(self.anonymous)
        heir.bot_status, heir.is_known = self.bot_status, self.is_known
        self.migrated_to = heir
        self.announce({"migrate_to_chat_id": chat_id})
        heir.announce({"migrate_from_chat_id": self.id})
        return heir

    def _rank_bot(self, status: str, by: Account | None) -> None:
        bot, by, was_in = self._world.bot, by or self._speaker(), self.has_bot
        with self._changing(bot, by):
            self.bot_status = status
        self.is_known |= self.has_bot
        if self.has_bot and not was_in:
            self.announce({"new_chat_members": [bot.as_json()]}, by=by)
        if was_in and not self.has_bot:
            self.announce({"left_chat_member": bot.as_json()}, by=by)

    def _degrade(self, person: "Person") -> None:
        self.admins = [admin for admin in self.admins if admin != person.id]
        self.anonymous.discard(person.id)

    @contextmanager
    def _changing(self, who: Account, by: Account) -> Iterator[None]:
        """Tell that somebody's standing has changed, if it has."""
        before = self.standing_of(who)
        yield
        after = self.standing_of(who)
        if after != before:
            self._world.events.tell("membership", Membership(self, by, who, before, after))

    def _speaker(self) -> Account:
        """Return who does what the group does: its first admin, else anybody in it."""
        ids: Iterable[int] = [*self.admins, *self.members]
        first = next(iter(ids), None)
        return ANONYMOUS_ADMIN if first is None else self.members[first]
