"""The dialogs for objectives: a new one with its first key result in one go, and a change."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from okrdesk.domain.advice import advise_objective, advise_objective_count
from okrdesk.domain.objective import KeyResult, Objective
from okrdesk.errors import Refused
from okrdesk.i18n import _
from ui.operations import Command, Latest, Query
from ui.screens.objectives import editing
from ui.screens.objectives.detailed_dialog import DetailedDialog
from ui.screens.objectives.key_result_form import Frame, KeyResultForm
from ui.screens.objectives.objective_form import ObjectiveForm
from ui.widgets.text import label, rule

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

_PAUSE_MS = 250


class NewObjectiveDialog(DetailedDialog):
    """Writes an objective and its first key result in one act: eight fields, three mandatory.

    A `draft` fills in what is known of the objective already.
    """

    def __init__(self, parent: QWidget, draft: Objective | None = None) -> None:
        super().__init__(_("New objective"), parent, width=78)
        self._draft = draft
        self.form = ObjectiveForm(self, first=True)
        self.first = KeyResultForm(self, first=True)
        self._counted = 0
        self._latest = Latest()
        self.body.addWidget(self.form)
        self.body.addWidget(rule())
        self.body.addWidget(label(_("First key result"), "section"))
        self.body.addWidget(self.first)
        self.add_more(self.form, self.first)
        self.body.addStretch(1)
        self.save = self.add_primary(_("Save"), self._save)
        self._timer = _paused(self, self._advise)
        for form in (self.form, self.first):
            form.edited.connect(self._timer.start)
        for editor in (self.form.owner, self.form.cycle):
            editor.edited.connect(self._count)
        scope = self.desktop.scope
        Query(partial(editing.start, scope.cycle)).success(self._fill).run(self)

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty() or self.first.is_dirty()

    def _fill(self, start: editing.Start) -> None:
        self.form.set_cycles(start.cycles, start.cycle)
        if self._draft is not None:
            self.form.set_cycles(start.cycles, self._draft.cycle_id)
            self.form.show_objective(self._draft)
            self._advise()
        if not self.form.owner.text():
            self.form.owner.choose(start.me)
        self.form.title.setFocus()
        self._count()

    def _count(self) -> None:
        """Ask how many objectives the owner has already, for the advice."""
        try:
            owner = self.form.owner.value()
        except Refused:
            return
        if owner is not None:
            call = partial(editing.count_of_owner, owner, self.form.cycle.value())
            Query(call).success(self._latest.only(self._take_count)).run(self)

    def _take_count(self, count: int) -> None:
        self._counted = count + 1
        self._timer.start()

    def _frame(self) -> Frame | None:
        dates = self.form.dates
        return None if dates is None else Frame(*dates)

    def _advise(self) -> None:
        title = self.form.title.value() or ""
        count = advise_objective_count(self._counted) if title else []
        self.form.advice.show_advice([*advise_objective(title), *count])
        self.first.advice.show_advice(self.first.current_advice(self._frame()))
        self.grow()

    def _save(self) -> None:
        objective = self.form.objective(self._draft)
        self.grow()
        if objective is None:
            self.first.values()
            self.form.focus_first_error()
            return
        frame = Frame(objective.start_on, objective.end_on, objective.owner)
        key_result = self.first.key_result(None, frame)
        if key_result is not None:
            call = partial(_add, objective, key_result)
            command = Command(call, title=_("Add objective"))
            command.success(self.finish).failure(self._refused).run(self)

    def _refused(self, error: BaseException) -> None:
        """Show an error at the field it belongs to, in the form that has it."""
        name = getattr(error, "field", None)
        form = self.first if name in editing.OF_KEY_RESULTS_ALONE else self.form
        form.show_problem(error)
        self.grow()


class ObjectiveDialog(DetailedDialog):
    """Changes an objective."""

    def __init__(self, objective: Objective, parent: QWidget) -> None:
        super().__init__(_("Edit objective"), parent, width=78)
        self._objective = objective
        self.form = ObjectiveForm(self, first=False)
        self.form.show_objective(objective)
        self.body.addWidget(self.form)
        self.add_more(self.form)
        self.body.addStretch(1)
        self.save = self.add_primary(_("Save"), self._save)
        self._timer = _paused(self, self._advise)
        self.form.edited.connect(self._timer.start)
        Query(partial(editing.start, objective.cycle_id)).success(self._fill).run(self)
        call = partial(editing.weights_of_siblings, objective)
        Query(call).success(self._sum_up).run(self)

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _fill(self, start: editing.Start) -> None:
        self.form.set_cycles(start.cycles, self._objective.cycle_id)
        self.save.setEnabled(True)
        if self.form.focusWidget() is None:
            self.form.title.setFocus()

    def _sum_up(self, said: str) -> None:
        self.form.row("weight").set_help(said)
        self.grow()

    def _advise(self) -> None:
        self.form.advice.show_advice(advise_objective(self.form.title.value() or ""))
        self.grow()

    def _save(self) -> None:
        objective = self.form.objective(self._objective)
        self.grow()
        if objective is not None:
            call = partial(_edit, objective)
            Command(call, title=_("Edit objective")).success(self.finish).run(self.form)


def _paused(owner: QWidget, call: Any) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(_PAUSE_MS)
    timer.timeout.connect(call)
    return timer


def _add(objective: Objective, key_result: KeyResult, desk: "Desk") -> Any:
    from okrdesk.services.objectives import add_objective

    return add_objective(desk, objective, (key_result,))


def _edit(objective: Objective, desk: "Desk") -> Any:
    from okrdesk.services.objectives import edit_objective

    return edit_objective(desk, objective)
