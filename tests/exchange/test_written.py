"""Templates and exports: what we write is read back, opens elsewhere, and never runs a formula."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from okrdesk import i18n
from okrdesk.errors import Code, Fault
from okrdesk.exchange.export import ExportColumn, sheet_name, write_rows
from okrdesk.exchange.kinds import layout_of
from okrdesk.exchange.preview import KindName
from okrdesk.exchange.reading import read_kind
from okrdesk.exchange.template import write_template
from tests.exchange.books import book
from tests.libreoffice import convert

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "#N/A"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", list(KindName))
def test_a_template_filled_with_its_examples_is_read(
    kind: KindName, language: str, tmp_path: Path
) -> None:
    i18n.use(language)
    path = write_template(kind, tmp_path / "mẫu.xlsx")
    assert read_kind(kind, path).total == 0
    book = load_workbook(path)
    for number in range(2):
        examples = [column.examples[number] or None for column in layout_of(kind).columns]
        book.worksheets[0].append(examples)
    book.save(path)
    preview = read_kind(kind, path)
    assert [problem.sentence for problem in preview.problems] == []
    assert (preview.ready, preview.notes) == (2, ())


def test_a_template_offers_lists_in_short_and_long(tmp_path: Path) -> None:
    units = [f"Phòng {number}, tầng {number}" for number in range(200)]
    path = write_template(KindName.PLAN, tmp_path / "mẫu.xlsx", {"unit": units})
    book = load_workbook(path)
    rules = {str(rule.sqref): rule for rule in book.worksheets[0].data_validations.dataValidation}
    assert rules["C2:C2001"].formula1.startswith('"tăng,giảm,')
    assert rules["I2:I2001"].formula1 == "'Danh mục'!$A$1:$A$200"
    assert [sheet.sheet_state for sheet in book] == ["visible", "hidden", "visible"]
    assert book.worksheets[0].freeze_panes == "A2"
    assert book.worksheets[0].page_setup.orientation == "landscape"


def test_lists_and_templates_open_in_libreoffice(tmp_path: Path) -> None:
    write_template(KindName.PLAN, tmp_path / "plan.xlsx")
    write_rows(tmp_path / "list.xlsx", "Mục tiêu", ["Tên"], [[text] for text in FORMULAS])
    text = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    convert([tmp_path / "plan.xlsx", tmp_path / "list.xlsx"], text, tmp_path / "saved")
    header = (tmp_path / "saved" / "plan-Kế hoạch.csv").read_text(encoding="utf-8-sig")
    assert header.startswith("Mục tiêu *,Kết quả then chốt *,Loại")
    written = (tmp_path / "saved" / "list-Mục tiêu.csv").read_text(encoding="utf-8-sig")
    assert "=1+1" in written
    assert "=cmd|' /C calc'!A0" in written


def test_a_workbook_that_libreoffice_saved_is_read(tmp_path: Path) -> None:
    """It keeps its texts in a table of their own and the values of its formulas, as Excel does."""

    def shape(sheet: Any) -> None:
        sheet.merge_cells("A2:A3")
        sheet["D3"].number_format = "0%"
        sheet.row_dimensions[3].hidden = True
        sheet["A2"].value = CellRichText("Nâng ", TextBlock(InlineFont(b=True), "chất lượng"))

    header = ["Mục tiêu", "Kết quả then chốt", "Mốc đầu", "Mức cần đạt", "Kết thúc"]
    rows = [["", "Đúng hạn", 80, "=19*5", date(2026, 12, 31)], [None, "Trễ", 0.5, 0.25, "=E2-1"]]
    (tmp_path / "plan.xlsx").write_bytes(book(header, *rows, shape=shape))
    convert([tmp_path / "plan.xlsx"], "xlsx", tmp_path / "saved")
    preview = read_kind(KindName.PLAN, tmp_path / "saved" / "plan.xlsx")
    assert [problem.sentence for problem in preview.problems] == []
    first, second = (row.item for row in preview.rows)
    assert first.objective is second.objective
    assert first.objective.title == "Nâng chất lượng"
    assert (first.measure.target, first.end_on) == (95, date(2026, 12, 31))
    assert (second.measure.target, second.measure_unit) == (25, "%")
    assert second.end_on == date(2026, 12, 30)
    assert "dòng ẩn" in preview.notes[0]


def test_text_never_becomes_a_formula(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "x.xlsx", "x", ["a"], [[text] for text in FORMULAS])
    with ZipFile(path) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
    cells = [row[0] for row in load_workbook(path).active.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(FORMULAS)
    assert [cell.quotePrefix for cell in cells] == [True] * 7 + [False]


@given(st.lists(st.text(max_size=50), min_size=1, max_size=5))
def test_any_text_is_written_as_text(texts: list[str]) -> None:
    stream = BytesIO()
    _write(stream, texts)
    for row in load_workbook(stream).active.iter_rows(min_row=2):
        assert row[0].data_type in ("s", "n")
        assert row[0].value is None or isinstance(row[0].value, str)


def _write(stream: BytesIO, texts: list[str]) -> None:
    from openpyxl import Workbook

    from okrdesk.exchange.export import Styles

    book = Workbook(write_only=True)
    sheet = book.create_sheet("x")
    styles = Styles(sheet)
    sheet.append([styles.header("a")])
    for text in texts:
        sheet.append([styles.cell(text)])
    book.save(stream)


def test_numbers_and_dates_are_real_and_formatted(tmp_path: Path) -> None:
    row = [
        Decimal("1234.5"),
        Decimal(7),
        date(2026, 10, 31),
        0.25,
        None,
        Decimal("12345678901234567"),
    ]
    columns = ["a", "b", "c", ExportColumn("d", format="0%"), "e", "f"]
    path = write_rows(tmp_path / "x.xlsx", "Báo cáo: quý/IV", columns, [row])
    sheet = load_workbook(path).active
    assert sheet.title == "Báo cáo quý IV"
    cells = sheet[2]
    assert [cell.value for cell in cells[:2]] == [1234.5, 7]
    assert [cell.number_format for cell in cells[:4]] == [
        "#,##0.############",
        "#,##0",
        "dd/mm/yyyy",
        "0%",
    ]
    assert cells[2].value.date() == date(2026, 10, 31)
    assert cells[5].value == "12345678901234567"
    assert sheet.auto_filter.ref == "A1:F2"


def test_a_file_that_cannot_be_written_is_a_fault_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        write_rows(tmp_path / "không có" / "x.xlsx", "x", ["a"], [])
    assert caught.value.code is Code.FILE_NOT_WRITTEN
    assert list(tmp_path.iterdir()) == []


@given(st.text(max_size=60))
def test_any_title_makes_a_sheet_name(title: str) -> None:
    name = sheet_name(title)
    assert 1 <= len(name) <= 31
    assert not set(name) & set("[]:*?/\\")
