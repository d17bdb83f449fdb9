"""Tables as other programs read them."""

import csv
import gc
import io
import os
import stat
import tempfile
import tracemalloc
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from bot.chat.sheets import CsvSheet, Sheet, XlsxSheet, safe, sheet_of
from bot.payments.exporting import COLUMNS, Format, Kind, row_of
from tests.chat.making import EVERY_STATE, LATE, OPEN, WIDEST

ROW = row_of(LATE)
NAMES = [column.name for column in COLUMNS]
TRANSACTION = NAMES.index("transaction")
MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
texts = st.text(st.characters(codec="utf-8"), max_size=30)


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


def test_csv_is_read_as_it_was_written() -> None:
    rows = [row_of(order) for order in (*EVERY_STATE, WIDEST)]
    data = content(CsvSheet(), rows)
    assert read_csv(data) == [NAMES, *rows]
    assert data.startswith(b"number,state,")
    assert data.count(b"\r\n") == len(rows) + 1


@settings(deadline=None)  # each is a file on disk
@given(texts)
def test_no_text_becomes_a_formula(text: str) -> None:
    [_, row] = read_csv(content(CsvSheet(), [with_text(text)]))
    shown = row[TRANSACTION]
    assert shown.removeprefix("'") == text.removeprefix("'")
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1"])
@pytest.mark.parametrize("kind", Format)
def test_what_looks_like_a_formula_gets_an_apostrophe(text: str, kind: Format) -> None:
    data = content(sheet_of(kind), [with_text(text)])
    if kind is Format.CSV:
        assert read_csv(data)[1][TRANSACTION] == f"'{text}"
    else:
        kind_of_cell, shown = read_xlsx(data)[1][TRANSACTION]
        assert kind_of_cell == "inlineStr"
        assert shown.startswith("'")


def test_what_looks_like_none_stays_as_it_is() -> None:
    assert [safe(text) for text in ("", "a=b", "0x=", "'=1")] == ["", "a=b", "0x=", "'=1"]


def test_numbers_below_zero_are_numbers() -> None:
    column = NAMES.index("chat_id")
    row = [*ROW[:column], "-1001234567890", *ROW[column + 1 :]]
    assert read_csv(content(CsvSheet(), [row]))[1][column] == "-1001234567890"
    assert read_xlsx(content(XlsxSheet(), [row]))[1][column] == ("number", "-1001234567890")


def test_a_spreadsheet_gets_numbers_as_numbers_and_texts_as_texts() -> None:
    [head, row] = read_xlsx(content(XlsxSheet(), [ROW]))
    assert [text for _, text in head.values()] == NAMES
    for number, (column, text) in enumerate(zip(COLUMNS, ROW, strict=True)):
        if text:
            kind = "number" if column.kind is Kind.NUMBER else "inlineStr"
            assert row[number] == (kind, text)
        else:
            assert number not in row


def test_a_number_of_an_order_is_a_text_even_if_it_has_only_digits() -> None:
    assert ROW[0] == "0123456789"
    assert read_xlsx(content(XlsxSheet(), [ROW]))[1][0] == ("inlineStr", "0123456789")


@settings(deadline=None, max_examples=40)  # each is a whole workbook
@given(st.integers(0, 2**63 - 1))
def test_no_spreadsheet_rounds_an_amount(millionths: int) -> None:
    text = f"{Decimal(millionths) / 1_000_000:f}"
    column = NAMES.index("asked")
    row = [*ROW[:column], text, *ROW[column + 1 :]]
    kind, shown = read_xlsx(content(XlsxSheet(), [row]))[1][column]
    assert shown == text
    if kind == "number":  # as a spreadsheet reads it
        assert Decimal(f"{float(shown):.15g}") == Decimal(text)


def files() -> list[Path]:
    return sorted(Path(tempfile.gettempdir()).glob("tillbot-*"))


@pytest.mark.parametrize("kind", Format)
def test_the_file_is_private_and_leaves_nothing_behind(
    kind: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with sheet_of(kind) as sheet:
        sheet.write([ROW] * 3)
        for path in tmp_path.rglob("*"):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
        file = sheet.finish()
        assert stat.S_IMODE(os.fstat(file.fileno()).st_mode) == 0o600
    assert files() == []
    assert file.closed


@pytest.mark.parametrize("kind", Format)
def test_a_table_that_is_never_finished_leaves_nothing_behind(
    kind: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with sheet_of(kind) as sheet:
        sheet.write([ROW])
    del sheet
    gc.collect()
    assert files() == []


@pytest.mark.parametrize("kind", Format)
def test_ten_times_as_many_rows_need_no_more_memory(kind: Format) -> None:
    row = row_of(OPEN)

    def peak(rows: int) -> int:
        gc.collect()
        tracemalloc.start()
        with sheet_of(kind) as sheet:
            for _ in range(rows // 100):
                sheet.write([row] * 100)
            sheet.finish()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(100)
    assert peak(3_000) < 1.2 * peak(300) + 50_000


def test_a_workbook_that_cannot_be_written_is_a_trouble_of_the_disk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_: Workbook) -> None:
        raise FileCreateError("No space left on device")

    monkeypatch.setattr(Workbook, "close", full)
    with XlsxSheet() as sheet, pytest.raises(OSError, match="No space left"):
        sheet.finish()
