"""Sheets come as rows of values, the way a person sees them in Excel."""

from datetime import datetime
from typing import Any

from openpyxl import Workbook

from okrdesk.exchange.workbook import Broken, Merge, Sheet, read_workbook
from tests.exchange.books import book, saved, with_cached


def only(content: bytes) -> Sheet:
    (sheet,) = read_workbook(content).sheets
    return sheet


def test_blank_rows_and_trailing_blanks_are_left_out() -> None:
    sheet = only(book(["a", None, "  "], [], [None, " "], ["b"]))
    assert [(row.number, row.cells) for row in sheet.rows] == [(1, ("a",)), (4, ("b",))]


def test_a_formula_gives_the_value_calculated_last() -> None:
    content = with_cached(book(["=20*2", "x"]), "A1", "40")
    assert only(content).rows[0].cells == (40, "x")
    content = with_cached(book([['=""&""', ' "x"'][0], "x"]), "A1", "", text=True)
    assert only(content).rows[0].cells == (None, "x")


def test_a_formula_never_calculated_is_told_from_an_empty_cell() -> None:
    assert only(book(["=1+1", None, "x"])).rows[0].cells == (Broken(), None, "x")


def test_an_excel_error_is_broken() -> None:
    assert only(book(["#REF!", "x"])).rows[0].cells == (Broken("#REF!"), "x")


def test_a_date_out_of_range_is_broken_without_a_warning() -> None:
    def shape(sheet: Any) -> None:
        sheet["A1"].number_format = "dd/mm/yyyy"

    assert isinstance(only(book([99_999_999], shape=shape)).rows[0].cells[0], Broken)


def test_numbers_come_as_they_are_shown() -> None:
    def shape(sheet: Any) -> None:
        sheet["A1"].number_format = "0.0%"
        sheet["B1"].number_format = "000"
        sheet["C1"].number_format = "dd/mm/yyyy"
        sheet["D1"].number_format = '0 "%"'

    cells = only(book([0.955, 7, 46_000, 12], shape=shape)).rows[0].cells
    assert cells == ("95,5%", "007", datetime.fromisoformat("2025-12-09"), 12)


def test_hidden_rows_are_read_and_named_hidden_sheets_are_not() -> None:
    made = Workbook()
    made.active.append(["a"])
    made.active.append(["b"])
    made.active.row_dimensions[2].hidden = True
    made.active.column_dimensions["A"].hidden = True
    made.create_sheet("Danh mục").sheet_state = "hidden"
    read = read_workbook(saved(made))
    assert [row.cells for row in read.sheets[0].rows] == [("a",), ("b",)]
    assert read.sheets[0].hidden_rows == {2}
    assert read.notes == ("Trang tính ẩn “Danh mục” không được đọc.",)


def test_cells_merged_downwards_are_known() -> None:
    def shape(sheet: Any) -> None:
        sheet.merge_cells("B2:C4")
        sheet.merge_cells("A1:D1")

    sheet = only(book(["t"], ["a", "b"], ["c"], ["d"], ["e"], shape=shape))
    assert sheet.merges == (Merge(1, 2, 4),)
    assert sheet.merge_over(1, 3) == sheet.merge_over(1, 4) == Merge(1, 2, 4)
    assert sheet.merge_over(1, 2) is sheet.merge_over(1, 5) is sheet.merge_over(0, 3) is None
