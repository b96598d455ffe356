"""The line under the value: what it would come to, beside what is expected, with its "Vì sao?"."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from okrdesk.domain.numbers import format_percent
from okrdesk.i18n import _
from ui.checkin.preview import Foreseen, Typed, foresee, why
from ui.checkin.source import Sheet
from ui.checkin.why import show_why
from ui.widgets.buttons import button
from ui.widgets.marks import HealthMark, ProgressCell, ProgressLine, word_of
from ui.widgets.text import label


class Outlook(QWidget):
    """Progress bar with the expected tick, both numbers, the computed mark and its word."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet
        self._typed: Typed | None = None
        self.line = ProgressLine()
        self.numbers = label("")
        self.mark = HealthMark()
        self.word = label("")
        self.ask = button(_("Why?"), self._explain, kind="link")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.numbers)
        row.addStretch(1)
        row.addWidget(self.mark)
        row.addWidget(self.word)
        row.addWidget(self.ask)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.line)
        box.addLayout(row)

    def show_typed(self, typed: Typed | None) -> None:
        """Show what `typed` comes to; None while it is not a value."""
        self._typed = typed
        foreseen = None if typed is None else foresee(self._sheet, typed)
        self.ask.setEnabled(foreseen is not None)
        if foreseen is None:
            self.line.set_cell(ProgressCell(None))
            self.numbers.setText(_("Progress –"))
            self.mark.set_health(None)
            self.word.setText("")
            return
        reached = float(foreseen.progress.value)
        cell = ProgressCell(reached, float(foreseen.expected), foreseen.colour)
        self.line.set_cell(cell)
        self.numbers.setText(numbers_text(foreseen))
        self.mark.set_health(foreseen.colour)
        self.word.setText(word_of(foreseen.colour))

    def _explain(self) -> None:
        if self._typed is not None:
            show_why(self.ask, _("Why this mark?"), why(self._sheet, self._typed))


def numbers_text(foreseen: Foreseen) -> str:
    """Return progress and expectation in one line, the raw figure where it was limited."""
    reached = format_percent(foreseen.progress.value)
    if foreseen.progress.raw is not None and foreseen.progress.raw != foreseen.progress.value:
        raw = format_percent(foreseen.progress.raw)
        reached = _("{progress} (raw {raw})").format(progress=reached, raw=raw)
    values = {"progress": reached, "expected": format_percent(foreseen.expected)}
    if not foreseen.due:
        return _("Progress {progress} · expected {expected}").format(**values)
    counts = {"met": str(foreseen.met), "due": str(foreseen.due)}
    return _("{met} of {due} periods met: {progress} · expected {expected}").format(
        **values, **counts
    )
