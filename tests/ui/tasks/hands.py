"""Somebody at the screen Công việc: types into the grid, waits for what follows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from okrdesk.domain.tasks import Source, Task
from tests.ui.tasks.people import People
from ui.desktop import Desktop
from ui.screens.tasks.screen import TasksScreen

T = TypeVar("T")
D = TypeVar("D", bound=QWidget)
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
TODAY = date(2026, 11, 16)


class Hands:
    """Works the screen as a person does; `desk(call)` asks the core directly."""

    def __init__(self, qtbot: QtBot, desktop: Desktop, screen: TasksScreen) -> None:
        self.qtbot = qtbot
        self.desktop = desktop
        self.screen = screen
        self.grid = screen.grid
        self.rows = screen.rows
        self.people: People

    def desk(self, call: Callable[[Any], T]) -> T:
        """Run `call(desk)` on the database thread and return its answer."""
        return self.desktop.application.submit(call).result()

    def wait(self, is_so: Callable[[], object]) -> None:
        """Let the window work until something is so."""
        self.qtbot.waitUntil(lambda: bool(is_so()), timeout=5_000)

    def settle(self) -> None:
        """Wait until every question asked was answered."""
        for _round in range(3):
            self.desk(lambda _desk: None)
            self.qtbot.wait(10)
            self.wait(self.desktop.jobs.is_idle)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """Press one key in the active window, or in the list that is open over it."""
        over = QApplication.activePopupWidget()
        if over is not None:
            QTest.keyClick(over, key, modifiers)
        else:
            window = QApplication.activeWindow()
            assert window is not None
            QTest.keyClick(window.windowHandle(), key, modifiers)
        QApplication.processEvents()

    def write(self, text: str) -> None:
        """Type text where the focus is."""
        for sign in text:
            over = QApplication.activePopupWidget()
            window = QApplication.activeWindow()
            assert window is not None
            if over is not None:
                QTest.sendKeyEvent(QTest.KeyAction.Click, over, Key.Key_unknown, sign, PLAIN)
            else:
                QTest.sendKeyEvent(
                    QTest.KeyAction.Click, window.windowHandle(), Key.Key_unknown, sign, PLAIN
                )

    def paste(self, *lines: str) -> None:
        """Put lines of cells on the clipboard, and press Ctrl+V."""
        QGuiApplication.clipboard().setText("\r\n".join(lines) + "\r\n")
        self.press(Key.Key_V, CTRL)

    def dialog(self, kind: type[D]) -> D:
        """Return the dialog of a class once it is in front."""
        found: list[D] = []

        def is_shown() -> bool:
            found[:] = [one for one in self.screen.findChildren(kind) if one.isActiveWindow()]
            return bool(found)

        self.wait(is_shown)
        return found[0]

    def save(self, dialog: QWidget) -> None:
        """Press the main button of a dialog by its keys, and wait until it has closed."""
        self.press(Key.Key_Return, CTRL)
        self.wait(lambda: not shiboken6.isValid(dialog))
        # A screen without a window manager activates no other window by itself.
        self.screen.activateWindow()
        self.wait(self.screen.isActiveWindow)
        self.settle()

    # The grid

    def at(self, column: str) -> int:
        """Return the place of a column."""
        return [one.id for one in self.rows.cells].index(column)

    def stand(self, place: int, column: str = "title") -> None:
        """Put the cursor into a cell."""
        self.grid.setFocus()
        self.grid.stand(place, self.at(column))

    def stand_on(self, title: str, column: str = "title") -> None:
        """Put the cursor into the row of a task."""
        self.stand(self.column("title").index(title), column)

    def column(self, column: str) -> list[str]:
        """Return what a column shows, the empty row at the end left out."""
        shown = [
            str(self.rows.index(place, self.at(column)).data() or "")
            for place in range(self.rows.rowCount())
        ]
        return shown[:-1] if self.rows.may_add else shown

    def errors(self, place: int) -> dict[str, str]:
        """Return what is wrong in a row, by column."""
        found = {
            one.id: self.rows.error_at(self.rows.index(place, at))
            for at, one in enumerate(self.rows.cells)
        }
        return {name: error for name, error in found.items() if error}

    def tasks(self) -> list[Any]:
        """Return every task in the office that this person may see."""

        def read(desk: Any) -> Any:
            from okrdesk.services.task_lists import TaskFilter, find_tasks

            return sorted(find_tasks(desk, TaskFilter()), key=lambda row: row.id)

        return self.desk(read)

    def add(self, title: str, owner: str | None = None, **values: Any) -> str:
        """Write a task as a service does, and read the screen again; return its id."""

        def write(desk: Any) -> str:
            from okrdesk.services.tasks import add_task

            given = {"quantity": Decimal(1), "start_on": TODAY, "source": Source.REGULAR} | values
            task = Task(id="", owner_person_id=owner or desk.person_id, title=title, **given)
            id: str = add_task(desk, task).value
            return id

        id = self.desk(write)
        self.screen.refresh()
        self.settle()
        return id

    def register(self, owner: str, title: str, **values: Any) -> str:
        """Register a task as its owner does, so that it waits for acceptance; return its id."""

        def write(desk: Any) -> str:
            from okrdesk.services.tasks import add_task

            given = {"quantity": Decimal(1), "start_on": TODAY} | values
            task = Task(id="", owner_person_id=owner, title=title, **given)
            id: str = add_task(replace(desk, person_id=owner), task).value
            return id

        id = self.desk(write)
        self.screen.refresh()
        self.settle()
        return id

    def whose(self, value: str) -> None:
        """Choose whose tasks are shown."""
        self.screen.filters.whose.set_value(value)
        self.screen.filters.whose.edited.emit()
        self.settle()

    def message(self) -> str:
        """Return what the message bar of the screen says."""
        bar = self.screen.messages
        return bar.text() if bar.isVisible() else ""
