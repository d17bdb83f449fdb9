"""What is said about the daily digest."""

from bot.chat.texts.words import quote
from bot.payments.digesting import HOUR, Digest

ONLY_IN_PRIVATE = "Please send /digest in our private chat; it is about what I tell you there."
EXAMPLE = "<code>/digest 9:00 Europe/Madrid</code>"
_HOW = (
    f"{EXAMPLE} sets the hour and your time zone, which is also that of your reports;"
    " <code>/digest off</code> ends it. Or choose an hour:"
)


def chosen(digest: Digest | None) -> str:
    """What is set, and how it is changed."""
    return f"{_now(digest)}\n\n{_HOW}"


def _now(digest: Digest | None) -> str:
    if digest is None or digest.minute is None:
        zone = f" Your time zone is {digest.zone}." if digest else ""
        return (
            "<b>Daily digest: off.</b> Once a day I can tell you here what the day before has"
            f" brought.{zone}"
        )
    return (
        f"<b>Daily digest: at {clock(digest.minute)}, {digest.zone}.</b> Each day I tell you here"
        " what the day before has brought."
    )


def not_an_hour(words: str) -> str:
    """Words after /digest that are neither an hour nor a time zone."""
    return (
        f"I cannot take «{quote(words)}». Please write an hour from 0:00 to 23:59 and, if it is to"
        f" change, a time zone by its name: {EXAMPLE}. <code>/digest off</code> ends it."
    )


def clock(minute: int) -> str:
    """A minute of the day as people write it."""
    return f"{minute // HOUR}:{minute % HOUR:02}"
