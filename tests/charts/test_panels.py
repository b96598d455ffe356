"""The dashboard's charts: their tables say what they show, and every picture holds its numbers."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from okrdesk.charts import (
    Chart,
    ProgressChart,
    Style,
    cell_text,
    describe,
    render_picture,
    render_svg,
)
from okrdesk.charts.panels import (
    CountLine,
    CountsChart,
    Dot,
    DotsChart,
    HeatCell,
    HeatMapChart,
    Segment,
    StackedChart,
)
from okrdesk.domain.dashboard import middle_mark, on_track_share
from okrdesk.domain.health import Health

HEAT = HeatMapChart(
    "Đơn vị theo tuần",
    "",
    "Đơn vị",
    ("09/11", "16/11"),
    (
        (
            "Phòng Tổng hợp",
            (
                HeatCell(Health.AT_RISK, Fraction(1, 3), "Phòng Tổng hợp · 09/11"),
                HeatCell(None, None, "không có"),
            ),
        ),
    ),
)
STACKED = StackedChart(
    "Tình trạng",
    "Đơn vị",
    (Segment("Đúng tiến độ", "good"), Segment("Chậm", "bad")),
    (("Phòng Một cửa", (3, 1)),),
)
DAYS = (date(2026, 10, 1), date(2026, 12, 31))
COUNTS = CountsChart(
    "Hoàn thành",
    *DAYS,
    date(2026, 11, 16),
    (
        CountLine("Kỳ vọng", "muted", True, ((DAYS[0], Decimal(0)), (DAYS[1], Decimal(8)))),
        CountLine("Đã đạt", "good", False, ((date(2026, 11, 16), Decimal("2.5")),)),
    ),
)
DOTS = DotsChart(
    "Độ tin cậy",
    Fraction(1, 2),
    (Dot("o", "Số hóa hồ sơ", Fraction(1, 4), Decimal("7.5"), Health.BEHIND),),
)


def test_tables_hold_the_numbers_of_the_charts() -> None:
    assert HEAT.as_table().rows == (("Phòng Tổng hợp", Fraction(1, 3), None),)
    assert STACKED.as_table().rows == (("Phòng Một cửa", Decimal(3), Decimal(1), Decimal(4)),)
    assert COUNTS.as_table().rows[1] == (date(2026, 11, 16), None, Decimal("2.5"))
    assert DOTS.as_table().rows == (("Số hóa hồ sơ", Fraction(1, 4), Decimal("7.5")),)


@pytest.mark.parametrize("chart", [HEAT, STACKED, COUNTS, DOTS], ids=lambda one: type(one).__name__)
def test_what_is_pointed_at_is_told(chart: Chart) -> None:
    picture = render_picture(chart, Style(), (640, 300), 96.0)
    assert picture.spots
    assert all(0 <= spot.x <= 640 and 0 <= spot.y <= 300 for spot in picture.spots)
    assert describe(chart).startswith(chart.title)


def test_text_stays_text_in_a_drawing() -> None:
    assert "Phòng Một cửa" in render_svg(STACKED, Style()).decode()


@pytest.mark.parametrize(
    ("counts", "middle", "share"),
    [
        ({}, None, None),
        ({Health.NOT_STARTED: 9}, None, None),
        ({Health.ON_TRACK: 1, Health.BEHIND: 1}, Health.ON_TRACK, 0.5),
        ({Health.ON_TRACK: 2, Health.AT_RISK: 1, Health.OVERDUE: 3}, Health.AT_RISK, 1 / 3),
        ({Health.ON_TRACK: 1, Health.OVERDUE: 2, Health.CLOSED: 7}, Health.OVERDUE, 1 / 3),
    ],
)
def test_a_cell_takes_the_mark_in_the_middle(
    counts: dict[Health, int], middle: Health | None, share: float | None
) -> None:
    assert middle_mark(counts) is middle
    assert on_track_share(counts) == (None if share is None else pytest.approx(share))


PROGRESS = ProgressChart("Tiến độ", *DAYS, DAYS[1], ((date(2026, 10, 4), Fraction(1, 8)),))


@pytest.mark.parametrize("chart", [HEAT, STACKED, COUNTS, DOTS, PROGRESS])
def test_every_mark_names_the_cell_of_the_table_that_it_shows(chart: Chart) -> None:
    rows = chart.as_table().rows
    spots = [one for one in render_picture(chart, Style(), (640, 300), 96.0).spots if one.cell]
    assert spots
    for spot in spots:
        assert spot.cell is not None
        row, column = spot.cell
        said = {cell_text(rows[row][0]), cell_text(rows[row][column])} - {"33,3 %"}
        assert all(text in spot.text for text in said), spot
