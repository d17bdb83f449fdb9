"""What a check has found, as one line."""

from dataclasses import dataclass
from enum import StrEnum, auto
from urllib.parse import urlsplit

from bot.logs import Redactor

_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_STEP = 1000


class Mark(StrEnum):
    """How good it is."""

    OK = auto()
    WARN = auto()  # the till runs all the same
    BAD = auto()  # customers cannot pay, or will not be told


@dataclass(frozen=True, slots=True)
class Line:
    """One point that was looked at.

    Attributes:
        about: what the point is.
        text: what was found.
        todo: what to do, if there is something to do.
        public: what of it must be shown letter by letter. The last line of a private key can
            hold the end of its public key, which would else be blacked out.
    """

    mark: Mark
    about: str
    text: str
    todo: str = ""
    public: str = ""

    def shown(self, redact: Redactor) -> str:
        """The line as it is printed, without any secret and without any line end."""
        todo = f". To do: {redact(self.todo)}" if self.todo else ""
        words = f"{self.mark:<5} {self.about}: {redact(self.text)}{self.public}{todo}"
        return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in words)


def ok(about: str, text: str, *, public: str = "") -> Line:
    """It is as it should be."""
    return Line(Mark.OK, about, text, public=public)


def warn(about: str, text: str, todo: str) -> Line:
    """The till runs all the same, but."""
    return Line(Mark.WARN, about, text, todo)


def bad(about: str, text: str, todo: str = "") -> Line:
    """The till cannot do its work like this; without `todo` the text itself says what to do."""
    return Line(Mark.BAD, about, text, todo)


def size(count: int) -> str:
    """A number of bytes as people read it."""
    amount, unit = float(count), 0
    while amount >= _STEP and unit < len(_UNITS) - 1:
        amount, unit = amount / _STEP, unit + 1
    return f"{amount:.{1 if unit and amount < 10 else 0}f} {_UNITS[unit]}"  # noqa: PLR2004 - one decimal is enough for small figures


def origin(url: str) -> str:
    """The server of a URL; its path, its query and its password may be somebody's secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
