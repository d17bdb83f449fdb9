"""Who plays, and where they talk."""

from dataclasses import dataclass

from bot.sandbox.telegram import Person, SentMessage, TelegramServer

OWNER_ID = 900
GROUP_ID = -1001234567890
GENERAL = "General"
TOPICS = ("Payments", "Chit-chat")


@dataclass(frozen=True)
class Persona:
    """Somebody whom the visitor can be.

    Attributes:
        role: what the person is to the till, in the words of its design.
        anonymous: whether the person writes into the group under the mask of the group.
    """

    key: str
    role: str
    person: Person
    anonymous: bool = False

    def as_json(self) -> dict[str, object]:
        """Tell a page who this is."""
        return {
            "key": self.key,
            "name": self.person.first_name,
            "role": self.role,
            "id": self.person.id,
            "anonymous": self.anonymous,
            "room": room_key(self.person.chat_id, None),
        }


@dataclass(frozen=True)
class Room:
    """A row in the list of chats: a private chat, or one topic of the group."""

    chat_id: int
    thread_id: int | None
    title: str

    @property
    def key(self) -> str:
        """How a page names it."""
        return room_key(self.chat_id, self.thread_id)

    def as_json(self) -> dict[str, object]:
        """Tell a page what this is."""
        return {
            "key": self.key,
            "chat": self.chat_id,
            "thread": self.thread_id,
            "title": self.title,
            "is_group": self.chat_id < 0,
        }


def room_key(chat_id: int, thread_id: int | None) -> str:
    """Return the name of a room."""
    return f"{chat_id}/{thread_id or ''}"


def room_of(message: SentMessage) -> str:
    """Return the name of the room that a message is in."""
    return room_key(message.chat_id, message.thread_id)


class Cast:
    """The people of the playground, and the group that all of them are in."""

    def __init__(self, telegram: TelegramServer) -> None:
        def persona(user_id: int, name: str, role: str, *, anonymous: bool = False) -> Persona:
            person = telegram.person(user_id, name, username=name.lower(), language_code="en")
            return Persona(name.lower(), role, person, anonymous)

        self.personas = (
            persona(101, "Alice", "customer"),
            persona(102, "Bob", "customer"),
            persona(201, "Mia", "merchant"),
            persona(301, "Gus", "group admin"),
            persona(302, "Ann", "anonymous admin", anonymous=True),
            persona(OWNER_ID, "Olga", "owner"),
        )
        people = [each.person for each in self.personas]
        admins = [each.person for each in self.personas if "admin" in each.role]
        self.group = telegram.group(GROUP_ID, "Corner Shop", people, admins, is_forum=True)
        masked = [each.person for each in self.personas if each.anonymous]
        self.group.promote(*masked, anonymous=True)
        private = [Room(each.id, None, each.first_name) for each in people]
        topics = [Room(GROUP_ID, self.group.topic(name), name) for name in TOPICS]
        self.rooms = (*private, Room(GROUP_ID, None, GENERAL), *topics)

    def persona(self, key: object) -> Persona:
        """Find a persona.

        Raises:
            ValueError: nobody is called so.
        """
        found = next((each for each in self.personas if each.key == key), None)
        if found is None:
            raise ValueError(f"Nobody here is called «{key}».")
        return found
