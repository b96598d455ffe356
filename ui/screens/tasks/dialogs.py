"""The dialogs of the acts on tasks: what each asks for, and writing it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from okrdesk.domain.objective import Owner
from okrdesk.domain.tasks import CauseKind, FaultKind
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.checkin.evidence_part import EvidencePart
from ui.operations import Command
from ui.screens.tasks import wording, write
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, DateEdit, DecimalEdit, NoteEdit, WholeEdit
from ui.widgets.form import Form
from ui.widgets.owner_edit import OwnerEdit
from ui.widgets.rows_edit import RowColumn, RowsEdit
from ui.widgets.text import label

Call = Callable[..., Any]


class TaskDialog(Dialog):
    """A form about some tasks, with a line that names them, and one button that writes."""

    def __init__(self, title: str, about: str, button: str, parent: QWidget) -> None:
        super().__init__(title, parent, width=72)
        self._act = title
        about_label = label(about, "muted", wrap=True)
        self.form = Form()
        self.body.addWidget(about_label)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.save = self.add_primary(button, self._save)

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def call(self, values: dict[str, Any]) -> Call:
        """Return what is to be run on the database thread with the values of the form."""
        raise NotImplementedError

    def _save(self) -> None:
        values = self.form.values()
        if values is not None:
            call: Any = self.call(values)
            Command(call, title=self._act).success(self.finish).run(self.form)


class FaultDialog(TaskDialog):
    """Notes errors or delays of tasks: how many, seen on which day, with a remark."""

    def __init__(self, rows: Sequence[Any], start: dict[str, Any], parent: QWidget) -> None:
        super().__init__(_("Note an error or a delay"), about(rows), _("Note it"), parent)
        self._ids = [row.id for row in rows]
        kinds = [Choice(kind, name_of(kind)) for kind in FaultKind]
        self.form.add("kind", _("What"), ChoiceBox(kinds), half=True)
        self.form.add("count", _("How many times"), WholeEdit(1, 99), half=True, required=True)
        self.form.add("noted_on", _("Seen on"), DateEdit(), half=True, required=True)
        help_text = _("It stands on the sheet and is read by whoever did the work.")
        self.form.add("note", _("Remark"), NoteEdit(3), help_text=help_text)
        self.form.set_values({"count": 1} | start)
        self.form.row("count").editor.setFocus()

    def call(self, values: dict[str, Any]) -> Call:
        """Return the act."""
        return partial(write.note_faults, self._ids, values)


class DeliverDialog(TaskDialog):
    """Records what was done of a task by a day, or puts an entry right."""

    def __init__(
        self, row: Any, start: dict[str, Any], corrects_id: str | None, parent: QWidget
    ) -> None:
        title = _("Put a delivery right") if corrects_id else _("Record what was delivered")
        super().__init__(title, about([row]), _("Record"), parent)
        self._id, self._corrects_id = row.id, corrects_id
        quantity = self.form.add("quantity", _("Quantity"), DecimalEdit(), half=True, required=True)
        help_text = _("The day it was done, which need not be the day it is entered.")
        self.form.add(
            "done_on", _("Done on"), DateEdit(), half=True, required=True, help_text=help_text
        )
        self.form.add("note", _("Note"), NoteEdit(2))
        self.form.set_values(start)
        quantity.setFocus()
        quantity.selectAll()

    def call(self, values: dict[str, Any]) -> Call:
        """Return the act."""
        return partial(write.deliver, self._id, self._corrects_id, values)


class CauseDialog(TaskDialog):
    """Asks that errors and delays of a task be excused, with evidence."""

    def __init__(self, row: Any, start: dict[str, Any], parent: QWidget) -> None:
        title = _("Ask to confirm an objective cause")
        super().__init__(title, about([row]), _("Ask"), parent)
        self._id = row.id
        kinds = [Choice(kind, name_of(kind)) for kind in CauseKind]
        self.form.add("kind", _("Cause"), ChoiceBox(kinds))
        errors = self.form.add("content_errors", _("Errors to excuse"), WholeEdit(0, 99), half=True)
        self.form.add("delays", _("Delays to excuse"), WholeEdit(0, 99), half=True)
        self.form.add("from_on", _("From"), DateEdit(), half=True, required=True)
        self.form.add("to_on", _("To"), DateEdit(), half=True)
        self.reason = self.form.add(
            "reason",
            _("What happened, and how it hindered the work"),
            NoteEdit(3),
            required=True,
            help_text=_(
                "Once confirmed by the competent authority, these are not deducted; "
                "the reason stands on the sheet."
            ),
        )
        self.evidence = EvidencePart(())
        self.form.add_widget(self.evidence)
        self.form.set_values(start)
        errors.setFocus()

    def is_dirty(self) -> bool:
        """Say whether typed text or chosen files would be lost."""
        return super().is_dirty() or bool(self.evidence.typed())

    def call(self, values: dict[str, Any]) -> Call:
        """Return the act."""
        return partial(write.ask_exemption, self._id, values, self.evidence.files())

    def _save(self) -> None:
        if not self.evidence.is_reading():
            super()._save()


class RollOverDialog(TaskDialog):
    """Moves what is left of tasks to later days."""

    def __init__(self, rows: Sequence[Any], start: dict[str, Any], parent: QWidget) -> None:
        super().__init__(_("Roll over"), about(rows), _("Roll over"), parent)
        self._ids = [row.id for row in rows]
        self.form.add("start_on", _("Start"), DateEdit(), half=True, required=True)
        due = self.form.add("due_on", _("Due"), DateEdit(), half=True)
        text = _("What is left becomes a task of its own. How the old one counts, the rules say.")
        self.form.add_widget(label(text, "small", wrap=True))
        self.form.set_values(start)
        due.setFocus()

    def call(self, values: dict[str, Any]) -> Call:
        """Return the act."""
        return partial(write.roll_over, self._ids, values)


class ShareDialog(TaskDialog):
    """Says who works on a task with its owner, and for how much of it."""

    def __init__(self, row: Any, parent: QWidget) -> None:
        super().__init__(_("Co-workers and shares"), about([row]), _("Save"), parent)
        self._id = row.id
        columns = (
            RowColumn(_("Co-worker"), partial(OwnerEdit, self, people_only=True), 3),
            RowColumn(_("Share, %"), DecimalEdit, 1),
        )
        text = _("What is left of 100 % is the part of {owner}.").format(owner=row.owner)
        shares = self.form.add(
            "share", _("Co-workers"), RowsEdit(columns, _("Add a co-worker")), help_text=text
        )
        shares.set_value([(Owner(one.person_id), one.percent) for one in row.shares] or None)
        self.form.mark_clean()
        shares.add.setFocus()

    def call(self, values: dict[str, Any]) -> Call:
        """Return the act."""
        return partial(write.share, self._id, values["share"] or [])


def about(rows: Sequence[Any]) -> str:
    """Return which tasks an act is about: its title, or how many."""
    if len(rows) == 1:
        row = rows[0]
        due = _("due {date}").format(date=wording.day(row.due_on)) if row.due_on else ""
        return " · ".join(part for part in (row.title, row.owner, due) if part)
    return _("{n} tasks: {titles}").format(
        n=len(rows), titles="; ".join(row.title for row in rows[:3]) + ("; …" if rows[3:] else "")
    )
