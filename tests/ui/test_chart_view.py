from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from okrdesk.charts import Point, Span, Subject, key_result_chart
from okrdesk.charts.export import Picture
from okrdesk.domain.progress import Kind, Measure
from okrdesk.errors import Fault
from ui.desktop import Desktop
from ui.theme.tokens import DARK, LIGHT, palette_of
from ui.widgets.chart_view import ChartView


class Settings:
    def recall(self, _key: str, default: Any = None) -> Any:
        return default


class Application:
    """Holds jobs back until the test runs them, as a worker that takes its time."""

    settings = Settings()

    def __init__(self) -> None:
        self.jobs: list[tuple[Any, Future[Any]]] = []

    def work(self, call: Any) -> Future[Any]:
        self.jobs.append((call, Future()))
        return self.jobs[-1][1]

    def watch_sync(self, _told: Any) -> None:
        """Follow no server."""

    def finish(self) -> None:
        """Run what is waiting."""
        jobs, self.jobs = self.jobs, []
        for call, future in jobs:
            try:
                future.set_result(call(None))
            except Exception as error:  # noqa: BLE001 - a worker hands over whatever came
                future.set_exception(error)


class Page(QWidget):
    """Stands for a screen: has a desktop, tells and shows problems."""

    def __init__(self) -> None:
        super().__init__()
        self.application = Application()
        self.desktop = Desktop(self.application, self)
        self.said: list[str] = []
        self.problems: list[BaseException] = []
        self.view = ChartView(self)
        QVBoxLayout(self).addWidget(self.view)
        self.setPalette(palette_of(LIGHT))

    def tell(self, text: str) -> None:
        self.said.append(text)

    def show_problem(self, error: BaseException) -> None:
        self.problems.append(error)


SPAN = Span(date(2026, 1, 1), date(2026, 12, 31), date(2026, 7, 2))
POINTS = (Point(date(2026, 2, 1), Decimal(30)), Point(date(2026, 3, 1), Decimal("40.5"), late=True))
CHART = key_result_chart(
    Subject("Số hóa hồ sơ: 1/2", "hồ sơ", Measure(Kind.INCREASE, Decimal(20), Decimal(100))),
    SPAN,
    POINTS,
)


@pytest.fixture
def page(qtbot: Any) -> Page:
    page = Page()
    qtbot.addWidget(page)
    page.resize(560, 420)
    page.show()
    page.view.set_chart(CHART)
    return page


@pytest.fixture
def drawn(page: Page, qtbot: Any) -> Page:
    page.application.finish()
    qtbot.waitUntil(page.view.picture.has_picture)
    return page


def shown(page: Page) -> Picture:
    picture = page.view.picture.shown
    assert picture is not None
    return picture


def test_the_window_does_not_wait_for_the_picture(page: Page) -> None:
    assert len(page.application.jobs) == 1
    assert not page.view.picture.has_picture()


def test_the_picture_has_the_size_of_the_widget(drawn: Page) -> None:
    picture = shown(drawn)
    assert QSize(picture.width, picture.height) == drawn.view.picture.size()


def test_the_old_picture_stays_until_the_new_size_is_drawn(drawn: Page, qtbot: Any) -> None:
    before = shown(drawn)
    drawn.resize(700, 500)
    drawn.resize(720, 500)
    qtbot.waitUntil(lambda: bool(drawn.application.jobs))
    assert len(drawn.application.jobs) == 1
    assert shown(drawn) is before
    drawn.application.finish()
    qtbot.waitUntil(lambda: shown(drawn) is not before)
    assert shown(drawn).width == drawn.view.picture.width()


def test_only_the_newest_picture_is_shown(page: Page, qtbot: Any) -> None:
    other = replace(CHART, points=())
    page.view.set_chart(other)
    late, newest = page.application.jobs
    page.application.jobs = [newest, late]
    page.application.finish()
    qtbot.waitUntil(page.view.picture.has_picture)
    assert shown(page).spots == ()


