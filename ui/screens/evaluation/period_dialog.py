"""The dialog Kỳ đánh giá: which month, quarter or year to open, and by when who has to be done."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.errors import Code, OkrError
from okrdesk.i18n import _
from okrdesk.sentences import explain
from ui.operations import Command, Latest, Query
from ui.screens.evaluation import load
from ui.widgets.dialog import Dialog
from ui.widgets.editors import DateEdit, TextEdit
from ui.widgets.form import Form
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.periods import Period

_DUES = ("self_due_on", "review_due_on", "approve_due_on")


class PeriodDialog(Dialog):
    """Opens a period, or changes the due days of one; `saved` carries its id."""

    def __init__(self, owner: QWidget, period: "Period | None") -> None:
        title = _("Open a period") if period is None else _("Due days of the period")
        super().__init__(title, owner, width=72)
        self._period = period
        self._latest = Latest()
        self.form = Form(columns=3)
        if period is None:
            help_text = _("A month, a quarter or a year: 2026-11, 2026-Q4, 2026.")
            self.code = self.form.add(
                "code", _("Period"), TextEdit(limit=10), help_text=help_text, required=True
            )
            self.code.editingFinished.connect(self._propose)
        else:
            self.body.addWidget(label(period.name, "section"))
        words = (_("Self-evaluation by"), _("Direct head by"), _("Competent authority by"))
        for name, text in zip(_DUES, words, strict=True):
            self.form.add(name, text, DateEdit(), half=True)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.add_primary(_("Save") if period else _("Open the period"), self._save)
        if period is not None:
            self._fill(period)

    def open(self) -> None:
        """Show the dialog with the cursor in the first field."""
        super().open()
        self.form.row(self.form.names()[0]).editor.setFocus()

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def show_problem(self, error: BaseException) -> None:
        """Show at its field what is no period."""
        if isinstance(error, OkrError) and error.code is Code.BAD_PERIOD:
            self.form.row("code").set_error(explain(error))
            self.form.focus_first_error()
        else:
            super().show_problem(error)

    def _propose(self) -> None:
        """Show the usual due days of the period that was typed."""
        code = self.code.value()
        if code:
            call = partial(load.propose_period, code)
            Query(call).success(self._latest.only(self._fill)).run(self)

    def _fill(self, period: "Period | None") -> None:
        if period is None:
            return
        dirty = self.form.is_dirty()
        values = {name: getattr(period.dues, name) for name in _DUES}
        if self._period is None:
            values["code"] = self.code.text()
        self.form.set_values(values)
        if dirty:
            self.form.edited.emit()

    def _save(self) -> None:
        values = self.form.values()
        if values is None:
            return
        call = partial(_write, self._period.id if self._period else None, values)
        Command(call, title=_("Open a period")).success(self._done).run(self.form)

    def _done(self, done: Any) -> None:
        self.finish(done.value)


def _write(period_id: str | None, values: dict[str, Any], desk: Any) -> Any:
    from okrdesk.services.periods import Dues

    dues = Dues(*(values[name] for name in _DUES))
    if period_id is None:
        return load.open_period(values["code"], dues, desk)
    return load.edit_period(period_id, dues, desk)
