"""The figures of the detail pane: start, now, target, progress beside what was expected."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from okrdesk.i18n import _
from ui.screens.objectives.wording import percent
from ui.widgets.marks import ProgressCell, ProgressLine
from ui.widgets.text import ElidedLabel, label


class Figures(QWidget):
    """Captions over figures, a progress line under them, and a line of what was expected."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        self._cells: list[tuple[QLabel, ElidedLabel]] = []
        self.line = ProgressLine()
        self.percent = label("", "label")
        self.note = label("", "small", wrap=True)
        self.expected = label("", "small")
        self.facts = label("", "small", wrap=True)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.line, 1)
        bar.addWidget(self.percent)
        bar.addWidget(self.expected)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(self._grid)
        box.addLayout(bar)
        box.addWidget(self.note)
        box.addWidget(self.facts)

    def show_figures(self, figures: list[tuple[str, str]]) -> None:
        """Show captions and figures from left to right."""
        while len(self._cells) < len(figures):
            self._add_cell()
        for place, (caption, figure) in enumerate(self._cells):
            visible = place < len(figures)
            caption.setVisible(visible)
            figure.setVisible(visible)
            if visible:
                caption.setText(figures[place][0])
                figure.setText(figures[place][1])
                figure.setAccessibleName(": ".join(figures[place]))

    def show_progress(self, cell: ProgressCell, note: str, facts: str) -> None:
        """Show the bar, its percentage, what was expected, a note if any, and the facts."""
        self.line.set_cell(cell)
        self.percent.setText(cell.text())
        expected = percent(cell.expected)
        self.expected.setText(_("expected {expected}").format(expected=expected))
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.facts.setText(facts)
        self.facts.setVisible(bool(facts))

    def _add_cell(self) -> None:
        place = len(self._cells)
        caption = label("", "small")
        figure = ElidedLabel()
        figure.setProperty("type", "section")
        self._grid.addWidget(caption, 0, place)
        self._grid.addWidget(figure, 1, place)
        self._grid.setColumnStretch(place, 1)
        self._cells.append((caption, figure))
