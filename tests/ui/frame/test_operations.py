"""Queries, commands and jobs: who hears the reply, the error and the change."""

import threading
from typing import Any

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from okrdesk.errors import Code, Refused
from tests.ui.fakes import FakeDone
from ui.desktop import Desktop
from ui.operations import Command, Job, Latest, Query
from ui.screen import Screen
from ui.shell.jobs import Ticket
from ui.widgets.editors import TextEdit
from ui.widgets.form import Form


@pytest.fixture
def screen(qtbot: QtBot, desktop: Desktop) -> Screen:
    made = Screen(desktop)
    qtbot.addWidget(made)
    made.show()
    return made


def refuse(field: str | None) -> Any:
    def call(_desk: Any) -> None:
        raise Refused(Code.MISSING_FIELD, field=field, label="Tên")

    return call


def test_a_query_answers_on_the_window_thread(qtbot: QtBot, screen: Screen) -> None:
    seen: list[Any] = []
    Query(lambda _desk: threading.current_thread().name).success(
        lambda name: seen.append((name, threading.current_thread()))
    ).run(screen)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0].startswith("database")
    assert seen[0][1] is threading.main_thread()


def test_a_command_tells_every_view_what_it_touched(
    qtbot: QtBot, screen: Screen, desktop: Desktop
) -> None:
    touched = frozenset({("objective", "o1")})
    with qtbot.waitSignal(desktop.changed) as heard:
        Command(lambda _desk: FakeDone("o1", touched), title="Lưu").run(screen)
    assert heard.args == [touched]


def test_an_error_is_shown_by_the_screen(qtbot: QtBot, screen: Screen) -> None:
    Query(refuse(None)).run(screen)
    qtbot.waitUntil(lambda: "Tên" in screen.messages.text())


def test_the_error_of_a_field_is_shown_at_the_field(qtbot: QtBot, screen: Screen) -> None:
    form = Form(screen)
    field = form.add("name", "Tên", TextEdit())
    screen.body.addWidget(form)
    Command(refuse("name"), title="Lưu").run(form)
    qtbot.waitUntil(form.row("name").has_error)
    assert screen.messages.text() == ""
    assert field.property("invalid") == "true"


def test_the_error_of_an_unknown_field_goes_on_to_the_screen(qtbot: QtBot, screen: Screen) -> None:
    form = Form(screen)
    screen.body.addWidget(form)
    Command(refuse("elsewhere"), title="Lưu").run(form)
    qtbot.waitUntil(lambda: "Tên" in screen.messages.text())


def test_a_failure_of_ones_own_replaces_the_message(qtbot: QtBot, screen: Screen) -> None:
    seen: list[BaseException] = []
    Query(refuse(None)).failure(seen.append).run(screen)
    qtbot.waitUntil(lambda: bool(seen))
    assert screen.messages.text() == ""


def test_the_reply_to_a_destroyed_owner_is_dropped(
    qtbot: QtBot, screen: Screen, desktop: Desktop
) -> None:
    owner = QWidget(screen)
    QVBoxLayout(owner)
    go, seen = threading.Event(), []
    Query(lambda _desk: go.wait(60)).success(seen.append).run(owner)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    go.set()
    last: list[int] = []
    Query(lambda _desk: 1).success(last.append).run(screen)
    qtbot.waitUntil(lambda: last == [1])
    assert seen == []


@pytest.mark.logs("Unexpected error")
def test_a_bug_is_told_plainly_and_logged(qtbot: QtBot, screen: Screen) -> None:
    Query(lambda _desk: 1 // 0).run(screen)
    qtbot.waitUntil(lambda: "ngoài dự kiến" in screen.messages.text())


def test_only_the_latest_answer_counts() -> None:
    latest, seen = Latest(), []
    first = latest.only(lambda value: seen.append(("first", value)))
    second = latest.only(lambda value: seen.append(("second", value)))
    second(2)
    first(1)
    assert seen == [("second", 2)]


def test_a_job_stops_when_the_person_cancels(
    qtbot: QtBot, screen: Screen, desktop: Desktop
) -> None:
    started = threading.Event()
    seen: list[Any] = []
    tickets: list[Ticket] = []

    def call(ticket: Ticket) -> None:
        tickets.append(ticket)
        started.set()
        for done in range(1_000_000):
            ticket.progress(done, 1_000_000)

    Job(call, title="Xuất").success(seen.append).run(screen)
    assert started.wait(60)
    tickets[0].stop()
    qtbot.waitUntil(desktop.jobs.is_idle)
    assert seen == []
    assert tickets[0].cancel.is_set()


def test_a_screen_refreshes_only_for_what_it_watches(qtbot: QtBot, desktop: Desktop) -> None:
    class Watching(Screen):
        WATCHES = frozenset({"objective"})
        count = 0

        def refresh(self) -> None:
            self.count += 1

    desktop.application.state = "open"
    made = Watching(desktop)
    qtbot.addWidget(made)
    made.show()
    assert made.count == 1
    desktop.announce(frozenset({("person", "p1")}))
    assert made.count == 1
    desktop.announce(frozenset({("objective", "o1")}))
    assert made.count == 2
    made.hide()
    desktop.announce(frozenset({("objective", "o1")}))
    assert made.count == 2
    made.show()
    assert made.count == 3
