import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from okrdesk.charts import DARK, LIGHT, Chart, Point, ProgressChart, Style, Tokens
from okrdesk.charts.figures import compose, draw
from okrdesk.domain.progress import Kind, Measure
from tests.charts.conftest import MakeChart, values

SIZE = (620, 340)


def drawn(chart: Chart, style: Style | None = None) -> Any:
    return draw(chart, style or Style(), SIZE)


def texts(figure: Any) -> list[str]:
    return [text.get_text() for text in figure.texts]


def lines(figure: Any) -> dict[str, Any]:
    return {line.get_gid(): line for line in figure.axes[0].lines if line.get_gid()}


def marks(figure: Any) -> list[Any]:
    return [artist for artist in figure.artists if hasattr(artist, "get_marker")]


def test_importing_charts_loads_neither_matplotlib_nor_openpyxl() -> None:
    code = (
        "import sys, okrdesk.charts;"
        "print([m for m in ('matplotlib', 'numpy', 'openpyxl', 'PIL') if m in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"


def test_drawing_leaves_pyplot_alone(make_chart: MakeChart) -> None:
    drawn(make_chart())
    assert "matplotlib.pyplot" not in sys.modules


def test_a_key_result_shows_values_target_expected_and_forecast(make_chart: MakeChart) -> None:
    found = lines(drawn(make_chart()))
    assert set(found) == {"values", "target", "expected", "forecast"}
    assert list(found["values"].get_ydata()) == [20, 25, 30, 35, 40, 45]
    assert list(found["expected"].get_ydata()) == [20, 100]


def test_lines_differ_without_colour(make_chart: MakeChart) -> None:
    figure = drawn(make_chart())
    styles = {gid: repr(line._unscaled_dash_pattern) for gid, line in lines(figure).items()}
    assert len(set(styles.values())) == 4


def test_labels_stand_in_the_picture_in_vietnamese(make_chart: MakeChart) -> None:
    said = texts(drawn(make_chart()))
    for words in ("Hôm nay", "Mức cần đạt", "Kỳ vọng 60", "Mốc đầu 20", "45", "hồ sơ"):
        assert words in said
    assert any(text.startswith("Dự báo") for text in said)


def test_days_are_written_day_first(make_chart: MakeChart) -> None:
    said = texts(drawn(make_chart()))
    assert {"01/01", "2026", "31/12"} <= set(said)


def test_special_marks_are_explained_and_told_apart_by_shape(make_chart: MakeChart) -> None:
    figure = drawn(make_chart())
    assert {"nhập sau", "đã đính chính"} <= set(texts(figure))
    shapes = {line.get_marker() for line in marks(figure)}
    assert {"o", "D", "s"} <= shapes


def test_a_chart_without_special_marks_has_no_key(make_chart: MakeChart) -> None:
    points = (Point(date(2026, 2, 1), Decimal(30)),)
    assert "nhập sau" not in texts(drawn(make_chart(points=points)))


def test_phases_are_marked_with_their_values(make_chart: MakeChart) -> None:
    phases = ((date(2026, 9, 1), Decimal(50)), (date(2026, 11, 1), Decimal(70)))
    figure = drawn(make_chart(points=(), phases=phases))
    assert {"Kế hoạch 50", "70"} <= set(texts(figure))
    assert sum(line.get_marker() == "^" for line in marks(figure)) == 2


def test_keep_kinds_show_the_allowed_band_and_cross_what_is_outside(make_chart: MakeChart) -> None:
    figure = drawn(make_chart(Kind.KEEP_BETWEEN))
    assert {"Tối thiểu", "Tối đa", "22", "40", "ngoài mức cho phép"} <= set(texts(figure))
    band = figure.axes[0].patches[0].get_extents().transformed(figure.axes[0].transData.inverted())
    assert (round(band.ymin), round(band.ymax)) == (22, 40)
    assert any(line.get_marker() == "X" for line in marks(figure))


def test_yes_or_no_is_a_step_between_two_words(make_chart: MakeChart) -> None:
    points = (Point(date(2026, 2, 1), Decimal(0)), Point(date(2026, 5, 1), Decimal(1)))
    figure = drawn(make_chart(Kind.YES_NO, points))
    assert {"Chưa đạt", "Đạt"} <= set(texts(figure))
    values_ = lines(figure)["values"]
    assert values_.get_drawstyle() == "steps-post"
    assert values_.get_xdata()[-1] == date(2026, 7, 2).toordinal()


def test_steps_are_in_percent(make_chart: MakeChart) -> None:
    said = texts(drawn(make_chart(Kind.STEPS)))
    assert "45 %" in said
    assert "100 %" in said


def test_without_values_the_picture_says_so(make_chart: MakeChart) -> None:
    assert "Chưa có lần cập nhật nào" in texts(drawn(make_chart(points=())))
    untitled = drawn(make_chart(points=()), Style(titled=False))
    assert "Chưa có lần cập nhật nào" in texts(untitled)


def test_a_title_of_any_length_and_any_character_stays_within(make_chart: MakeChart) -> None:
    title = "Tỷ lệ $x_1$ & <b> " * 30
    figure = drawn(make_chart(title=title))
    heading = texts(figure)[:2]
    assert heading[0].startswith("Tỷ lệ $x_1$ & <b>")
    assert heading[1].endswith("…")
    renderer = figure.canvas.get_renderer()
    assert figure.texts[1].get_window_extent(renderer).x1 <= SIZE[0]


def test_letters_that_the_face_lacks_are_boxes(make_chart: MakeChart) -> None:
    said = texts(drawn(make_chart(title="Điểm \U0001f9ff 数\x07 \u200fẮẶ")))
    assert said[0] == "Điểm □ □ \u200fẮẶ"


@pytest.mark.parametrize("count", [0, 1, 2, 6, 200])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_drawn_with_any_number_of_values(
    make_chart: MakeChart, kind: Kind, count: int
) -> None:
    points = tuple(
        Point(date.fromordinal(date(2026, 1, 1).toordinal() + index), Decimal(index % 2))
        for index in range(count)
    )
    figure = drawn(make_chart(kind, points))
    left, right = figure.axes[0].get_xlim()
    assert right > left
    assert len(compose(make_chart(kind, points), Style(), SIZE).spots) == count


def test_huge_and_negative_numbers_are_named_in_words(make_chart: MakeChart) -> None:
    huge = Measure(Kind.INCREASE, Decimal("-5e12"), Decimal("1234567890123"))
    said = texts(drawn(make_chart(points=values(2, "-4e12", "1e11"), measure=huge)))
    assert "tỷ hồ sơ" in said
    assert "1.234,57" in said
    assert "-3.900" in said


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_colours_are_the_tokens_of_the_ground(make_chart: MakeChart, tokens: Tokens) -> None:
    from matplotlib.colors import to_hex

    figure = drawn(make_chart(), Style(tokens))
    assert to_hex(figure.get_facecolor()) == tokens.surface.lower()
    assert to_hex(lines(figure)["values"].get_color()) == tokens.accent.lower()


def test_progress_is_a_step_line_over_bars_of_parts(progress: ProgressChart) -> None:
    figure = draw(progress, Style(), (620, 520))
    assert lines(figure)["values"].get_drawstyle() == "steps-post"
    said = texts(figure)
    assert {"40 %", "Kỳ vọng 50 %", "Kết quả on-track", "–"} <= set(said)
    assert (
        sum(hasattr(artist, "get_width") for artist in figure.artists) == 15
    )  # a track for each of eight parts, a bar for those with progress


def test_parts_that_do_not_fit_are_counted(progress: ProgressChart) -> None:
    said = texts(draw(progress, Style(), (620, 300)))
    assert any(text.startswith("… và ") for text in said)


def test_an_objective_without_anything_is_still_drawn(progress: ProgressChart) -> None:
    empty = ProgressChart("Mới", progress.start_on, progress.end_on, progress.today)
    assert "Chưa có lần cập nhật nào" in texts(drawn(empty))
