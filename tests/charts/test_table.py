from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from okrdesk import i18n
from okrdesk.charts import Cell, ProgressChart, cell_text
from okrdesk.domain.progress import Kind
from tests.charts.conftest import MakeChart, values


def test_a_key_results_table_has_a_row_for_everything_drawn(make_chart: MakeChart) -> None:
    chart = make_chart(points=values(3), phases=((date(2026, 7, 2), Decimal(50)),))
    table = chart.as_table()
    assert [column.heading for column in table.columns] == [
        "Ngày",
        "Nội dung",
        "Giá trị (hồ sơ)",
        "Kỳ vọng",
        "Ghi chú",
    ]
    assert table.rows == (
        (date(2026, 1, 1), "Mốc đầu", Decimal(20), None, ""),
        (date(2026, 1, 1), "Lần cập nhật", Decimal(20), Decimal(20), ""),
        (date(2026, 1, 15), "Lần cập nhật", Decimal(25), Decimal("22.31"), "đã đính chính"),
        (date(2026, 1, 29), "Lần cập nhật", Decimal(30), Decimal("24.62"), "nhập sau"),
        (date(2026, 7, 2), "Kế hoạch", Decimal(50), None, ""),
        (date(2026, 12, 31), "Mức cần đạt", Decimal(100), None, ""),
    )


def test_a_forecast_fills_from_and_to(make_chart: MakeChart) -> None:
    table = make_chart().as_table()
    last = dict(zip((column.heading for column in table.columns), table.rows[-1], strict=True))
    assert last["Nội dung"] == "Dự báo"
    assert last["Từ"] is not None
    assert last["Đến"] is not None


def test_values_outside_the_limits_are_noted(make_chart: MakeChart) -> None:
    rows = make_chart(Kind.KEEP_AT_LEAST, values(2)).as_table().rows
    assert "ngoài mức cho phép" in rows[0]
    assert rows[-1][1] == "Mức cho phép"


def test_a_chart_without_anything_still_has_headings(make_chart: MakeChart) -> None:
    table = make_chart(Kind.YES_NO, ()).as_table()
    assert len(table.columns) == 3
    assert table.rows == ()


def test_progress_lists_days_and_then_parts(progress: ProgressChart) -> None:
    rows = progress.as_table().rows
    assert rows[1][2:] == (Fraction(2, 5), Fraction(151, 364))
    assert rows[-1] == (progress.today, "Mới", None, None)
    assert len(rows) == 2 + len(progress.parts)


def test_headings_follow_the_language(make_chart: MakeChart) -> None:
    i18n.use("en")
    assert make_chart().as_table().columns[2].heading == "Value (hồ sơ)"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (date(2026, 2, 3), "03/02/2026"),
        (Decimal("1234567.50"), "1.234.567,5"),
        (Fraction(5, 8), "62,5 %"),
        (Fraction(1), "100 %"),
        ("nhập sau", "nhập sau"),
    ],
)
def test_cells_are_written_as_people_read_them(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text
