"""What is said about exports."""

from collections.abc import Mapping

from bot.chat.texts.reports import PERIODS, dates
from bot.chat.texts.words import quote
from bot.payments.exporting import Filter, Format, Wish
from bot.payments.periods import Period

ONLY_IN_PRIVATE = "Please send /export in our private chat: the file holds the ids of payers."
BUSY = "I am still making your last export. Please ask again when it is here."
NOT_CONFIRMED = (
    "Telegram has not confirmed the file in time. If it is not here in a minute, please ask again."
)
NO_ROOM = (
    "The file could not be written on the till's machine; its log says why. Perhaps the disk is"
    " full: please choose a shorter period, or free some space."
)

_WHICH: Mapping[Filter, str] = {
    Filter.ALL: "orders asked for",
    Filter.OPEN: "open orders asked for",
    Filter.PAID: "orders paid",
    Filter.LATE: "orders asked for, whose money came late,",
    Filter.SHORT: "short orders asked for",
}


def not_a_wish(word: str) -> str:
    """A word after /export that cannot be taken, or says twice the same kind of thing."""
    return (
        f"I cannot take «{quote(word)}» there. Possible are one period: {PERIODS}; one choice:"
        " <code>all</code>, <code>open</code>, <code>paid</code>, <code>late</code> or"
        " <code>short</code>; and <code>xlsx</code> for Excel. For example"
        " <code>/export 30d paid xlsx</code>. /export alone gives all orders of seven days as CSV."
    )


def done(wish: Wish, period: Period, count: int) -> str:
    """The caption of the file."""
    rows = f"{count:,} row{'' if count == 1 else 's'}"
    for_excel = f" For Excel: <code>/export {wish.span} {wish.filter} xlsx</code>"
    return (
        f"{_title(wish, period)}: {rows}. Times in it are UTC."
        f"{'' if wish.format is Format.XLSX else for_excel}"
    )


def nothing(wish: Wish, period: Period) -> str:
    """There is no such order."""
    return f"{_title(wish, period)}: there are none."


def too_large(wish: Wish, period: Period) -> str:
    """More than Telegram takes."""
    return (
        f"{_title(wish, period)}: that is more than one file may hold; Telegram takes 50 MB from a"
        " bot. Please choose a shorter period or fewer orders, for example"
        " <code>/export 7d paid</code> or <code>/export today</code>."
    )


def name(wish: Wish, period: Period) -> str:
    """The name of the file."""
    return f"orders-{wish.filter}-{period.first}-to-{period.last}.{wish.format}"


def _title(wish: Wish, period: Period) -> str:
    which = _WHICH[wish.filter]
    return f"{which[0].upper()}{which[1:]} {dates(period)}"
