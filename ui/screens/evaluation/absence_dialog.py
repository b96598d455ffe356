"""Days worked in a period, and the scores that a transferred officer brings from another office."""

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.i18n import _
from ui.operations import Command
from ui.screens.evaluation import load
from ui.screens.evaluation.unit_rows import Line
from ui.widgets.dialog import Dialog
from ui.widgets.editors import DecimalEdit, NoteEdit
from ui.widgets.form import Form
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.evaluation_tables import UnitTable


class AbsenceDialog(Dialog):
    """Scored is the time worked; what is brought along counts for the year."""

    def __init__(self, owner: QWidget, line: Line, units: "UnitTable") -> None:
        super().__init__(_("Days worked and scores brought along"), owner, width=76)
        self._line = line
        self.body.addWidget(label(f"{line.row.name} · {units.period.name}", "section", wrap=True))
        self.form = Form(columns=2)
        self.form.add("days", _("Working days of the period"), DecimalEdit(), half=True)
        self.form.add("days_present", _("Of them worked"), DecimalEdit(), half=True)
        self.form.add("note", _("Note (leave, training, transfer)"), NoteEdit(2))
        self.form.add_section(_("Scores from another office"))
        help_text = _(
            "One in each line: period, points, office. Example: 2026-03; 91,5; Sở Tài chính"
        )
        self.form.add("brought", _("Scores"), NoteEdit(3), help_text=help_text)
        row = line.row
        days = Decimal(row.days) if row.days is not None else None
        present = Decimal(row.days_present) if row.days_present is not None else None
        brought = "\n".join(load.brought_text(one) for one in row.brought)
        values = {"days": days, "days_present": present, "note": row.note, "brought": brought}
        self.form.set_values(values)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.add_primary(_("Save"), self._save)

    def open(self) -> None:
        """Show the dialog with the cursor on the days worked."""
        super().open()
        self.form.row("days_present").editor.setFocus()

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _save(self) -> None:
        values = self.form.values()
        if values is not None:
            call = partial(load.note_absence, self._line.id, values)
            Command(call, title=_("Edit evaluation")).success(self._done).run(self.form)

    def _done(self, done: Any) -> None:
        self.finish(done.value)
