"""The person's own objectives beside the list: title, progress with its expected tick, mark."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from okrdesk.i18n import _
from ui.screens.today.source import Own
from ui.widgets.buttons import button
from ui.widgets.marks import HealthMark, ProgressCell, ProgressLine
from ui.widgets.text import label

LETTERS = 38


class Summary(QWidget):
    """A quiet column; a title opens its objective by `call(id)`."""

    def __init__(self, call: Callable[[str], object]) -> None:
        super().__init__()
        self._call = call
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.addLayout(self._rows)
        column.addStretch(1)
        area = QScrollArea()
        area.setAccessibleName(_("My objectives"))
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(label(_("My objectives"), "section"))
        box.addWidget(area, 1)

    def show_objectives(self, objectives: Sequence[Own]) -> None:
        """Show `objectives`; without one the column is away."""
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for one in objectives:
            self._rows.addWidget(self._row(one))

    def _row(self, one: Own) -> QWidget:
        row = QWidget()
        title = label(one.title, wrap=True)
        mark = HealthMark(one.health)
        line = ProgressLine()
        cell = ProgressCell(one.progress, one.expected, one.health)
        line.set_cell(cell)
        opens = button(cell.text(), lambda: self._call(one.id), kind="link")
        opens.setAccessibleName(_("Show “{title}”").format(title=one.title))
        opens.setToolTip(opens.accessibleName())
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(mark)
        below.addWidget(line, 1)
        below.addWidget(opens)
        box = QVBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(title)
        box.addLayout(below)
        return row
