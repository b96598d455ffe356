"""The key result that is discussed, large enough to be read from across the table."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from okrdesk.domain.dates import format_date
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.meeting.source import Item
from ui.screens.objectives import wording
from ui.widgets.chart_view import ChartView
from ui.widgets.marks import HealthMark, ProgressCell, ProgressLine, word_of
from ui.widgets.text import label


class ItemPane(QWidget):
    """Shows one `Item`: mark, title, numbers, what was said last, what stands in the way, chart."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.objective = label("", "section", wrap=True)
        self.title = label("", "huge", wrap=True)
        self.mark = HealthMark()
        self.state = label("", "title", wrap=True)
        self.line = ProgressLine()
        self.said = label("", "section", wrap=True)
        self.hindered = label("", "section", wrap=True)
        self.chart = ChartView(self)
        state = QHBoxLayout()
        state.setSpacing(12)
        state.addWidget(self.mark)
        state.addWidget(self.state, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.objective)
        column.addWidget(self.title)
        column.addLayout(state)
        column.addWidget(self.line)
        column.addWidget(self.said)
        column.addWidget(self.hindered)
        column.addWidget(self.chart, 1)

    def show_item(self, item: Item) -> None:
        """Show a key result."""
        row = item.view.detail.row
        self.objective.setText(f"{item.view.objective.title} · {row.owner}")
        self.title.setText(row.title)
        self.mark.set_health(row.health)
        self.state.setText(figures(item))
        self.line.set_cell(ProgressCell(row.progress, row.expected, row.health))
        self.said.setText(last_word(item))
        self.said.setVisible(bool(self.said.text()))
        self.hindered.setText("\n".join(hindrances(item)))
        self.hindered.setVisible(bool(self.hindered.text()))
        self.chart.set_chart(item.view.chart)


def figures(item: Item) -> str:
    """Return mark, value against target, progress against what was expected, in one line."""
    row = item.view.detail.row
    now = wording.reached(row.kind, row.value, row.measure_unit)
    parts = [
        word_of(row.health),
        _("{now} of {target}").format(now=now, target=wording.target(row)),
        wording.percent(row.progress),
        _("expected {expected}").format(expected=wording.percent(row.expected)),
    ]
    return " · ".join(parts)


def last_word(item: Item) -> str:
    """Return what the last check-in says, with its day and author."""
    for row in item.view.detail.check_ins:
        if not row.replaced:
            day = format_date(row.check_in.effective_on)
            said = [row.check_in.comment, *row.check_in.answers.values()]
            text = "; ".join(one.strip() for one in said if one.strip())
            return f"{day}, {row.author}: {text}" if text else f"{day}, {row.author}"
    return _("No check-in yet.")


def hindrances(item: Item) -> list[str]:
    """Return the open blockers, and the conclusions of earlier meetings that are still open."""
    lines = [
        _("Blocker ({kind}): {text}").format(kind=name_of(one.kind), text=one.text)
        for one in item.view.detail.blockers
        if one.closed_on is None
    ]
    return lines + [
        _("Concluded on {day}, still open: {text}").format(
            day=format_date(one.held_on), text=one.conclusion.text
        )
        for one in item.earlier
    ]
