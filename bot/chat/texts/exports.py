"""What is said about exports."""

from collections.abc import Mapping

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later
from bot.chat.languages.catalogue import ngettext
from bot.chat.languages.formats import set_apart
from bot.chat.texts.reports import PERIODS, dates
from bot.chat.texts.words import quote
from bot.payments.exporting import Filter, Format, Wish
from bot.payments.periods import Period

ONLY_IN_PRIVATE = later(
    "Please send /export in our private chat: the file holds the ids of payers."
)
BUSY = later("I am still making your last export. Please ask again when it is here.")
NOT_CONFIRMED = later(
    "Telegram has not confirmed the file in time. If it is not here in a minute, please ask again."
)
NO_ROOM = later(
    "The file could not be written on the till's machine; its log says why. Perhaps the disk is"
    " full: please choose a shorter period, or free some space."
)

_WHICH: Mapping[Filter, str] = {
    Filter.ALL: later("Orders asked for {dates}"),
    Filter.OPEN: later("Open orders asked for {dates}"),
    Filter.PAID: later("Orders paid {dates}"),
    Filter.LATE: later("Orders asked for, whose money came late, {dates}"),
    Filter.SHORT: later("Short orders asked for {dates}"),
}


def not_a_wish(word: str) -> str:
    """A word after /export that cannot be taken, or says twice the same kind of thing."""
    return _(
        "I cannot take «{word}» there. Possible are one period: {periods}; one choice:"
        " <code>all</code>, <code>open</code>, <code>paid</code>, <code>late</code> or"
        " <code>short</code>; and <code>xlsx</code> for Excel. For example"
        " <code>/export 30d paid xlsx</code>. /export alone gives all orders of seven days as"
        " CSV.",
        word=quote(word),
        periods=_(PERIODS),
    )


def done(wish: Wish, period: Period, count: int) -> str:
    """The caption of the file."""
    said = _(
        "{orders}: {rows}. Times in it are UTC.",
        orders=_title(wish, period),
        rows=ngettext("{count} row", "{count} rows", count, count=set_apart(count)),
    )
    if wish.format is Format.XLSX:
        return said
    command = f"<code>/export {wish.span} {wish.filter} xlsx</code>"
    return said + _(" For Excel: {command}", command=command)


def nothing(wish: Wish, period: Period) -> str:
    """There is no such order."""
    return _("{orders}: there are none.", orders=_title(wish, period))


def too_large(wish: Wish, period: Period) -> str:
    """More than Telegram takes."""
    return _(
        "{orders}: that is more than one file may hold; Telegram takes 50 MB from a bot. Please"
        " choose a shorter period or fewer orders, for example <code>/export 7d paid</code> or"
        " <code>/export today</code>.",
        orders=_title(wish, period),
    )


def name(wish: Wish, period: Period) -> str:
    """The name of the file."""
    return f"orders-{wish.filter}-{period.first}-to-{period.last}.{wish.format}"


def _title(wish: Wish, period: Period) -> str:
    return _(_WHICH[wish.filter], dates=dates(period))
