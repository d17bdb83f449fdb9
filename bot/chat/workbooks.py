"""Tables for spreadsheets."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxFileError

from bot.chat.sheets import NAMES, TableFile, safe
from bot.payments.exporting import COLUMNS, Kind

# A spreadsheet reckons with 15 digits; longer numbers are shown, but not reckoned with.
MOST_DIGITS = 15
_WIDTHS = {"number": 14, "transaction": 40, "created_utc": 21, "settled_utc": 21}


class XlsxSheet(TableFile):
    """A table for spreadsheets: numbers are numbers, and texts never become anything else."""

    def __init__(self) -> None:
        super().__init__()
        folder = self.open.enter_context(TemporaryDirectory(prefix="tillbot-"))
        options = {"constant_memory": True, "tmpdir": folder}
        self._book = Workbook(self.file, options)
        self._sheet = self._book.add_worksheet("Orders")
        self.open.callback(self._sheet.row_data_fh.close)  # if it is never finished
        self._sheet.freeze_panes(1, 0)
        for number, name in enumerate(NAMES):
            self._sheet.set_column(number, number, _WIDTHS.get(name, 13))
        bold = self._book.add_format({"bold": True})
        for number, name in enumerate(NAMES):
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
        return self.from_the_beginning()
