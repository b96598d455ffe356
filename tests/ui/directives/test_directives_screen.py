"""Văn bản: directives and their items, what stands behind them, and work made from an item."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from okrdesk.domain.coverage import CoverageState
from okrdesk.domain.organisation import Role
from okrdesk.services.archive import archive
from okrdesk.services.coverage import find_coverage
from okrdesk.services.desk import Desk
from okrdesk.services.directives import (
    Directive,
    DirectiveItem,
    DirectiveKind,
    add_directive,
    find_directive_files,
    find_directives,
    save_directive_item,
)
from okrdesk.services.roles import grant_role
from okrdesk.services.units import find_units
from ui.desktop import Desktop
from ui.history.load import read_history
from ui.screens.directives.dialogs import DirectiveDialog, ItemDialog, ObjectiveOfDialog, TaskDialog
from ui.screens.directives.screen import DirectivesScreen
from ui.screens.objectives.key_result_dialog import KeyResultDialog
from ui.screens.objectives.objective_dialog import NewObjectiveDialog

FIRST = Directive("", "91-NQ/TU", DirectiveKind.RESOLUTION, "Thử nghiệm", date(2026, 1, 15))
ITEMS = [
    DirectiveItem("", "", "Rút ngắn hồ sơ", article="Điều 1", due_on=date(2026, 12, 15)),
    DirectiveItem("", "", "Số hóa hồ sơ", due_on=date(2026, 11, 1), target="100 % hồ sơ"),
]


@pytest.fixture
def made(sample_desktop: Desktop) -> str:
    """Seat somebody who may edit directives, and put one with two items in; return its id."""
    submit = sample_desktop.application.submit
    submit(lambda desk: grant_role(desk, desk.person_id, Role.PLANNER)).result()
    return submit(lambda desk: add_directive(desk, FIRST, ITEMS)).result().value


@pytest.fixture
def screen(made: str, show_screen: Any, qtbot: QtBot) -> DirectivesScreen:
    """Show the screen with the directive of the test chosen."""
    shown: DirectivesScreen = show_screen(DirectivesScreen)
    shown.show_directive(made)
    qtbot.waitUntil(
        lambda: [line.row.directive for line in shown.lines_shown()] == ["91-NQ/TU"] * 2
    )
    qtbot.waitUntil(lambda: shown.detail.view is not None)
    return shown


def dialog(kind: type[Any], screen: DirectivesScreen, qtbot: QtBot) -> Any:
    """Return the dialog of a kind that is open, as soon as it can be saved."""

    def found() -> Any:
        return next((one for one in screen.findChildren(kind) if one.isVisible()), None)

    qtbot.waitUntil(lambda: found() is not None)
    shown = found()
    main = getattr(shown, "save", None) or shown.go
    qtbot.waitUntil(main.isEnabled)
    return shown


def save(shown: QDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shown.saved):  # type: ignore[attr-defined]
        (getattr(shown, "save", None) or shown.go).click()  # type: ignore[attr-defined]


def do(screen: DirectivesScreen, action: str) -> None:
    screen.actions_.update()
    live = screen.actions_.live(action)
    assert live.isEnabled(), action
    live.trigger()


def ask(screen: DirectivesScreen, call: Callable[[Any], Any]) -> Any:
    return screen.desktop.application.submit(call).result()


def test_items_are_listed_with_their_state_and_filtered_by_it(
    screen: DirectivesScreen, qtbot: QtBot
) -> None:
    states = [line.row.state for line in screen.lines_shown()]
    assert states == [CoverageState.UNCOVERED] * 2
    assert "chưa triển khai" in screen.detail.behind.toPlainText()
    assert "15/12/2026" in screen.detail.facts.toPlainText()
    screen.filters.show_state("overdue")
    assert [line.row.item.title for line in screen.lines_shown()] == ["Số hóa hồ sơ"]
    screen.filters.show_state("done")
    assert screen.under.currentIndex() == 2
    screen.filters.reset()
    screen.filters.text.setText("dieu 1 rut")
    qtbot.waitUntil(lambda: len(screen.lines_shown()) == 1)


def test_a_directive_is_opened_at_its_items_of_a_state(
    made: str, screen: DirectivesScreen, qtbot: QtBot
) -> None:
    screen.open_item("directive", f"{made} {CoverageState.DONE.value}")
    qtbot.waitUntil(lambda: screen.lines_shown() == [])
    screen.open_item("directive", f"{made} {CoverageState.UNCOVERED.value}")
    qtbot.waitUntil(lambda: len(screen.lines_shown()) == 2)
    assert screen.filters.state.value() == CoverageState.UNCOVERED


def test_a_directive_and_an_item_are_written_and_changed(
    screen: DirectivesScreen, qtbot: QtBot
) -> None:
    do(screen, "directive.add")
    new = dialog(DirectiveDialog, screen, qtbot)
    new.form.set_values({"code": "92-KH/TU", "issued_on": date(2026, 2, 1), "title": "Kế hoạch"})
    new.code.editingFinished.emit()
    save(new, qtbot)
    qtbot.waitUntil(lambda: screen.directive.directive.code == "92-KH/TU")
    assert screen.directive.directive.kind is DirectiveKind.PLAN
    assert screen.under.currentIndex() == 1
    do(screen, "item.new")
    item = dialog(ItemDialog, screen, qtbot)
    item.form.set_values({"title": "Tập huấn", "due_on": date(2026, 12, 31)})
    save(item, qtbot)
    qtbot.waitUntil(lambda: screen.item is not None and screen.item.item.title == "Tập huấn")
    do(screen, "item.change")
    item = dialog(ItemDialog, screen, qtbot)
    item.form.set_values({"target": "4 lớp"})
    save(item, qtbot)
    qtbot.waitUntil(lambda: screen.item.item.target == "4 lớp")


def test_an_objective_is_made_from_an_item_and_opened_from_it(
    screen: DirectivesScreen, qtbot: QtBot
) -> None:
    do(screen, "item.objective")
    new = dialog(NewObjectiveDialog, screen, qtbot)
    qtbot.waitUntil(lambda: new.form.title.value() == "Rút ngắn hồ sơ")
    qtbot.waitUntil(lambda: new.form.owner.text() != "")
    new.first.set_values({"title": "Tỷ lệ đúng hạn", "target": 95})
    save(new, qtbot)
    qtbot.waitUntil(lambda: screen.item.objectives == 1)
    assert screen.item.state is CoverageState.STILL
    qtbot.waitUntil(lambda: "Rút ngắn hồ sơ" in screen.detail.behind.toPlainText())
    with qtbot.waitSignal(screen.desktop.go) as went:
        do(screen, "item.behind")
    assert went.args[:2] == ["objectives", "objective"]
    do(screen, "item.key-result")
    more = dialog(KeyResultDialog, screen, qtbot)
    assert more.form.row("title").editor.value() == "Rút ngắn hồ sơ"
    save(more, qtbot)
    qtbot.waitUntil(lambda: screen.item.key_results == 1)


def test_a_task_is_made_from_an_item(screen: DirectivesScreen, qtbot: QtBot) -> None:
    do(screen, "item.task")
    new = dialog(TaskDialog, screen, qtbot)
    qtbot.waitUntil(lambda: new.owner.text() != "")
    save(new, qtbot)
    qtbot.waitUntil(lambda: screen.item.tasks == 1)


def test_a_key_result_asks_for_its_objective_where_none_stands_behind(
    screen: DirectivesScreen, qtbot: QtBot
) -> None:
    do(screen, "item.key-result")
    chosen = dialog(ObjectiveOfDialog, screen, qtbot)
    save(chosen, qtbot)
    more = dialog(KeyResultDialog, screen, qtbot)
    save(more, qtbot)
    qtbot.waitUntil(lambda: screen.item.key_results == 1)


def test_a_file_is_attached_and_the_list_is_exported(
    screen: DirectivesScreen, made: str, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "nq91.pdf"
    file.write_bytes(b"%PDF")
    screen.acts.attach_file(str(file))
    qtbot.waitUntil(lambda: screen.directive.files == 1)
    assert [one.name for one in ask(screen, lambda desk: find_directive_files(desk, made))] == [
        "nq91.pdf"
    ]
    screen.acts.export_to(str(tmp_path / "van-ban.xlsx"))
    qtbot.waitUntil((tmp_path / "van-ban.xlsx").exists)
    sheet = load_workbook(tmp_path / "van-ban.xlsx").active
    assert [cell.value for cell in sheet["C"]] == ["Nhiệm vụ", "Rút ngắn hồ sơ", "Số hóa hồ sơ"]


def test_a_directive_put_away_is_gone_and_comes_back(
    screen: DirectivesScreen, made: str, qtbot: QtBot
) -> None:
    do(screen, "directive.archive")
    qtbot.waitUntil(lambda: screen.directive is None or screen.directive.directive.id != made)
    archived = ask(screen, lambda desk: find_directives(desk, archived=True))
    assert [one.id for one in archived] == [made]
    screen.acts.restore_directive(archived[0])
    qtbot.waitUntil(
        lambda: made in {row.directive.id for row in screen.listed.coverage.directives}  # type: ignore[union-attr]
    )


def test_who_may_not_edit_directives_reads_them(
    sample_desktop: Desktop, show_screen: Any, qtbot: QtBot, made: str
) -> None:
    shown: DirectivesScreen = show_screen(DirectivesScreen)
    qtbot.waitUntil(lambda: shown.listed is not None)
    shown.listed = replace(shown.listed, may_edit=False)
    shown.actions_.update()
    for name in ("directive.add", "directive.import", "item.new", "item.change"):
        assert not shown.actions_.live(name).isEnabled()


def test_without_directives_the_screen_says_what_to_do(
    sample_desktop: Desktop, show_screen: Any, qtbot: QtBot
) -> None:
    submit = sample_desktop.application.submit
    submit(lambda desk: grant_role(desk, desk.person_id, Role.PLANNER)).result()
    for row in submit(find_coverage).result().directives:
        submit(lambda desk, id=row.directive.id: archive(desk, "directive", id)).result()
    shown: DirectivesScreen = show_screen(DirectivesScreen)
    qtbot.waitUntil(lambda: shown.listed is not None)
    assert shown.pages.currentIndex() == 1


def test_the_report_of_the_unit_is_one_key_away(screen: DirectivesScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.desktop.go) as went:
        do(screen, "directive.report")
    assert went.args[:2] == ["forms", "B1"]
    assert went.args[2].startswith("2026")
    screen.list.select_id(screen.listed.coverage.directives[0].directive.id)
    with qtbot.waitSignal(screen.desktop.go) as went:
        do(screen, "directive.paper")
    assert went.args[:2] == ["forms", "B5"]
    assert went.args[2].startswith(screen.listed.coverage.directives[0].directive.id)


def test_an_objective_that_is_there_is_put_behind_an_item(
    screen: DirectivesScreen, qtbot: QtBot
) -> None:
    do(screen, "item.link")
    save(dialog(ObjectiveOfDialog, screen, qtbot), qtbot)
    qtbot.waitUntil(lambda: screen.item.objectives == 1)
    assert screen.item.state is not CoverageState.UNCOVERED


def test_the_history_of_an_item_names_units_and_directive(
    sample_desktop: Desktop, made: str
) -> None:
    def with_units(desk: Desk) -> tuple[str, set[str]]:
        units = [row for row in find_units(desk) if row.parent_id][:3]
        ids = tuple(row.id for row in units[1:])
        item = replace(ITEMS[0], directive_id=made, lead_unit_id=units[0].id, support_unit_ids=ids)
        return save_directive_item(desk, item).value, {row.name for row in units}

    def told(desk: Desk) -> dict[str, str]:
        return {line.field: line.after for line in read_history([id], desk)}

    id, names = sample_desktop.application.submit(with_units).result()
    lines = sample_desktop.application.submit(told).result()
    shown = {lines["Đơn vị chủ trì"], *lines["Đơn vị phối hợp"].split("; ")}
    assert shown == names
    assert lines["Văn bản"] == "91-NQ/TU"
