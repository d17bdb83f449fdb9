"""Reads tables as other programs do."""

import csv
import io
import zipfile
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from bot.chat.sheets import Sheet
from bot.payments.exporting import COLUMNS, row_of
from tests.chat.making import LATE

ROW = row_of(LATE)
NAMES = [column.name for column in COLUMNS]
TRANSACTION = NAMES.index("transaction")
MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def content(sheet: Sheet, rows: Iterable[list[str]]) -> bytes:
    with sheet:
        sheet.write(rows)
        return sheet.finish().read()


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


def read_xlsx(data: bytes) -> list[dict[int, tuple[str, str]]]:
    """Kind and text of each cell, by its column, row by row."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    return [dict(map(_cell, row.findall("m:c", MAIN))) for row in sheet.findall(".//m:row", MAIN)]


def _cell(cell: ET.Element) -> tuple[int, tuple[str, str]]:
    letters = (cell.get("r") or "").rstrip("0123456789")
    text = "".join(part.text or "" for part in cell.iter() if part.tag.endswith(("}t", "}v")))
    return ord(letters) - ord("A"), (cell.get("t", "number"), text)


def with_text(text: str) -> list[str]:
    return [*ROW[:TRANSACTION], text, *ROW[TRANSACTION + 1 :]]
