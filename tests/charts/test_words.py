from dataclasses import replace
from datetime import date
from decimal import Decimal

from okrdesk.charts import Part, Point, ProgressChart, describe
from okrdesk.domain.progress import Kind
from tests.charts.conftest import MakeChart, values


def test_a_key_result_is_read_with_its_last_value_target_and_forecast(
    make_chart: MakeChart,
) -> None:
    said = describe(make_chart())
    assert said.startswith("Biểu đồ Số hóa hồ sơ lưu trữ, từ 01/01/2026 đến 31/12/2026. 6 giá trị;")
    for words in (
        "45 hồ sơ.",
        "Mức cần đạt: 100 hồ sơ.",
        "Mức kỳ vọng hôm nay: 60 hồ sơ.",
        "Dự báo",
    ):
        assert words in said


def test_a_chart_without_values_says_so(make_chart: MakeChart) -> None:
    assert "Chưa có lần cập nhật nào." in describe(make_chart(points=()))


def test_limits_are_read(make_chart: MakeChart) -> None:
    said = describe(make_chart(Kind.KEEP_BETWEEN))
    assert "Tối thiểu: 22 hồ sơ." in said
    assert "Tối đa: 40 hồ sơ." in said


def test_yes_or_no_is_read_as_a_word(make_chart: MakeChart) -> None:
    points = (Point(date(2026, 2, 1), Decimal(1)),)
    assert describe(make_chart(Kind.YES_NO, points)).endswith("ngày 01/02/2026: Đạt.")


def test_steps_are_read_in_percent(make_chart: MakeChart) -> None:
    assert "30 %." in describe(make_chart(Kind.STEPS, values(3)))


def test_progress_is_read_with_its_first_parts(progress: ProgressChart) -> None:
    many = tuple(Part(f"Phần {number}", progress.points[0][1]) for number in range(9))
    said = describe(replace(progress, parts=many))
    assert "Tiến độ ngày 01/06/2026: 40 %." in said
    assert "Phần 5: 10 %." in said
    assert said.endswith("… và 3 mục nữa trong bảng số liệu.")
