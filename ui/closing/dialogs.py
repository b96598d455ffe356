"""One objective: closing it with its grades, and copying it into another cycle."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from okrdesk.i18n import _
from ui.closing import source
from ui.closing.carry_table import CarryTable
from ui.closing.grade_table import GradeTable
from ui.operations import Command, Query
from ui.widgets.choices import Choice, ChoiceBox
from ui.widgets.dialog import Dialog
from ui.widgets.form import Form
from ui.widgets.text import label

WIDTH = 178


class CloseDialog(Dialog):
    """Closes one objective; `saved` carries what was done."""

    def __init__(self, objective_id: str, owner: QWidget) -> None:
        super().__init__(_("Close objective"), owner, width=WIDTH)
        note = _("Committed: 1,0 is expected; aspirational: 0,6–0,7 is good. A reason is needed.")
        self.body.addWidget(label(note, "muted", wrap=True))
        self.table = GradeTable(self)
        self.table.grades.refused.connect(self.show_problem)
        self.table.grades.edited.connect(self._follow)
        self.body.addWidget(self.table, 1)
        self.save = self.add_primary(_("Close objective"), self._save)
        self.save.setEnabled(False)
        Query(partial(source.one, objective_id)).success(self._fill).run(self)

    def is_dirty(self) -> bool:
        """Say whether typed grades would be lost."""
        return self.table.grades.is_typed

    def _fill(self, facts: source.OneFacts) -> None:
        self.table.grades.show([facts.suggestion])
        self.table.start()

    def _follow(self) -> None:
        self.messages.hide()
        self.save.setEnabled(bool(self.table.grades.endings()))

    def _save(self) -> None:
        plan = source.Plan("", self.table.grades.endings(), {}, None, closes=False)
        call = partial(source.carry_out, plan)
        Command(call, title=_("Close objective")).success(self.finish).run(self)


class CopyDialog(Dialog):
    """Copies one objective with chosen key results; `saved` carries the ids of the copies."""

    def __init__(self, objective_id: str, owner: QWidget) -> None:
        super().__init__(_("Copy objectives into a cycle"), owner, width=110)
        note = _("Check-ins are not copied; the copy begins at 0 % and knows what it comes from.")
        self.cycle = ChoiceBox()
        self.form = Form(columns=2)
        self.form.add("cycle", _("Into the cycle"), self.cycle, required=True, half=True)
        self.table = CarryTable(self)
        self.body.addWidget(self.form)
        self.body.addWidget(label(note, "muted", wrap=True))
        self.body.addWidget(self.table, 1)
        self.save = self.add_primary(_("Copy"), self._save)
        self.save.setEnabled(False)
        self.table.rows.edited.connect(self._follow)
        Query(partial(source.one, objective_id)).success(self._fill).run(self)

    def _fill(self, facts: source.OneFacts) -> None:
        self.cycle.set_choices([Choice(row.id, row.name) for row in facts.elsewhere])
        self.table.rows.show([facts.suggestion], taken=True)
        self._follow()
        self.cycle.setFocus()

    def _follow(self) -> None:
        self.save.setEnabled(bool(self.table.rows.chosen()) and bool(self.cycle.choices))

    def _save(self) -> None:
        call = partial(source.copy, self.cycle.value(), self.table.rows.chosen())
        Command(call, title=_("Copy objectives into a cycle")).success(self._done).run(self)

    def _done(self, done: Any) -> None:
        self.finish(done.value)
