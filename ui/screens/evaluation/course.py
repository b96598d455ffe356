"""The course of an evaluation: who scored how much, who decided what, when and why."""

from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from okrdesk.domain.dates import format_moment
from okrdesk.domain.evaluation.steps import Level
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.screens.evaluation.wording import cased, points_text
from ui.theme.tokens import Tokens
from ui.widgets.dialog import Dialog
from ui.widgets.reading import Reading, lines_html

if TYPE_CHECKING:
    from okrdesk.services.evaluation_sheets import EvaluationSheet, StepView


class CourseDialog(Dialog):
    """Reads what was scored and decided; nothing can be changed here."""

    def __init__(self, owner: QWidget, sheet: "EvaluationSheet") -> None:
        super().__init__(_("Course of the evaluation"), owner, width=116)
        self.cancel_button.setText(_("Close"))
        self.cancel_button.setDefault(True)
        self.text = Reading(_("Course of the evaluation"))
        self.text.keep_lines(16)
        self.text.show_text(partial(write_course, sheet))
        self.body.addWidget(self.text, 1)
        self.text.setFocus()


def write_course(sheet: "EvaluationSheet", _tokens: Tokens) -> str:
    """Return the scores of each level, then the decisions, the latest first."""
    rows = "".join(_score_row(sheet, level) for level in Level if level in sheet.scores)
    head = f"<p><b>{escape(sheet.person.name)}</b> · {escape(sheet.period.name)}</p>"
    scores = f'<table width="100%" cellpadding="3" cellspacing="0">{rows}</table>' if rows else ""
    steps = "".join(_step(step) for step in reversed(sheet.steps))
    if not steps:
        steps = f'<p class="m">{escape(_("Nothing was decided yet."))}</p>'
    return head + scores + steps


def step_text(step: "StepView") -> str:
    """Return who decided what, and when."""
    return f"{step.who} · {cased(name_of(step.kind))} · {format_moment(step.at)}"


def _score_row(sheet: "EvaluationSheet", level: Level) -> str:
    score = sheet.scores[level]
    band = sheet.pack.band(score.band).name if score.band else _("Not enough data")
    total = points_text(score.outcome.total, sheet.pack.totals.most)
    cells = (name_of(level), score.who, format_moment(score.at), total, cased(band))
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _step(step: "StepView") -> str:
    comment = f"<br>{lines_html(step.comment)}" if step.comment else ""
    return f'<p style="margin:6px 0"><b>{escape(step_text(step))}</b>{comment}</p>'
