"""What the pages with a sheet share: the editor, its explanations, and keeping what is typed.

What is typed is kept on this computer half a second after the last key, so a power cut or another
screen takes nothing.
"""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from okrdesk.domain.evaluation.steps import StepKind
from ui.operations import Query
from ui.screens.evaluation import load
from ui.screens.evaluation.course import CourseDialog
from ui.screens.evaluation.key_results import KeyResultsDialog
from ui.screens.evaluation.page import EvaluationPage
from ui.screens.evaluation.sheet_editor import SheetEditor
from ui.screens.evaluation.typed import Typed
from ui.screens.evaluation.why_dialog import WhyDialog
from ui.widgets.comment_dialog import Asking, ReasonDialog

if TYPE_CHECKING:
    from ui.screens.evaluation.screen import EvaluationScreen

KEEP_MS = 500


class SheetPage(EvaluationPage):
    """A page around one `SheetEditor`; `opened` is what it shows."""

    def __init__(self, screen: "EvaluationScreen") -> None:
        super().__init__(screen)
        self.opened: load.Opened | None = None
        self.editor = SheetEditor(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_MS)
        self._timer.timeout.connect(self.keep)
        self.editor.edited.connect(self._timer.start)
        self.editor.figure_asked.connect(self.explain)
        self.editor.progress_asked.connect(self.show_key_results)
        self.editor.task_wanted.connect(self.show_task)
        self.on("evaluation.why", lambda: self.explain("total"), lambda: self.opened)
        self.on("evaluation.course", self.show_course, lambda: self.opened)
        self.on("evaluation.key-results", self.show_key_results, lambda: self.opened)
        self.on("evaluation.fill", self.editor.fill, self._may_fill)
        self.on("evaluation.print", self.print, lambda: self.opened)

    def is_dirty(self) -> bool:
        """Say whether the last keys are not kept yet."""
        return self._timer.isActive()

    def keep(self) -> None:
        """Keep what is typed on this computer."""
        self._timer.stop()
        opened = self.opened
        if opened is not None and opened.level is not None:
            call = partial(load.keep, opened.sheet.id, opened.level, self.editor.typed)
            Query(call).run(self)

    def show_opened(self, opened: load.Opened) -> None:
        """Show a sheet; while somebody types into it, fields and cursor stay as they are."""
        before, self.opened = self.opened, opened
        is_typed = (
            before is not None
            and before.sheet.id == opened.sheet.id
            and before.level is opened.level
            and before.sheet.scores == opened.sheet.scores
        )
        if is_typed and opened.level is not None:
            typed = self.editor.typed
            now = replace(opened, draft=typed)
            self.editor.renew(now.shown)
        else:
            self._timer.stop()
            self.editor.show_sheet(opened.shown)
        self.actions_.update()

    def may(self, kind: StepKind) -> bool:
        """Say whether a step may be taken now."""
        return self.opened is not None and kind in self.opened.sheet.may

    def explain(self, figure: str) -> None:
        """Open the explanation of a figure."""
        shown, outcome = self.editor.shown, self.editor.outcome
        if shown is None or outcome is None:
            return
        typed = self.editor.typed if shown.level else shown.typed.get(shown.read_level, Typed())
        dialog = WhyDialog(self, shown, typed, outcome)
        dialog.task_wanted.connect(self.show_task)
        dialog.show_figure(figure)
        dialog.open()

    def show_task(self, task_id: str) -> None:
        """Show a task where tasks are worked on."""
        self.desktop.go.emit("tasks", "task", task_id)

    def show_course(self) -> None:
        """Open what was decided on this evaluation so far."""
        if self.opened is not None:
            CourseDialog(self, self.opened.sheet).open()

    def show_key_results(self) -> None:
        """Open the other number: the key results, and beside which criteria the rules show them."""
        if self.opened is not None:
            dialog = KeyResultsDialog(self, self.opened.sheet)
            dialog.wanted.connect(self._show_key_result)
            dialog.open()

    def print(self) -> None:
        """Open the sheet's form as it prints."""
        if self.opened is not None:
            self.keep()
            self.desktop.go.emit("forms", "evaluation", self.opened.sheet.id)

    def ask_words(self, kind: str, asking: Asking, said: str) -> None:
        """Ask for the words of a step, take it, and say so."""
        if self.opened is not None:
            call = partial(load.say, kind, self.opened.sheet.id)
            self.ask(ReasonDialog(self, asking, call), said)

    def show_problem(self, error: BaseException) -> None:
        """Show an error at the field it is about, or above."""
        if not self.editor.show_problem(error):
            self.screen_.show_problem(error)

    def _may_fill(self) -> bool:
        opened = self.opened
        return opened is not None and opened.level is not None and opened.sheet.year is None

    def _show_key_result(self, key_result_id: str) -> None:
        self.desktop.go.emit("objectives", "key_result", key_result_id)
