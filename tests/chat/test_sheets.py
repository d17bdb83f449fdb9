"""Tables as other programs read them."""

import gc
import os
import stat
import tempfile
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.sheets import CsvSheet, safe, sheet_of
from bot.chat.workbooks import XlsxSheet
from bot.payments.exporting import Format, row_of
from tests.chat.making import EVERY_STATE, OPEN, WIDEST
from tests.chat.tables import NAMES, ROW, TRANSACTION, content, read_csv, read_xlsx, with_text

texts = st.text(st.characters(codec="utf-8"), max_size=30)


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
