"""Tasks that are due stand on Hôm nay; Enter records what was delivered of one."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from okrdesk.domain.tasks import Task, TaskState
from ui.desktop import Desktop
from ui.screens.tasks.dialogs import DeliverDialog
from ui.screens.today import wording
from ui.screens.today.screen import TodayScreen
from ui.screens.today.source import Due, load_today
from ui.screens.today.waits import Wait, Waiting

TODAY = date(2026, 11, 16)
TITLE = "Báo cáo nhanh gửi trong ngày"


def add(title: str, due_on: date) -> Callable[[Any], str]:
    def write(desk: Any) -> str:
        from okrdesk.services.tasks import add_task

        start = min(TODAY, due_on)
        task = Task("", desk.person_id, title, Decimal(2), start, due_on)
        id: str = add_task(desk, task).value
        return id

    return write


@pytest.fixture
def due(
    sample_desktop: Desktop,
    show_screen: Callable[[type[TodayScreen]], TodayScreen],
    qtbot: QtBot,
) -> TodayScreen:
    submit = sample_desktop.application.submit
    submit(add(TITLE, TODAY)).result()
    submit(add("Việc tháng sau", TODAY + timedelta(days=30))).result()
    screen = show_screen(TodayScreen)
    qtbot.waitUntil(lambda: bool(screen.model.items()))
    return screen


def line_of(screen: TodayScreen, title: str) -> Due | None:
    places = range(screen.model.rowCount())
    found = (screen.model.task(screen.model.index(place)) for place in places)
    return next((one for one in found if one is not None and one.row.title == title), None)


def test_what_is_due_within_a_week_stands_in_the_list(due: TodayScreen) -> None:
    line = line_of(due, TITLE)
    assert line is not None
    assert wording.task_due_text(line, TODAY) == "hôm nay"
    assert wording.done_text(line) == "0 trên 2"
    assert wording.said_of_task(line, TODAY).startswith(f"{TITLE}, Công việc, ")
    assert line_of(due, "Việc tháng sau") is None
    assert "công việc đến hạn." in due.lead.text()


def test_enter_records_what_was_delivered_and_the_task_leaves(
    due: TodayScreen, qtbot: QtBot
) -> None:
    line = line_of(due, TITLE)
    assert line is not None
    due.list.setCurrentIndex(due.model.index_of(line.row.id))
    qtbot.keyClick(due.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(due.findChildren(DeliverDialog)))
    dialog = due.findChildren(DeliverDialog)[0]
    assert dialog.form.row("quantity").editor.value() == 2  # type: ignore[attr-defined]
    dialog.save.click()
    qtbot.waitUntil(lambda: line_of(due, TITLE) is None)


def test_a_task_is_shown_in_its_list(due: TodayScreen) -> None:
    asked: list[tuple[str, str]] = []
    due.desktop.go.connect(lambda screen, entity, _id: asked.append((screen, entity)))
    line = line_of(due, TITLE)
    assert line is not None
    due.list.setCurrentIndex(due.model.index_of(line.row.id))
    due.actions_.update()
    due.actions_.live("today.show").trigger()
    assert asked == [("tasks", "task")]


def test_a_head_is_told_how_many_wait_for_a_word(due: TodayScreen, qtbot: QtBot) -> None:
    asked: list[tuple[str, str, str]] = []
    due.desktop.go.connect(lambda *place: asked.append(place))
    due.decisions.show_waits({Wait.TASKS: Waiting(3), Wait.ANSWERS: Waiting(2, "x")})
    told = {wait: line.text() for wait, line in due.decisions.lines.items() if line.isVisible()}
    assert told == {
        Wait.TASKS: "Có 3 công việc chờ bạn chấp nhận",
        Wait.ANSWERS: "Có 2 giải trình bạn yêu cầu chưa được trả lời",
    }
    for line in (due.decisions.lines[wait] for wait in told):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert asked == [("tasks", "waiting", "first"), ("objectives", "key_result", "x")]


def test_a_leader_counts_what_waits(sample_desktop: Desktop) -> None:
    def as_leader(desk: Any) -> Any:
        from okrdesk.domain.organisation import Role
        from okrdesk.services.roles import grant_role
        from okrdesk.services.task_lists import TaskFilter, find_tasks

        grant_role(desk, desk.person_id, Role.AGENCY_LEADER)
        registered = find_tasks(desk, TaskFilter(states=frozenset({TaskState.REGISTERED})))
        return load_today(desk), len(registered)

    facts, registered = sample_desktop.application.submit(as_leader).result()
    assert facts.waits[Wait.TASKS].count == registered > 0
