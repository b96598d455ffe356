"""Somebody's sheet to read, with its course, and reopening it where that is possible."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from okrdesk.domain.evaluation.steps import StepKind
from okrdesk.i18n import _
from ui.screens.evaluation import load
from ui.screens.evaluation.course import CourseDialog, step_text
from ui.screens.evaluation.key_results import KeyResultsDialog
from ui.screens.evaluation.sheet_editor import SheetEditor
from ui.screens.evaluation.typed import Typed
from ui.screens.evaluation.why_dialog import WhyDialog
from ui.screens.evaluation.wording import reopening, state_text
from ui.widgets.buttons import button
from ui.widgets.comment_dialog import ReasonDialog
from ui.widgets.dialog import Dialog
from ui.widgets.text import label


class SheetDialog(Dialog):
    """Nothing is marked here; `told` carries what was done."""

    told = Signal(str)

    def __init__(self, owner: QWidget, opened: load.Opened) -> None:
        sheet = opened.sheet
        super().__init__(sheet.person.name, owner, width=132)
        self._opened = opened
        self._owner = owner
        self.cancel_button.setText(_("Close"))
        facts = [sheet.title, sheet.unit, sheet.period.name, state_text(sheet.state)]
        if sheet.steps:
            facts.append(step_text(sheet.steps[-1]))
        self.body.addWidget(label(" · ".join(filter(None, facts)), "muted", wrap=True))
        self.editor = SheetEditor(self)
        self.editor.setMinimumHeight(self.fontMetrics().lineSpacing() * 26)
        self.editor.show_sheet(opened.shown)
        self.editor.figure_asked.connect(self._explain)
        self.editor.progress_asked.connect(lambda: KeyResultsDialog(self, sheet).open())
        self.body.addWidget(self.editor, 1)
        self.buttons.addWidget(button(_("Course"), self._show_course, icon="history"))
        self.reopen = button(_("Reopen…"), self._reopen, icon="unlock")
        self.reopen.setVisible(StepKind.REOPEN in sheet.may)
        self.buttons.addWidget(self.reopen)

    def _show_course(self) -> None:
        CourseDialog(self, self._opened.sheet).open()

    def _explain(self, figure: str) -> None:
        shown, outcome = self.editor.shown, self.editor.outcome
        if shown is not None and outcome is not None:
            typed = shown.typed.get(shown.read_level, Typed())
            dialog = WhyDialog(self, shown, typed, outcome)
            dialog.show_figure(figure)
            dialog.open()

    def _reopen(self) -> None:
        sheet = self._opened.sheet
        call = partial(load.say, "reopen", sheet.id)
        dialog = ReasonDialog(self, reopening(sheet.person.name), call)
        dialog.saved.connect(self._reopened)
        dialog.open()

    def _reopened(self) -> None:
        self.told.emit(_("The evaluation is open again."))
        self.finish()
