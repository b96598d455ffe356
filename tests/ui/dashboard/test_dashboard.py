"""Bảng điều khiển over the sample office: filled at once, followed by a check-in, read by keys."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from okrdesk.domain.health import Health
from okrdesk.domain.objective import CycleState
from okrdesk.services.check_ins import CheckInEntry, record_check_in
from okrdesk.services.cycles import find_cycles
from okrdesk.services.lists import find_key_result_rows
from tests.ui.conftest import ShowScreen
from tests.ui.objectives.test_server_figures import tell_figures
from ui.desktop import Desktop, Scope
from ui.operations import Command
from ui.screens.dashboard.behind_dialog import BehindDialog
from ui.screens.dashboard.screen import DashboardScreen
from ui.widgets.heat_map import HeatMap


@pytest.fixture
def screen(show_screen: ShowScreen[DashboardScreen], qtbot: QtBot) -> DashboardScreen:
    """Give the screen with its weeks."""
    shown = show_screen(DashboardScreen)
    qtbot.waitUntil(lambda: has_weeks(shown))
    qtbot.waitUntil(shown.charts.view.picture.has_picture)
    return shown


def has_weeks(screen: DashboardScreen) -> bool:
    return screen.dashboard is not None and screen.dashboard.weeks is not None


def heat(screen: DashboardScreen) -> HeatMap:
    picture = screen.heat.view.picture
    assert isinstance(picture, HeatMap)
    return picture


def opened(screen: DashboardScreen, qtbot: QtBot) -> BehindDialog:
    qtbot.waitUntil(lambda: bool(screen.findChildren(BehindDialog)))
    dialog: BehindDialog = screen.findChildren(BehindDialog)[0]
    return dialog


def test_the_marks_add_up_to_the_key_results(screen: DashboardScreen) -> None:
    dashboard = screen.dashboard
    assert dashboard is not None
    figures = [row.key_results for row in screen.figures.models[0]._rows.values()]
    assert figures[0] == sum(dashboard.marks.values()) == sum(figures[1:]) > 0


def test_units_of_which_only_figures_are_here_are_named_as_left_out(
    screen: DashboardScreen, qtbot: QtBot
) -> None:
    assert screen.figures_only.isHidden()
    unit_id, _name = screen.desktop.application.submit(tell_figures).result()
    screen.desktop.announce(frozenset({("rollup", unit_id)}))
    qtbot.waitUntil(screen.figures_only.isVisible)
    assert screen.figures_only.text().startswith("1 đơn vị cấp sâu chưa được tính đủ ở đây")


def test_a_mark_opens_the_key_results_that_show_it(screen: DashboardScreen, qtbot: QtBot) -> None:
    dashboard = screen.dashboard
    assert dashboard is not None
    tile = screen.spread.tiles.tile(Health.AT_RISK)
    tile.setFocus()
    qtbot.keyClick(tile, Qt.Key.Key_Return)
    dialog = opened(screen, qtbot)
    assert dialog.model.rowCount() == dashboard.marks[Health.AT_RISK] > 0
    dialog.close()


def test_the_heat_map_is_walked_and_opened_by_keys(screen: DashboardScreen, qtbot: QtBot) -> None:
    picture = heat(screen)
    weeks = len(screen.dashboard.ends)  # type: ignore[union-attr]
    assert picture.current == (0, weeks - 1)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down):
        qtbot.keyClick(picture, key)
    assert picture.current == (1, weeks - 2)
    assert "·" in picture.accessibleDescription()
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    dialog = opened(screen, qtbot)
    with qtbot.waitSignal(screen.desktop.go) as gone:
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert gone.args[:2] == ["objectives", "key_result"]


def test_a_check_in_moves_the_figures_without_reading_all_again(
    screen: DashboardScreen, sample_desktop: Desktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dashboard = screen.dashboard
    assert dashboard is not None
    one = dashboard.overdue[0]
    monkeypatch.setattr(screen, "refresh", lambda: pytest.fail("everything was read again"))

    def record(desk: Any) -> Any:
        value = find_key_result_rows(desk, [one.id])[0].target_value or Decimal(1)
        return record_check_in(desk, one.id, CheckInEntry(value, desk.today(), 8))

    Command(record, title="x").run(screen)
    qtbot.waitUntil(lambda: screen.dashboard is not dashboard)
    after = screen.dashboard
    assert after is not None
    assert len(after.overdue) == len(dashboard.overdue) - 1
    assert screen.lists.models[0].rowCount() == len(after.overdue)


def test_a_task_moves_the_coverage_of_directives_and_nothing_else(
    screen: DashboardScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: screen.directives is not None)
    dashboard, coverage = screen.dashboard, screen.directives
    monkeypatch.setattr(screen, "refresh", lambda: pytest.fail("everything was read again"))
    screen.desktop.changed.emit(frozenset({("task", "x")}))
    qtbot.waitUntil(lambda: screen.directives is not coverage)
    assert screen.dashboard is dashboard
    assert not screen._is_moving


def test_a_mark_of_a_chart_is_opened_by_mouse_and_by_the_table(
    screen: DashboardScreen, qtbot: QtBot
) -> None:
    dashboard = screen.dashboard
    assert dashboard is not None
    screen.charts.tabs.setCurrentIndex(0)
    view = screen.charts.view
    before = view.picture.shown
    qtbot.waitUntil(lambda: view.picture.shown not in (None, before))
    picture = view.picture.shown
    assert picture is not None
    spot = next(one for one in picture.spots if one.cell == (0, 2))
    at = QPoint(
        round(spot.x * view.picture.width() / picture.width),
        round(spot.y * view.picture.height() / picture.height),
    )
    qtbot.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=at)
    dialog = opened(screen, qtbot)
    assert dialog.model.rowCount() == dashboard.marks[Health.AT_RISK] > 0
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
    grid = heat(screen)
    assert grid.opens_at(*grid._box(2, 1).center().toTuple())
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid._box(2, 1).center().toPoint())
    dialog = opened(screen, qtbot)
    assert dialog.windowTitle().startswith(dashboard.lines[2].name)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
    screen.heat.view.as_table.click()
    table = screen.heat.view.table
    table.setCurrentIndex(table.model().index(1, 2))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    marks = dashboard.lines[1].weeks.marks[1]  # type: ignore[union-attr]
    assert opened(screen, qtbot).model.rowCount() == sum(marks.values()) > 0


def test_what_is_behind_a_number_is_gone_to_where_objectives_are_kept(
    screen: DashboardScreen, qtbot: QtBot
) -> None:
    screen.opener.open_mark(Health.BEHIND)
    dialog = opened(screen, qtbot)
    with qtbot.waitSignal(screen.desktop.go) as gone:
        dialog.all.click()
    place, entity, told = gone.args
    assert (place, entity) == ("objectives", "objectives")
    name, ids = told.split("\n")
    assert name == "Chậm"
    assert 0 < len(ids.split()) <= screen.dashboard.marks[Health.BEHIND]  # type: ignore[union-attr]


def test_a_listed_key_result_is_gone_to(screen: DashboardScreen, qtbot: QtBot) -> None:
    table = screen.lists.tables[0]
    table.setCurrentIndex(table.model().index(0, 0))
    with qtbot.waitSignal(screen.desktop.go) as gone:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert gone.args == ["objectives", "key_result", screen.lists.models[0].id_at(0)]


def test_another_cycle_is_shown_and_none_is_told_to_be_the_running_one(
    screen: DashboardScreen, qtbot: QtBot
) -> None:
    running, desktop = screen.dashboard, screen.desktop
    assert running is not None
    cycles = desktop.application.submit(find_cycles).result()
    past = next(one for one in cycles if one.state in (CycleState.CLOSING, CycleState.CLOSED))
    desktop.set_scope(Scope(cycle=past.id))
    qtbot.waitUntil(lambda: of_cycle(screen) == past.id)
    assert screen.dashboard is not None
    assert screen.dashboard.ground is not None
    assert screen.dashboard.ground.span == (past.start_on, past.end_on)
    assert screen.messages.isHidden()
    desktop.set_scope(Scope())
    qtbot.waitUntil(lambda: of_cycle(screen) == running.wanted.cycle_id)
    assert "kỳ đang chạy" in screen.messages.text()


def of_cycle(screen: DashboardScreen) -> str | None:
    return screen.dashboard.wanted.cycle_id if screen.dashboard else None


def test_a_unit_without_objectives_says_so(
    screen: DashboardScreen, sample_desktop: Desktop, qtbot: QtBot
) -> None:
    screen.axis.setCurrentIndex(3)
    screen.axis.edited.emit()
    qtbot.waitUntil(lambda: screen.pages.currentIndex() == 1)


def test_it_is_saved_as_one_page(screen: DashboardScreen, qtbot: QtBot, tmp_path: Path) -> None:
    screen.desktop.application.submit(tell_figures).result()
    file = tmp_path / "page.pdf"
    screen.print_to(str(file))
    qtbot.waitUntil(file.exists)
    qtbot.waitUntil(screen.messages.isVisible)
    (page,) = PdfDocument(file)
    assert "1 đơn vị cấp sâu chưa được tính đủ" in page.get_textpage().get_text_range()


def test_every_tab_has_its_chart(screen: DashboardScreen, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: screen.directives is not None)
    titles = []
    for place in range(screen.charts.tabs.count()):
        screen.charts.tabs.setCurrentIndex(place)
        chart = screen.charts.view._chart
        assert chart is not None
        titles.append(chart.title)
    assert len(set(titles)) == len(titles) == 5
    screen.heat.tabs.setCurrentIndex(1)
    assert screen.heat.view._chart is not None
    assert screen.heat.view._chart.title not in titles
