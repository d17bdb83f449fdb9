"""Telegram's refusals, told apart by their words: it has no other names for them."""

from telegram.error import BadRequest

# The chat already shows the truth, or nothing is left that could be changed.
NOTHING_TO_CHANGE = (
    "message is not modified",
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
)
# A press was answered after Telegram had given up waiting.
TOO_LATE = ("query is too old",)
NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "group is deactivated")
# Rights come back, as when a group is muted for the night.
NO_RIGHTS = ("not enough rights", "have no rights", "chat_write_forbidden", "chat_restricted")
NO_PHOTOS = ("rights to send photos",)
# The card was sent as a text, where photos are not wanted.
NO_CAPTION = ("there is no caption",)
# The topic was deleted or closed.
TOPIC_GONE = ("message thread not found", "topic_closed")


def says(error: BadRequest, *kinds: tuple[str, ...]) -> bool:
    """Whether a refusal is of one of these kinds."""
    words = error.message.casefold()
    return any(each in words for kind in kinds for each in kind)
