"""What a visitor does as one of the people: writing, and pressing buttons."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bot.sandbox.demo.cast import Cast, Persona, room_key
from bot.sandbox.telegram import Group, InlineQuery, Press, SentMessage, TelegramServer
from bot.sandbox.telegram.chats import Chat
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.links import BadLinkError, read_link
from bot.sandbox.telegram.presses import NoSuchButton
from bot.sandbox.telegram.queries import NoSuchResult

LONGEST_TEXT = 4096
LONGEST_WAIT = 10.0  # seconds for an answer in inline mode

Fields = Mapping[str, object]


class Acts:
    """Does what a page asks for; what cannot be done is a `ValueError` with a sentence."""

    def __init__(self, telegram: TelegramServer, cast: Cast) -> None:
        self._telegram = telegram
        self._cast = cast

    def write(self, fields: Fields) -> SentMessage:
        """Send a text: `persona`, `chat`, `thread`, `text`, and perhaps `reply_to`."""
        persona, chat = self._enter(fields)
        topic, replied = _place(chat, fields)
        text = _text(fields.get("text"))
        return persona.person.write(text, chat=chat, topic=topic, reply_to=replied)

    async def ask(self, fields: Fields) -> InlineQuery:
        """Ask the bot in inline mode: `persona`, `chat` and `text`; wait for its answer."""
        persona, chat = self._enter(fields)
        query = persona.person.ask(str(fields.get("text") or ""), chat=chat)
        try:
            await query.answered(LONGEST_WAIT)
        except TimeoutError:
            raise ValueError("The bot has not answered this query.") from None
        return query

    def choose(self, fields: Fields) -> SentMessage:
        """Send what the bot offered: `persona`, `chat`, `thread`, `query`, `result`."""
        persona, chat = self._enter(fields)
        query = self._telegram.world.inline.queries.get(str(fields.get("query")))
        if query is None or query.person is not persona.person or query.chat is not chat:
            raise ValueError("This was not asked here.")
        topic, replied = _place(chat, fields)
        result = str(fields.get("result"))
        try:
            return persona.person.choose(query, result, topic=topic, reply_to=replied)
        except NoSuchResult:
            raise ValueError("The bot has not offered this.") from None

    def tap(self, fields: Fields) -> SentMessage:
        """Tap a key of the bot's keyboard: `persona`, `chat` and the `button`."""
        persona, chat = self._enter(fields)
        with _shown():
            return persona.person.tap(str(fields.get("button")), chat=chat)

    def share(self, fields: Fields) -> SentMessage:
        """Answer a key that asks for somebody: `persona`, `button`, and `who`."""
        persona, who = (self._cast.persona(fields.get(name)) for name in ("persona", "who"))
        with _shown():
            return persona.person.share_users(str(fields.get("button")), who.person)

    def share_contact(self, fields: Fields) -> SentMessage:
        """Send a contact: `persona`, `chat`, `thread`, `who`, and perhaps `reply_to`."""
        persona, chat = self._enter(fields)
        who = self._cast.persona(fields.get("who")).person
        topic, replied = _place(chat, fields)
        return persona.person.share_contact(who, chat=chat, topic=topic, reply_to=replied)

    def press(self, fields: Fields) -> Press:
        """Press a button: `persona`, `chat`, `message`, and the button's `data`."""
        persona, chat = self._enter(fields)
        message = _message(chat, fields.get("message"))
        with _shown():
            return persona.person.press(message, str(fields.get("data")))

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


@contextmanager
def _shown() -> Iterator[None]:
    """Say of a button that is not there that it is gone: a page may be a moment behind."""
    try:
        yield
    except NoSuchButton:
        raise ValueError("This button is no longer there.") from None


def _place(chat: Chat, fields: Fields) -> tuple[int | None, SentMessage | None]:
    """Return the topic and the message to reply to."""
    thread, reply_to = fields.get("thread"), fields.get("reply_to")
    replied = None if reply_to is None else _message(chat, reply_to)
    return thread if isinstance(thread, int) else None, replied


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
