"""A unit with its objectives: how far they are together, and how that went over time."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from okrdesk.i18n import _
from ui.actions import ActionSet
from ui.screens.objectives.columns import (
    no_objectives_text,
    objectives_text,
    server_figures_text,
)
from ui.screens.objectives.load import GroupView
from ui.widgets.chart_view import ChartView
from ui.widgets.marks import ProgressCell, ProgressLine, word_of
from ui.widgets.text import label


class GroupPane(QWidget):
    """Shows a `GroupView`; marks belong to key results, so a unit has none."""

    def __init__(self, actions: ActionSet) -> None:
        super().__init__()
        self.kind = label(_("Unit"), "small")
        self.title = label("", "section", wrap=True)
        self.line = ProgressLine()
        self.note = label("", "small", wrap=True)
        self.chart = ChartView()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for widget in (self.kind, self.title, self.line, self.note):
            box.addWidget(widget)
        both = QHBoxLayout()
        self.pin, self.unpin = (actions.button(f"objective.{name}") for name in ("pin", "unpin"))
        for one in (self.pin, self.unpin):
            both.addWidget(one)
        both.addStretch(1)
        box.addLayout(both)
        box.addWidget(self.chart, 1)
        self.rest = QWidget()
        box.addWidget(self.rest, 1)

    def show_view(self, view: GroupView) -> None:
        """Show a unit."""
        self.title.setText(view.title)
        self.line.set_cell(ProgressCell(view.progress, view.expected))
        self.line.setVisible(bool(view.count))
        self.note.setText(_note(view) if view.count else _empty_note(view))
        self.chart.setVisible(view.chart is not None)
        if view.chart is not None:
            self.chart.set_chart(view.chart)
        self.rest.setVisible(view.chart is None)


def _empty_note(view: GroupView) -> str:
    if not view.is_pinned:
        return no_objectives_text()
    wish = _("It is received in full as this computer asked, also in other cycles.")
    return f"{no_objectives_text()} {wish}"


def _note(view: GroupView) -> str:
    cell = ProgressCell(view.progress, view.expected)
    parts = [objectives_text(view.count), cell.text()]
    if view.expected is not None:
        expected = ProgressCell(view.expected).text()
        parts.append(_("Expected by today: {expected}.").format(expected=expected))
    source = _("Rolled up from the objectives below by their weights.")
    if view.told is not None:
        parts += [f"{count} {word_of(mark)}" for mark, count in view.told.health.items()]
        source = server_figures_text()
    return " · ".join(parts) + "\n" + source
