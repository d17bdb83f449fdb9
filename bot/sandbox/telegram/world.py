"""People, chats and messages: what would be there without any HTTP."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Unpack

from bot.sandbox.telegram.accounts import Account
from bot.sandbox.telegram.chats import Action, Chat, DirectChat
from bot.sandbox.telegram.events import Events
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.inline import InlineMode
from bot.sandbox.telegram.messages import Content, Document, Picture, SentMessage
from bot.sandbox.telegram.people import Person
from bot.sandbox.telegram.presses import Press

# No bot ever gets such an id to see; it only tells these chats apart.
DIRECT_IDS_FROM = 9_000_000_000_000


class World:
    """Everything that Telegram knows.

    Attributes:
        presses: every press of a button, by the id of its callback query.
        pictures: every stored photo, by its `file_id`.
        documents: every stored document, by its `file_id`.
        actions: chat actions in order.
        inline: what belongs to the bot's inline mode.
    """

    def __init__(self, bot: Account, clock: Callable[[], float]) -> None:
        self.bot = bot
        self.clock = clock
        self.events = Events()
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.pictures: dict[str, Picture] = {}
        self.documents: dict[str, Document] = {}
        self.actions: list[Action] = []
        self.inline = InlineMode(self)
        self._directs: dict[frozenset[int], DirectChat] = {}
        self._last_message_id: Counter[int] = Counter()

    def person(
        self, user_id: int, first_name: str, username: str | None, language: str | None
    ) -> Person:
        """Return the person of this id, who is made at the first time."""
        if user_id not in self.people:
            person = Person(self, user_id, first_name, username, language)
            self.people[user_id] = person
            self.chats[user_id] = person.private_chat
        return self.people[user_id]

    def direct(self, one: Person, other: Person) -> DirectChat:
        """Return the chat of two people, which the bot cannot find."""
        pair = frozenset({one.id, other.id})
        if pair not in self._directs:
            number = DIRECT_IDS_FROM + len(self._directs)
            self._directs[pair] = DirectChat(number, "private", people=pair)
        return self._directs[pair]

    def group(
        self,
        chat_id: int,
        title: str,
        members: Iterable[Person] = (),
        admins: Iterable[Person] = (),
        *,
        is_forum: bool = False,
    ) -> Group:
        """Return the group of this id, which is made with the bot in it at the first time."""
        known = self.chats.get(chat_id)
        if isinstance(known, Group):
            return known
        group = Group(self, chat_id, title, is_forum=is_forum)
        group.begin(members, admins)
        self.chats[chat_id] = group
        # The first message of a supergroup tells that it was made; topic 1 is thus no topic.
        self._last_message_id[chat_id] = 1
        return group

    def add_message(self, chat: Chat, sender: Account, **content: Unpack[Content]) -> SentMessage:
        """Put a message into a chat; nobody is told yet."""
        message = SentMessage(
            self._next_message_id(chat), chat, sender, int(self.clock()), **content
        )
        chat.messages[message.message_id] = message
        return message

    def mark_edited(self, message: SentMessage) -> None:
        """Note that a message reads differently now, and tell it."""
        message.edited += 1
        message.edited_at = int(self.clock())
        self.events.tell("edited", message)

    def delete(self, message: SentMessage) -> None:
        """Take a message away."""
        message.deleted = True
        self.events.tell("deleted", message)

    def act(self, chat: Chat, thread_id: int | None, action: str) -> None:
        """Note a chat action, and tell it."""
        self.actions.append(Action(chat.id, thread_id, action))
        self.events.tell("action", self.actions[-1])

    def press(self, person: Person, message: SentMessage, data: str) -> Press:
        """Note that a button was pressed, and tell it."""
        query_id = str(4_300_000_000_000_000 + len(self.presses))
        press = Press(query_id, person, message, data, self.clock(), self.events.wait_for)
        self.presses[query_id] = press
        self.events.tell("pressed", press)
        return press

    def _next_message_id(self, chat: Chat) -> int:
        """Count up: a supergroup has numbers of its own, all other chats share one row."""
        row = chat.id if chat.kind == "supergroup" else 0
        self._last_message_id[row] += 1
        return self._last_message_id[row]
