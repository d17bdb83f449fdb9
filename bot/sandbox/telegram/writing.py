"""What a person says: texts, contacts, and what the bot asks for."""

from typing import TYPE_CHECKING

from bot.sandbox.telegram.accounts import ANONYMOUS_ADMIN, Account
from bot.sandbox.telegram.boards import contact_of, find_key, shared_users
from bot.sandbox.telegram.chats import Chat, DirectChat, PrivateChat
from bot.sandbox.telegram.entities import find_entities
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.messages import Content, SentMessage
from bot.sandbox.telegram.presses import NoSuchButton

if TYPE_CHECKING:
    from bot.sandbox.telegram.world import World


class Writer(Account):
    """Somebody who writes.

    Attributes:
        started: whether the person ever wrote to the bot privately.
        blocked: whether the person has blocked the bot.
        deactivated: whether the account is gone.
    """

    def __init__(
        self,
        world: "World",
        user_id: int,
        first_name: str,
        username: str | None,
        language: str | None,
    ) -> None:
        super().__init__(user_id, first_name, username, language)
        self._world = world
        self.private_chat = PrivateChat(user_id, "private", person=self)
        self.started = False
        self.blocked = False
        self.deactivated = False

    @property
    def chat_id(self) -> int:
        """The id of the person's private chat with the bot."""
        return self.id

    def write(
        self,
        text: str,
        *,
        chat: Chat | None = None,
        topic: int | None = None,
        reply_to: SentMessage | None = None,
        anonymous: bool | None = None,
    ) -> SentMessage:
        """Send a text, to the bot itself unless a group is named.

        An admin who is anonymous in the group writes under its name, unless told otherwise.
        """
        content = Content(text=text, entities=find_entities(text))
        return self._send(chat, topic, reply_to, content, anonymous=anonymous)

    def edit(self, message: SentMessage, text: str) -> None:
        """Change the text of an own message."""
        if message.sender is not self:
            raise ValueError(f"{self.first_name} did not write {message}")
        message.text, message.entities = text, find_entities(text)
        self._world.mark_edited(message)

    def tap(self, button: str, *, chat: Chat | None = None) -> SentMessage:
        """Tap a button of the keyboard that the bot has put in place of the usual one.

        Its text is sent, in a group as a reply to the message that brought it; a button that asks
        for the person's number sends that.

        Raises:
            NoSuchButton: no such button is shown, or it asks for people.
        """
        place = self._enter(chat)
        key, board = find_key(place, self, button)
        if "request_users" in key:
            raise NoSuchButton(f"{button!r} asks for people: share_users answers it")
        if key.get("request_contact"):
            return self.share_contact(self)
        reply_to = board if isinstance(place, Group) else None
        return self._send(
            place, board.thread_id, reply_to, Content(text=button, entities=find_entities(button))
        )

    def share_users(self, button: str, *people: Account) -> SentMessage:
        """Answer a button of the private chat that asks for people.

        Raises:
            NoSuchButton: no such button is shown, or it wants fewer people.
        """
        place = self._enter(None)
        key, _ = find_key(place, self, button)
        return self._send(place, None, None, Content(service=shared_users(key, people)))

    def share_contact(
        self,
        who: "Writer | str",
        *,
        chat: Chat | None = None,
        topic: int | None = None,
        reply_to: SentMessage | None = None,
    ) -> SentMessage:
        """Send the contact of somebody, or under a bare name that of somebody without Telegram."""
        return self._send(chat, topic, reply_to, Content(contact=contact_of(who)))

    def _send(
        self,
        chat: Chat | None,
        topic: int | None,
        reply_to: SentMessage | None,
        content: Content,
        *,
        anonymous: bool | None = None,
    ) -> SentMessage:
        place = self._enter(chat)
        self._check_topic(place, topic)
        if anonymous is None:
            anonymous = isinstance(place, Group) and self.id in place.anonymous
        where = Content(
            thread_id=topic,
            reply_to=reply_to.message_id if reply_to else None,
            anonymous=anonymous,
        )
        sender = self._mask(place) if anonymous else self
        message = self._world.add_message(place, sender, **content | where)
        self._world.events.tell("message", message)
        return message

    def _mask(self, chat: Chat) -> Account:
        """Return whom others see when the person writes as an admin without a name."""
        if not isinstance(chat, Group) or self.id not in chat.admins:
            raise ValueError(f"{self.first_name} is no admin here")
        return ANONYMOUS_ADMIN

    def _check_topic(self, chat: Chat, topic: int | None) -> None:
        if topic is None:
            return
        if not (isinstance(chat, Group) and topic in chat.topics):
            raise ValueError(f"no topic {topic} in {chat}")
        if topic in chat.closed and self.id not in chat.admins:
            raise ValueError(f"the topic {topic} is closed for {self.first_name}")

    def _enter(self, chat: Chat | None) -> Chat:
        """Return the chat to act in, if the person can be there."""
        if isinstance(chat, Group):
            if self.id not in chat.members or chat.migrated_to:
                raise ValueError(f"{self.first_name} is not, or no longer, in {chat.title}")
            return chat
        if isinstance(chat, DirectChat):
            if self.id not in chat.people:
                raise ValueError(f"{self.first_name} is not in {chat}")
            return chat
        if self.blocked:
            raise ValueError(f"{self.first_name} has blocked the bot")
        self.started = True
        return self.private_chat
