"""What a merchant asks to invoice, read from their words, and refused without guessing."""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, time, timedelta
from enum import StrEnum, auto

from bot.payments.amounts import looks_like_number
from bot.payments.refusals import Reason, Refusal
from bot.payments.request import Request, read_request
from bot.payments.terms import Terms

LONGEST_TEXT = 200
LONGEST_TIME = timedelta(days=366)
MOST_WORDS = 5  # of amount, token and network, such as `25 USDT on Arbitrum One`
_SPAN = re.compile(r"([1-9][0-9]{0,4})(m|min|h|d|w)", re.ASCII | re.IGNORECASE)
_UNITS = {
    "m": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_NAME = re.compile(r"@([A-Za-z][A-Za-z0-9_]{3,31})", re.ASCII)
# Phones write one long dash for two short ones.
_MULTI = re.compile(r"(?:--|[\u2014\u2013])multi", re.IGNORECASE)
# Letters that look like a token's name; nobody is to be billed in another one than was meant.
_TICKER = re.compile(r"[A-Z]{3,6}", re.ASCII)


class Flaw(StrEnum):
    """What is wrong with words behind the amount of an invoice."""

    PAST = auto()  # it would be over already
    TOO_FAR = auto()
    NO_TIME = auto()  # not a time or date
    TOO_LONG = auto()  # the text


@dataclass(frozen=True, slots=True)
class Flawed:
    """Why an invoice cannot be issued as asked, and the words in the way."""

    flaw: Flaw
    word: str


@dataclass(frozen=True, slots=True)
class Wish:
    """An invoice as a merchant asks for it.

    Attributes:
        text: what it is for.
        payer_name: the Telegram name, without its @, of the only one who may pay it.
        until: when it can be paid no more.
        is_multi: whether many may pay it.
    """

    request: Request
    text: str = ""
    payer_name: str = ""
    until: datetime | None = None
    is_multi: bool = False


def read_wish(words: str, terms: Terms, now: datetime) -> Wish | Refusal | Flawed:
    """Read `25 USDT tron coffee to @bob until 3d --multi`; all but the amount may be left out.

    What says until when and for whom stands at the end, so that the text may say `to` as well.
    """
    rest = words.split()
    is_multi = any(_MULTI.fullmatch(word) for word in rest)
    rest = [word for word in rest if not _MULTI.fullmatch(word)]
    rest, until = _take_until(rest, now)
    rest, payer_name = _take_payer(rest)
    if until is None:
        rest, until = _take_until(rest, now)
    request = _leading(rest, terms)
    if isinstance(until, Flawed):
        return until
    if isinstance(request, Refusal):
        return request
    asked, text = request
    if len(text) > LONGEST_TEXT:
        return Flawed(Flaw.TOO_LONG, text)
    return Wish(asked, text, payer_name, until, is_multi)


def _take_payer(words: list[str]) -> tuple[list[str], str]:
    """Take `to @name` off the end: the words before it, and the name."""
    name = _NAME.fullmatch(words[-1]) if len(words) > 2 else None  # noqa: PLR2004 - an amount before it
    is_payer = name is not None and words[-2].casefold() == "to"
    return (words[:-2], name[1]) if name and is_payer else (words, "")


def _leading(words: list[str], terms: Terms) -> tuple[Request, str] | Refusal:
    """The longest beginning that is a request, and what comes after it."""
    found: tuple[Request, int] | None = None
    for count in range(1, min(len(words), MOST_WORDS) + 1):
        request = read_request(" ".join(words[:count]), terms)
        if isinstance(request, Request):
            found = (request, count)
    if found is None:
        refused = read_request(" ".join(words[:1]), terms)
        return refused if isinstance(refused, Refusal) else Refusal(Reason.NO_AMOUNT)
    request, count = found
    rest = words[count:]
    if rest and count == 1 and looks_like_number(rest[0]):
        return Refusal(Reason.TWO_AMOUNTS, f"{words[0]} {rest[0]}")
    if rest and _TICKER.fullmatch(rest[0]):
        return Refusal(Reason.UNKNOWN_TOKEN, rest[0])
    return request, " ".join(rest)


def _take_until(words: list[str], now: datetime) -> tuple[list[str], datetime | Flawed | None]:
    """Take `until …` off the end: the words before it, and the moment."""
    for length in (1, 2):
        if len(words) > length + 1 and words[-length - 1].casefold() == "until":
            return words[: -length - 1], _moment(" ".join(words[-length:]), now)
    return words, None


def _moment(text: str, now: datetime) -> datetime | Flawed:
    """`2h`, `3d`, `2026-12-24` (all of that day), or `2026-12-24 18:00`, in UTC."""
    moment = _span(text, now) or _date(text)
    if moment is None:
        return Flawed(Flaw.NO_TIME, text)
    if moment <= now:
        return Flawed(Flaw.PAST, text)
    return moment if moment - now <= LONGEST_TIME else Flawed(Flaw.TOO_FAR, text)


def _span(text: str, now: datetime) -> datetime | None:
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    span = int(match[1]) * _UNITS[match[2].lower()]
    return now + min(span, LONGEST_TIME + timedelta(days=1))


def _date(text: str) -> datetime | None:
    for form in ("%Y-%m-%d", "%Y-%m-%d %H:%M"):
        try:
            moment = datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        # A day is over when it ends.
        whole_day = moment.time() == time() and " " not in text
        is_last = moment.year == MAXYEAR  # there is no day after it
        return moment + timedelta(days=1) if whole_day and not is_last else moment
    return None