def test_the_same_chart_again_is_not_drawn_again(drawn: Page) -> None:
    drawn.view.set_chart(replace(CHART))
    assert drawn.application.jobs == []


def test_a_hidden_view_draws_when_it_is_shown(qtbot: Any) -> None:
    page = Page()
    qtbot.addWidget(page)
    page.view.set_chart(CHART)
    assert page.application.jobs == []
    page.show()
    assert len(page.application.jobs) >= 1


def test_the_picture_follows_the_ground(drawn: Page, qtbot: Any) -> None:
    assert shown(drawn).pixels[:3] == bytes.fromhex(LIGHT.surface[1:])
    before = shown(drawn)
    drawn.setPalette(palette_of(DARK))
    qtbot.waitUntil(lambda: bool(drawn.application.jobs))
    drawn.application.finish()
    qtbot.waitUntil(lambda: shown(drawn) is not before)
    assert shown(drawn).pixels[:3] == bytes.fromhex(DARK.surface[1:])


def test_the_table_shows_the_same_numbers_by_keyboard(drawn: Page, qtbot: Any) -> None:
    qtbot.keyClick(drawn.view.as_table, Qt.Key.Key_Space)
    assert drawn.view.table.isVisible()
    model = drawn.view.table.model()
    rows = [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    assert rows[1][:3] == ["01/02/2026", "Lần cập nhật", "30"]
    assert rows[2][-1] == "nhập sau"
    qtbot.keyClick(drawn.view.as_table, Qt.Key.Key_Space)
    assert drawn.view.picture.isVisible()


def test_the_chart_is_read_in_a_sentence(drawn: Page) -> None:
    assert drawn.view.picture.accessibleName() == "Biểu đồ Số hóa hồ sơ: 1/2"
    assert "40,5 hồ sơ" in drawn.view.picture.accessibleDescription()


def test_everything_that_takes_focus_has_a_name(drawn: Page) -> None:
    for widget in drawn.view.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName(), widget


def test_pointing_near_a_value_reads_it(drawn: Page) -> None:
    spot = shown(drawn).spots[0]
    assert drawn.view.picture.text_at(spot.x + 3, spot.y) == "01/02/2026: 30 hồ sơ"
    assert drawn.view.picture.text_at(2, 2) == ""


@pytest.mark.parametrize("suffix", [".png", ".svg", ".xlsx"])
def test_an_export_is_written_on_a_worker_and_told(
    drawn: Page, qtbot: Any, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"chart{suffix}"
    drawn.view.save(str(path))
    assert not path.exists()
    drawn.application.finish()
    qtbot.waitUntil(lambda: bool(drawn.said))
    assert path.stat().st_size > 0
    assert drawn.said == [f"Đã lưu chart{suffix}"]


def test_an_export_that_fails_is_shown_at_the_screen(drawn: Page, qtbot: Any) -> None:
    drawn.view.save("/nowhere/at/all/chart.png")
    drawn.application.finish()
    qtbot.waitUntil(lambda: bool(drawn.problems))
    assert isinstance(drawn.problems[0], Fault)


def test_the_menu_offers_three_formats_and_a_safe_name(drawn: Page, qtbot: Any) -> None:
    actions = drawn.view.export.menu().actions()
    assert len(actions) == 3
    actions[2].trigger()
    dialog = drawn.view.findChild(QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "Số hóa hồ sơ 1 2.xlsx"
    dialog.close()


def test_without_a_chart_nothing_can_be_exported(drawn: Page) -> None:
    drawn.view.set_chart(None)
    assert not drawn.view.picture.has_picture()
    assert not drawn.view.export.isEnabled()


def test_an_open_table_follows_the_chart(drawn: Page) -> None:
    drawn.view.as_table.setChecked(True)
    drawn.view.set_chart(replace(CHART, points=()))
    assert drawn.view.table.model().rowCount() == 2
    drawn.view.set_chart(None)
    assert drawn.view.table.model().rowCount() == 0
