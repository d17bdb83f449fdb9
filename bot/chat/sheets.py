"""Tables as files on disk, written row by row, so that they need no memory.

Files have no name and are readable by nobody else; they are gone as soon as they are closed, and
with the process whatever happens. (What XlsxWriter puts beside its file has a name, in a folder
that only this user can read; it outlives a process that is killed in that moment.) Text that a
spreadsheet would take for a formula begins with an apostrophe, as OWASP advises for CSV injection.
CSV is plain UTF-8 without a mark at its beginning, which other programs would take for a part of
the first name; for Excel there is XLSX.
"""

import csv
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, Protocol, Self

from bot.payments.exporting import COLUMNS, Format, Kind

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - wide ones count too
NAMES = [column.name for column in COLUMNS]


class Sheet(Protocol):
    """A table that is being written; leaving it throws the file away."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        """Add rows, of a text for each column."""
        ...

    def finish(self) -> IO[bytes]:
        """The whole file, from its beginning; like `write`, it may raise an `OSError`."""
        ...


def sheet_of(kind: Format) -> Sheet:
    """An empty table with a head."""
    if kind is Format.CSV:
        return CsvSheet()
    # Few need it, and it would make every start longer.
    from bot.chat.workbooks import XlsxSheet  # noqa: PLC0415 - see above

    return XlsxSheet()


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


class TableFile:
    """Holds what must be closed and removed."""

    def __init__(self) -> None:
        self.open = ExitStack()
        self.file: IO[bytes] = self.open.enter_context(
            TemporaryFile(prefix="tillbot-")  # noqa: SIM115 - it is closed with the table
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.open.close()

    def from_the_beginning(self) -> IO[bytes]:
        """The whole file."""
        self.file.seek(0)
        return self.file


class CsvSheet(TableFile):
    """A table as CSV: comma, quotes where they are needed, lines that end as RFC 4180 says."""

    def __init__(self) -> None:
        super().__init__()
        self._text = TextIOWrapper(self.file, encoding="utf-8", newline="")
        self._writer = csv.writer(self._text)
        self._writer.writerow(NAMES)

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        """Add rows; numbers stay as they are, since a number is no formula."""
        self._writer.writerows(map(_safe_row, rows))

    def finish(self) -> IO[bytes]:
        """The whole file, from its beginning."""
        self._text.detach()
        return self.from_the_beginning()


def _safe_row(row: Sequence[str]) -> list[str]:
    return [
        text if column.kind is Kind.NUMBER else safe(text)
        for column, text in zip(COLUMNS, row, strict=True)
    ]
