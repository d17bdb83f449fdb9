"""A person with a Telegram in the hand."""

from typing import TYPE_CHECKING

from bot.sandbox.telegram.accounts import ANONYMOUS_ADMIN, Account
from bot.sandbox.telegram.chats import Chat, DirectChat, PrivateChat
from bot.sandbox.telegram.entities import find_entities
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.links import BadLinkError, read_link
from bot.sandbox.telegram.messages import Content, SentMessage
from bot.sandbox.telegram.presses import (
    Membership,
    NoSuchButton,
    Press,
    Standing,
    callback_data,
    switch_of,
)
from bot.sandbox.telegram.queries import InlineQuery, NoSuchResult

if TYPE_CHECKING:
    from bot.sandbox.telegram.world import World


class Person(Account):
    """What a person can do.

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
        place = self._enter(chat)
        self._check_topic(place, topic)
        if anonymous is None:
            anonymous = isinstance(place, Group) and self.id in place.anonymous
        message = self._world.add_message(
            place,
            self._mask(place) if anonymous else self,
            text=text,
            entities=find_entities(text),
            thread_id=topic,
            reply_to=reply_to.message_id if reply_to else None,
            anonymous=anonymous,
        )
        self._world.events.tell("message", message)
        return message

    def edit(self, message: SentMessage, text: str) -> None:
        """Change the text of an own message."""
        if message.sender is not self:
            raise ValueError(f"{self.first_name} did not write {message}")
        message.text, message.entities = text, find_entities(text)
        self._world.mark_edited(message)

    def press(self, message: SentMessage, button: str, *, forged: bool = False) -> Press:
        """Press the button with this callback data or this text.

        With `forged`, `button` is sent as callback data although no button carries it, as a
        changed Telegram app can do.

        Raises:
            NoSuchButton: no such button is there to press.
        """
        self._enter(message.chat)
        data = button if forged else callback_data(message, button)
        return self._world.press(self, message, data)

    def open_link(self, url: str, *, group: Group | None = None) -> SentMessage | None:
        """Follow a link to the bot; return what is said by that, nothing for a bare one.

        `?start=` starts the private chat. `?startgroup=` does so in `group`, where the bot is let
        in if it is not there.

        Raises:
            BadLinkError: it does not lead to the bot, or carries what no link can.
        """
        bot = self._world.bot
        link = read_link(url, bot.username or "")
        if link is None or (link.kind == "startgroup") != (group is not None):
            raise BadLinkError(f"{url} does not lead to the bot in {group or 'private'}")
        if link.kind == "chat":
            return None
        if group is None:
            return self.start(link.payload)
        if not group.has_bot:
            group.add_bot(by=self)
        return self.write(f"/start@{bot.username} {link.payload}".strip(), chat=group)

    def start(self, payload: str = "") -> SentMessage:
        """Press Start in the private chat, which lets a blocked bot write again."""
        if self.blocked:
            self.unblock_bot()
        return self.write(f"/start {payload}".strip())

    def ask(self, text: str, *, chat: Chat | None = None, offset: str = "") -> InlineQuery:
        """Write the bot's name and a text into a chat, the bot's own unless another is named."""
        if chat is not None and chat is not self.private_chat:
            self._enter(chat)
        return self._world.inline.ask(self, chat or self.private_chat, text, offset)

    def choose(
        self,
        query: InlineQuery,
        result: str,
        *,
        topic: int | None = None,
        reply_to: SentMessage | None = None,
    ) -> SentMessage:
        """Send the result of this id or title, where was asked.

        Raises:
            NoSuchResult: the bot has not offered it, or nothing yet.
        """
        if query.answer is None:
            raise NoSuchResult(f"the bot has not answered {query}")
        found, chat = query.answer.result(result), query.chat
        self._enter(chat)
        self._check_topic(chat, topic)
        masked = isinstance(chat, Group) and self.id in chat.anonymous
        place = Content(
            thread_id=topic,
            reply_to=reply_to.message_id if reply_to else None,
            anonymous=masked,
        )
        return self._world.inline.send(query, found, ANONYMOUS_ADMIN if masked else self, place)

    def switch(
        self, message: SentMessage, button: str, *, chat: Chat | None = None
    ) -> InlineQuery:
        """Press a button that leads into inline mode; `chat` is the one that is then picked.

        Raises:
            NoSuchButton: no such button is there, or not for this chat.
        """
        text, is_here = switch_of(message, button)
        if not is_here and chat is None:
            raise NoSuchButton(f"{button!r} asks for a chat")
        return self.ask(text, chat=message.chat if is_here else chat)

    def block_bot(self) -> None:
        """Stop the bot from writing here."""
        self.blocked = True
        self._change_standing("member", "kicked")

    def unblock_bot(self) -> None:
        """Let the bot write here again."""
        self.blocked = False
        self._change_standing("kicked", "member")

    def deactivate(self) -> None:
        """Delete the account."""
        self.deactivated = True

    def _change_standing(self, before: str, after: str) -> None:
        change = Membership(
            self.private_chat, self, self._world.bot, Standing(before), Standing(after)
        )
        self._world.events.tell("membership", change)

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
