"""A short table to type into: the steps of a key result, the phases of its plan."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from okrdesk.i18n import _
from ui.widgets.buttons import button, tool
from ui.widgets.text import label


@dataclass(frozen=True)
class RowColumn:
    """One column of the table: its heading, how its editors are made, its share of the width."""

    title: str
    make: Callable[[], Any]
    stretch: int = 1


class RowsEdit(QWidget):
    """Rows of editors; `value()` is a list of tuples, rows that are empty left out, or None.

    Each row keeps the `mark` it was set with (such as an id); `marks()` gives them in the order of
    `value()`.
    """

    edited = Signal()

    def __init__(self, columns: Sequence[RowColumn], add: str) -> None:
        super().__init__()
        self._columns = columns
        self._rows: list[tuple[Any, list[Any], QWidget]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        for place, column in enumerate(columns):
            self._grid.addWidget(label(column.title, "small"), 0, place)
            self._grid.setColumnStretch(place, column.stretch)
        self.add = button(add, self._add, icon="add", kind="link")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(self._grid)
        box.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def value(self) -> list[tuple[Any, ...]] | None:
        """Return the rows that hold something; raises Refused where an editor does."""
        return [values for _mark, values in self._held()] or None

    def marks(self) -> list[Any]:
        """Return what each row of `value` was marked with, None for a new one."""
        return [mark for mark, _values in self._held()]

    def set_value(self, rows: Sequence[tuple[Any, ...]] | None) -> None:
        """Show `rows`, without marks."""
        self.set_marked([(None, values) for values in rows or ()])

    def set_marked(self, rows: Sequence[tuple[Any, tuple[Any, ...]]]) -> None:
        """Show `rows`, each with its mark."""
        while self._rows:
            self._drop(self._rows[-1])
        for mark, values in rows:
            self._append(mark, values)

    def editor(self, row: int, column: int) -> Any:
        """Return one editor."""
        return self._rows[row][1][column]

    def _held(self) -> list[tuple[Any, tuple[Any, ...]]]:
        held = []
        for mark, editors, _remove in self._rows:
            values = tuple(editor.value() for editor in editors)
            if any(value is not None for value in values):
                held.append((mark, values))
        return held

    def _add(self) -> None:
        self._append(None, tuple(None for _column in self._columns))
        self._rows[-1][1][0].setFocus()

    def _append(self, mark: Any, values: tuple[Any, ...]) -> None:
        line, number = self._grid.rowCount(), len(self._rows) + 1
        editors = []
        for place, (column, value) in enumerate(zip(self._columns, values, strict=True)):
            editor = column.make()
            editor.set_value(value)
            editor.setAccessibleName(f"{column.title} {number}")
            editor.edited.connect(self.edited)
            self._grid.addWidget(editor, line, place)
            editors.append(editor)
        remove = tool(_("Remove row {number}").format(number=number), "delete")
        row = (mark, editors, remove)
        remove.clicked.connect(lambda _checked=False: self._remove(row))
        self._grid.addWidget(remove, line, len(self._columns))
        self._rows.append(row)

    def _remove(self, row: tuple[Any, list[Any], QWidget]) -> None:
        self._drop(row)
        self.add.setFocus()
        self.edited.emit()

    def _drop(self, row: tuple[Any, list[Any], QWidget]) -> None:
        self._rows.remove(row)
        for widget in (*row[1], row[2]):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
