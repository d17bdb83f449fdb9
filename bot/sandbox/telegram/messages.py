"""A message as everybody in its chat sees it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

from bot.sandbox.telegram.accounts import Account, JsonObject

if TYPE_CHECKING:
    from bot.sandbox.telegram.chats import Chat


@dataclass(frozen=True)
class Picture:
    """A photo that Telegram has stored."""

    file_id: str
    file_unique_id: str
    path: str
    content: bytes = field(repr=False)
    width: int
    height: int

    def as_json(self) -> JsonObject:
        """Return the Bot API object `PhotoSize`."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.file_unique_id,
            "width": self.width,
            "height": self.height,
            "file_size": len(self.content),
        }


@dataclass(frozen=True)
class Document:
    """A file that Telegram has stored as it is."""

    file_id: str
    file_unique_id: str
    path: str
    content: bytes = field(repr=False)
    file_name: str
    mime_type: str

    def as_json(self) -> JsonObject:
        """Return the Bot API object `Document`."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.file_unique_id,
            "file_name": self.file_name,
            "mime_type": self.mime_type,
            "file_size": len(self.content),
        }


@dataclass(eq=False)
class SentMessage:
    """A message in a chat; an edit changes it in place.

    Attributes:
        text: what it says, without markup; `None` for a photo.
        caption: what is written below a photo or a document; `None` for a text.
        entities: the formatting of the text or caption, offsets in UTF-16 code units.
        html: the text or caption as it was written, markup included.
        thread_id: the topic that it is in.
        reply_to: the id of the message that it replies to.
        service: what it tells of itself when nobody wrote it, as a new topic.
        via: the bot that offered it in inline mode.
        inline_id: by what that bot can edit it, `inline_message_id`; empty if it cannot.
        edited: how many times it was edited.
        unseen: whether the bot's privacy mode kept it from the bot.
    """

    message_id: int
    chat: "Chat" = field(repr=False)
    sender: Account = field(repr=False)
    sent_at: int = field(repr=False)
    text: str | None = None
    caption: str | None = None
    entities: list[JsonObject] = field(default_factory=list, repr=False)
    html: str = field(default="", repr=False)
    picture: Picture | None = field(default=None, repr=False)
    document: Document | None = field(default=None, repr=False)
    reply_markup: JsonObject | None = field(default=None, repr=False)
    thread_id: int | None = None
    reply_to: int | None = None
    anonymous: bool = field(default=False, repr=False)
    via: Account | None = field(default=None, repr=False)
    inline_id: str = field(default="", repr=False)
    service: JsonObject = field(default_factory=dict, repr=False)
    edited: int = 0
    edited_at: int | None = field(default=None, repr=False)
    deleted: bool = False
    unseen: bool = field(default=False, repr=False)

    @property
    def chat_id(self) -> int:
        """The id of the chat that it is in."""
        return self.chat.id

    @property
    def sender_id(self) -> int:
        """The id of who wrote it."""
        return self.sender.id

    @property
    def photo(self) -> bytes | None:
        """The picture that it shows, as it was uploaded."""
        return self.picture.content if self.picture else None

    @property
    def buttons(self) -> list[JsonObject]:
        """All its buttons, row after row."""
        markup = self.reply_markup or {}
        rows: list[list[JsonObject]] = (
            markup.get("inline_keyboard") or markup.get("keyboard") or []
        )
        return [button for row in rows for button in row]


class Content(TypedDict, total=False):
    """What a new message may consist of, as the attributes of `SentMessage`."""

    text: str | None
    caption: str | None
    entities: list[JsonObject]
    html: str
    picture: Picture | None
    document: Document | None
    reply_markup: JsonObject | None
    thread_id: int | None
    reply_to: int | None
    anonymous: bool
    via: Account | None
    service: JsonObject
