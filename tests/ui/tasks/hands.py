"""Somebody at the screen Công việc: types into the grid, waits for what follows."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from okrdesk.domain.tasks import Source, Task
from tests.ui.keyboard import CTRL, PLAIN, SHIFT, Key, Keyboard
from tests.ui.tasks.people import People
from ui.desktop import Desktop
from ui.screens.tasks.screen import TasksScreen

__all__ = ["CTRL", "PLAIN", "SHIFT", "Hands", "Key"]
TODAY = date(2026, 11, 16)


class Hands(Keyboard[TasksScreen]):
    """Works the grid, and writes tasks beside it."""

    def __init__(self, qtbot: QtBot, desktop: Desktop, screen: TasksScreen) -> None:
        super().__init__(qtbot, desktop, screen)
        self.grid = screen.grid
        self.rows = screen.rows
        self.people: People

    def paste(self, *lines: str) -> None:
        """Put lines of cells on the clipboard, and press Ctrl+V."""
        QGuiApplication.clipboard().setText("\r\n".join(lines) + "\r\n")
        self.press(Key.Key_V, CTRL)

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
