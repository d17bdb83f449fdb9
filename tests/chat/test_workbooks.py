from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from bot.chat.workbooks import XlsxSheet
from bot.payments.exporting import COLUMNS, Kind
from tests.chat.tables import NAMES, ROW, content, read_xlsx


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


def test_a_workbook_that_cannot_be_written_is_a_trouble_of_the_disk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_: Workbook) -> None:
        raise FileCreateError("No space left on device")

    monkeypatch.setattr(Workbook, "close", full)
    with XlsxSheet() as sheet, pytest.raises(OSError, match="No space left"):
        sheet.finish()
