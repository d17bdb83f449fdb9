"""What is said about the daily digest."""

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.languages.formats import digits
from bot.chat.texts.words import quote
from bot.payments.digesting import HOUR, Digest

ONLY_IN_PRIVATE = later(
    "Please send /digest in our private chat; it is about what I tell you there."
)


def chosen(digest: Digest | None) -> str:
    """What is set, and how it is changed."""
    how = _(
        "<code>/digest 9:00 Europe/Madrid</code> sets the hour and your time zone, which is also"
        " that of your reports; <code>/digest off</code> ends it. Or choose an hour:"
    )
    return f"{_now(digest)}\n\n{how}"


def _now(digest: Digest | None) -> str:
    if digest is None or digest.minute is None:
        off = _(
            "<b>Daily digest: off.</b> Once a day I can tell you here what the day before has"
            " brought."
        )
        zone = _(" Your time zone is {zone}.", zone=digest.zone) if digest else ""
        return off + zone
    return _(
        "<b>Daily digest: at {time}, {zone}.</b> Each day I tell you here what the day before has"
        " brought.",
        time=clock(digest.minute),
        zone=digest.zone,
    )


def not_an_hour(words: str) -> str:
    """Words after /digest that are neither an hour nor a time zone."""
    return _(
        "I cannot take «{words}». Please write an hour from 0:00 to 23:59 and, if it is to change,"
        " a time zone by its name: <code>/digest 9:00 Europe/Madrid</code>."
        " <code>/digest off</code> ends it.",
        words=quote(words),
    )


def clock(minute: int) -> str:
    """A minute of the day as people write it."""
    return digits(f"{minute // HOUR}:{minute % HOUR:02}")
