"""What a visitor does as one of the people: writing, and pressing buttons."""

from collections.abc import Mapping

from bot.sandbox.demo.cast import Cast, Persona, room_key
from bot.sandbox.telegram import Group, Press, SentMessage, TelegramServer
from bot.sandbox.telegram.chats import Chat
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.links import BadLinkError, read_link
from bot.sandbox.telegram.presses import NoSuchButton

LONGEST_TEXT = 4096

Fields = Mapping[str, object]


class Acts:
    """Does what a page asks for; what cannot be done is a `ValueError` with a sentence."""

    def __init__(self, telegram: TelegramServer, cast: Cast) -> None:
        self._telegram = telegram
        self._cast = cast

    def write(self, fields: Fields) -> SentMessage:
        """Send a text: `persona`, `chat`, `thread`, `text`, and perhaps `reply_to`."""
        persona, chat = self._enter(fields)
        thread, reply_to = fields.get("thread"), fields.get("reply_to")
        replied = None if reply_to is None else _message(chat, reply_to)
        return persona.person.write(
            _text(fields.get("text")),
            chat=chat,
            topic=thread if isinstance(thread, int) else None,
            reply_to=replied,
            anonymous=persona.anonymous and isinstance(chat, Group),
        )

    def press(self, fields: Fields) -> Press:
        """Press a button: `persona`, `chat`, `message`, and the button's `data`."""
        persona, chat = self._enter(fields)
        message = _message(chat, fields.get("message"))
        try:
            return persona.person.press(message, str(fields.get("data")))
        except NoSuchButton:
            raise ValueError("This button is no longer there.") from None

    def follow(self, fields: Fields) -> str:
        """Follow a link to the bot: `persona` and `url`; return the room that it leads to."""
        persona, url = self._cast.persona(fields.get("persona")), str(fields.get("url"))
        try:
            link = read_link(url, self._telegram.world.bot.username or "")
        except BadLinkError as error:
            raise ValueError(f"Telegram would not follow this link: {error}.") from None
        if link is None:
            raise ValueError("This link does not lead to the bot.")
        group = self._cast.group if link.kind == "startgroup" else None
        persona.person.open_link(url, group=group)
        return room_key((group or persona.person).chat_id, None)

    def _enter(self, fields: Fields) -> tuple[Persona, Chat]:
        """Find who acts and where: everybody is in the group, and in nobody's private chat."""
        persona = self._cast.persona(fields.get("persona"))
        chat_id = fields.get("chat")
        chat = self._telegram.world.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise ValueError("There is no such chat.")
        if not isinstance(chat, Group) and chat is not persona.person.private_chat:
            raise ValueError(f"This is not {persona.person.first_name}'s chat.")
        return persona, chat


def _message(chat: Chat, message_id: object) -> SentMessage:
    message = chat.living(message_id) if isinstance(message_id, int) else None
    if message is None:
        raise ValueError("This message is no longer there.")
    return message


def _text(text: object) -> str:
    """Check a text as a Telegram app does before it sends it."""
    if not isinstance(text, str) or not text.strip():
        raise ValueError("There is nothing to send.")
    if units(text) > LONGEST_TEXT:
        raise ValueError(f"A message has at most {LONGEST_TEXT} characters.")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("The text has a broken character in it.")
    return text.strip()
