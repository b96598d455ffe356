from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

from okrdesk.charts import (
    LIGHT,
    ProgressChart,
    Style,
    render_picture,
    render_png,
    render_svg,
    render_xlsx,
    write_chart,
)
from okrdesk.errors import Code, Fault
from tests.charts.conftest import MakeChart, values
from tests.libreoffice import convert

SIZE = (480, 300)


def test_a_picture_is_png_of_the_asked_size_and_always_the_same(make_chart: MakeChart) -> None:
    from PIL import Image

    chart = make_chart()
    png = render_png(chart, Style(), SIZE, 96)
    assert Image.open(BytesIO(png)).size == SIZE
    assert render_png(chart, Style(), SIZE, 96) == png


def test_pixels_for_the_screen_come_with_what_can_be_pointed_at(make_chart: MakeChart) -> None:
    picture = render_picture(make_chart(), Style(), SIZE, 96)
    assert len(picture.pixels) == 4 * picture.width * picture.height
    assert picture.pixels[:4] == bytes.fromhex(LIGHT.surface[1:]) + b"\xff"
    assert picture.spots[1].text == "15/01/2026: 25 hồ sơ\nđã đính chính"


def test_pictures_drawn_at_once_on_several_threads_are_the_same(make_chart: MakeChart) -> None:
    chart = make_chart()
    alone = render_png(chart, Style(), SIZE, 96)
    with ThreadPoolExecutor(3) as pool:
        many = list(pool.map(lambda _n: render_png(chart, Style(), SIZE, 96), range(6)))
    assert set(many) == {alone}


def test_svg_is_the_same_each_time_and_its_words_are_text(make_chart: MakeChart) -> None:
    chart = make_chart(title="Số hóa <hồ sơ> & $lưu trữ$\x07")
    svg = render_svg(chart, Style())
    assert svg == render_svg(chart, Style())
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own file
    words = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Số hóa <hồ sơ> & $lưu trữ$" in words
    assert "Mức cần đạt" in words
    assert words.count("Kỳ vọng 60") == 2  # once as its own halo
    assert b"Lucida" not in svg


def test_a_workbook_holds_numbers_and_dates(make_chart: MakeChart) -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(BytesIO(render_xlsx(make_chart(points=values(3))))).active
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert sheet["A1"].value == "Số hóa hồ sơ lưu trữ"
    assert rows[0] == ("Ngày", "Nội dung", "Giá trị (hồ sơ)", "Kỳ vọng", "Ghi chú")
    assert rows[3][0].date() == date(2026, 1, 15)
    assert rows[3][1:] == ("Lần cập nhật", 25, 23.08, "đã đính chính")
    assert sheet["C4"].number_format == "#,##0"
    assert sheet["D6"].number_format == "#,##0.00"


def test_text_never_becomes_a_formula(make_chart: MakeChart) -> None:
    from openpyxl import load_workbook

    title = '=HYPERLINK("x")'
    cell = load_workbook(BytesIO(render_xlsx(make_chart(title=title)))).active["A1"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (title, "s", True)


def test_shares_are_percent_in_the_workbook(progress: ProgressChart) -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(BytesIO(render_xlsx(progress))).active
    assert (sheet["C5"].value, sheet["C5"].number_format) == (0.4, "0.0%")


def test_libreoffice_opens_the_workbook(make_chart: MakeChart, tmp_path: Path) -> None:
    write_chart(make_chart(points=values(3)), tmp_path / "chart.xlsx")
    convert([tmp_path / "chart.xlsx"], "csv:Text - txt - csv (StarCalc):59,34,76", tmp_path)
    lines = (tmp_path / "chart.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("Số hóa hồ sơ lưu trữ")
    assert lines[5].startswith("15/01/2026;Lần cập nhật;25;23.08;đã đính chính")


@pytest.mark.parametrize(
    ("name", "start"), [("a.png", b"\x89PNG"), ("a.SVG", b"<?xml"), ("a.xlsx", b"PK")]
)
def test_a_file_is_written_by_its_suffix(
    make_chart: MakeChart, tmp_path: Path, name: str, start: bytes
) -> None:
    path = write_chart(make_chart(), tmp_path / name)
    assert path.read_bytes().startswith(start)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_is_a_fault(make_chart: MakeChart, tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        write_chart(make_chart(), tmp_path / "missing" / "a.xlsx")
    assert caught.value.code is Code.FILE_NOT_WRITTEN


def test_an_unknown_suffix_is_our_own_mistake(make_chart: MakeChart, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="gif"):
        write_chart(make_chart(), tmp_path / "a.gif")
