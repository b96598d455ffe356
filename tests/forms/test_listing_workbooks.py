"""F3, F4 and F5 as workbooks: real numbers, no formula, A4 landscape in another program too."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from okrdesk.errors import Code, Refused
from okrdesk.forms.pages import page_sizes, page_text
from okrdesk.forms.registry import find_template
from okrdesk.forms.sheets import make_sheet
from okrdesk.forms.workbook import FORMS, write_workbook
from okrdesk.services.papers import Paper
from tests.forms.papers import DAY, EVALUATION, NASTY, coverage, results, tasks
from tests.forms.reports import of_directive, report
from tests.libreoffice import convert

MAKE = {"B1": coverage, "B2": report, "B5": of_directive, "F3": tasks, "F4": results, "F5": results}


def written(form: str, paper: Paper, folder: Path) -> Path:
    template = find_template(form, DAY)
    return write_workbook(template, [make_sheet(template, paper)], folder / f"{form}.xlsx")


def opened(file: Path) -> Any:
    from openpyxl import load_workbook

    return load_workbook(file).worksheets[0]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("count", [0, 1, 400])
def test_it_is_set_up_for_a4_landscape(form: str, count: int, tmp_path: Path) -> None:
    from openpyxl.utils import get_column_letter

    sheet = opened(written(form, MAKE[form](count), tmp_path))
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    first, last = sheet.print_title_rows.replace("$", "").split(":")
    assert first == last
    assert sheet.cell(int(first), 1).value in ("STT", "TT")
    area = sheet.print_area.split("!")[-1].replace("$", "")
    assert area == f"A1:{get_column_letter(sheet.max_column)}{sheet.max_row}"


def test_figures_are_numbers_and_text_is_never_a_formula(tmp_path: Path) -> None:
    sheet = opened(written("F3", tasks(12, "=1+1"), tmp_path))
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    names = [cell for cell in cells if cell.value == "=1+1"]
    assert len(names) == 12
    assert all(cell.quotePrefix for cell in names)
    total = next(row for row in sheet.iter_rows() if row[0].value == "Cộng")
    assert [cell.value for cell in total[3:9]] == pytest.approx([48, 48, 57.6, 43.2, 57.6, 2])
    assert total[5].number_format == "[$-42A]#,##0.00"


def test_a_row_is_as_high_as_its_longest_cell(tmp_path: Path) -> None:
    sheet = opened(written("F4", results(2), tmp_path))
    rows = [row for row in sheet.iter_rows() if row[1].value in ("Nguyễn Văn 1", "Nguyễn Văn 2")]
    heights = [sheet.row_dimensions[row[0].row].height for row in rows]
    assert all(height > 28 for height in heights)


def test_it_says_the_words_of_the_form(tmp_path: Path) -> None:
    sheet = opened(written("F4", results(3, NASTY), tmp_path))
    text = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "BẢNG TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert f"{NASTY} 1" in text
    assert "THỦ TRƯỞNG ĐƠN VỊ" in text
    figures = [cell.value for row in sheet.iter_rows() for cell in row]
    assert figures.count(94.75) == 3 or figures.count(Decimal("94.75")) == 3


@pytest.mark.parametrize("form", FORMS)
def test_libreoffice_prints_it_on_a4_landscape_with_the_head_on_every_page(
    form: str, tmp_path: Path
) -> None:
    file = written(form, MAKE[form](120), tmp_path)
    convert([file], "pdf", tmp_path)
    pdf = file.with_suffix(".pdf").read_bytes()
    sizes = page_sizes(pdf)
    assert len(sizes) > 2
    assert {(round(one.width * 25.4 / 72), round(one.height * 25.4 / 72)) for one in sizes} == {
        (297, 210)
    }
    for index in range(len(sizes) - 1):
        assert ("Tình trạng" if form[0] == "B" else "Ghi chú") in page_text(pdf, index)


def test_each_directive_stands_above_its_items(tmp_path: Path) -> None:
    sheet = opened(written("B1", coverage(4), tmp_path))
    firsts = [str(row[0].value or "") for row in sheet.iter_rows()]
    assert any(
        one.startswith("Nghị quyết số 05-NQ/TU ngày 15/01/2026 của Tỉnh ủy") for one in firsts
    )
    assert "Kế hoạch số 12/KH-UBND ngày 20/02/2026" in firsts
    figures = [row[7].value for row in sheet.iter_rows() if row[0].value in (1, 2, 3, 4)]
    assert figures == [1, 2, 3, 4]


def test_another_form_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        written("F1", EVALUATION, tmp_path)
    assert refused.value.code is Code.FORM_WITHOUT_WORKBOOK
