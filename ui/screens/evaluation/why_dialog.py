"""“Vì sao?” of a figure: formula, tasks with weights, deductions, exemptions, rule and article."""

from collections.abc import Sequence
from functools import partial
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from okrdesk.domain.evaluation.explaining import explain
from okrdesk.domain.evaluation.outcome import Outcome
from okrdesk.domain.evaluation.reasons import Explanation, Figure
from okrdesk.domain.evaluation.sheet import Sheet
from okrdesk.evaluation_texts import render
from okrdesk.i18n import N_, _
from ui.screens.evaluation.typed import Shown, Typed
from ui.screens.evaluation.year_table import why_year
from ui.theme.tokens import Tokens
from ui.widgets.dialog import Dialog
from ui.widgets.reading import Reading, link_html
from ui.widgets.text import label

_NAMES = {
    Figure.TOTAL: N_("Total"),
    Figure.BAND: N_("Band"),
    Figure.GENERAL: N_("General criteria"),
    Figure.POINTS: N_("Results of work"),
    Figure.RESULT: N_("Result of the tasks (KQ)"),
    Figure.BONUS: N_("Bonus"),
}
_BEHIND = {
    "total": (Figure.TOTAL, Figure.BAND, Figure.POINTS),
    "points": (Figure.POINTS, Figure.RESULT),
}
"""What is explained together, because the one comes from the other."""


class WhyDialog(Dialog):
    """Nothing can be changed here; `task_wanted` asks to see a task, after the dialog closed."""

    task_wanted = Signal(str)

    def __init__(self, owner: QWidget, shown: Shown, typed: Typed, outcome: Outcome) -> None:
        super().__init__(_("Why?"), owner, width=92)
        self.cancel_button.setText(_("Close"))
        self.cancel_button.setDefault(True)
        self._shown, self._sheet, self._outcome = shown, shown.sheet(typed), outcome
        self.subject = label("", "section", wrap=True)
        self.text = Reading(_("Explanation"))
        self.text.linked.connect(self._follow)
        self.text.keep_lines(26)
        self.body.addWidget(self.subject)
        self.body.addWidget(self.text, 1)

    def show_figure(self, figure: str) -> None:
        """Explain one figure, and what it comes from."""
        pack, year = self._shown.pack, self._shown.year
        if year is not None:
            self.subject.setText(name_of_figure(self._shown, figure))
            lines = why_year(pack, year, self._outcome.total)
            self.text.show_text(lambda _tokens: "".join(map(_paragraph, map(escape, lines))))
            return
        parts = _BEHIND.get(figure, (figure,))
        explained = [explain(pack, self._sheet, self._outcome, one) for one in parts]
        self.subject.setText(name_of_figure(self._shown, figure))
        self.text.show_text(partial(_write, self._shown, self._sheet, explained))
        self.text.setFocus()

    def _follow(self, address: str) -> None:
        self.task_wanted.emit(address.partition(":")[2])
        self.finish()


def name_of_figure(shown: Shown, figure: str) -> str:
    """Return what a figure is called."""
    if figure in set(Figure):
        return _(_NAMES[Figure(figure)])
    component = shown.pack.component(figure)
    return f"{component.symbol}) {component.name}"


def _write(shown: Shown, sheet: Sheet, explained: Sequence[Explanation], _tokens: Tokens) -> str:
    """Return the lines as text, a heading over each part where there are several; the rule last."""
    tasks = {task.id for task in sheet.tasks}
    seen: set[str] = set()
    parts = []
    for explanation in explained:
        if len(explained) > 1:
            name = name_of_figure(shown, explanation.figure)
            parts.append(f'<p style="margin:10px 0 2px 0"><b>{escape(name)}</b></p>')
        for line, sentence in zip(explanation.lines, render(explanation), strict=True):
            if sentence in seen:
                continue
            seen.add(sentence)
            task_id = str(line.params.get("id", ""))
            is_task = task_id in tasks
            text = link_html(f"task:{task_id}", sentence) if is_task else escape(sentence)
            parts.append(_paragraph(text))
    return "".join(parts)


def _paragraph(text: str) -> str:
    return f'<p style="margin:3px 0">{text}</p>'
