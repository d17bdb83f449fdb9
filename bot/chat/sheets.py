"""Tables as files on disk, written row by row, so that they need no memory.

Files have no name and are readable by nobody else; they are gone as soon as they are closed, and
with the process whatever happens. Text that a spreadsheet would take for a formula begins with an
apostrophe, as OWASP advises for CSV injection. CSV is plain UTF-8 without a mark at its beginning,
which other programs would take for a part of the first name; for Excel there is XLSX.
"""

import csv
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from decimal import Decimal
from io import TextIOWrapper
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Protocol, Self

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxFileError

from bot.payments.exporting import COLUMNS, Format, Kind

# A spreadsheet reckons with 15 digits; longer numbers are shown, but not reckoned with.
MOST_DIGITS = 15
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - wide ones count too
_NAMES = [column.name for column in COLUMNS]
_WIDTHS = {"number": 14, "transaction": 40, "created_utc": 21, "settled_utc": 21}


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
    return XlsxSheet() if kind is Format.XLSX else CsvSheet()


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


class _File:
    """Holds what must be closed and removed."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._file: IO[bytes] = self._open.enter_context(
            TemporaryFile(prefix="tillbot-")  # noqa: SIM115 - it is closed with the table
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _from_the_beginning(self) -> IO[bytes]:
        self._file.seek(0)
        return self._file


class CsvSheet(_File):
    """A table as CSV: comma, quotes where they are needed, lines that end as RFC 4180 says."""

    def __init__(self) -> None:
        super().__init__()
        self._text = TextIOWrapper(self._file, encoding="utf-8", newline="")
        self._writer = csv.writer(self._text)
        self._writer.writerow(_NAMES)

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        """Add rows; numbers stay as they are, since a number is no formula."""
        self._writer.writerows(map(_safe_row, rows))

    def finish(self) -> IO[bytes]:
        """The whole file, from its beginning."""
        self._text.detach()
        return self._from_the_beginning()


def _safe_row(row: Sequence[str]) -> list[str]:
    return [
        text if column.kind is Kind.NUMBER else safe(text)
        for column, text in zip(COLUMNS, row, strict=True)
    ]


class XlsxSheet(_File):
    """A table for spreadsheets: numbers are numbers, and texts never become anything else."""

    def __init__(self) -> None:
        super().__init__()
        folder = self._open.enter_context(TemporaryDirectory(prefix="tillbot-"))
        options = {"constant_memory": True, "tmpdir": folder}
        self._book = Workbook(self._file, options)
        self._sheet = self._book.add_worksheet("Orders")
        self._open.callback(self._sheet.row_data_fh.close)  # if it is never finished
        self._sheet.freeze_panes(1, 0)
        for number, name in enumerate(_NAMES):
            self._sheet.set_column(number, number, _WIDTHS.get(name, 13))
        bold = self._book.add_format({"bold": True})
        for number, name in enumerate(_NAMES):
            self._sheet.write_string(0, number, name, bold)
        self._plain = self._book.add_format({"num_format": "0.######"})
        self._whole = self._book.add_format({"num_format": "0"})
        self._next = 1

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        """Add rows; a number that a spreadsheet would round is kept as a text."""
        for row in rows:
            for number, (column, text) in enumerate(zip(COLUMNS, row, strict=True)):
                if text:
                    self._write(number, text, column.kind)
            self._next += 1

    def _write(self, number: int, text: str, kind: Kind) -> None:
        if kind is Kind.NUMBER and sum(map(str.isdigit, text)) <= MOST_DIGITS:
            how = self._plain if "." in text else self._whole
            self._sheet.write_number(self._next, number, Decimal(text), how)
        else:
            plain = text if kind is Kind.NUMBER else safe(text)
            self._sheet.write_string(self._next, number, plain)

    def finish(self) -> IO[bytes]:
        """The whole file, from its beginning."""
        try:
            self._book.close()
        except XlsxFileError as error:  # such as a disk that is full
            raise OSError(str(error)) from error
        return self._from_the_beginning()
