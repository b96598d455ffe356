"""The dialog Soạn bộ quy tắc: the same pack as a form and as text, checked while it is typed.

Faults stand below, each with its line; Enter goes there. Nothing is in force before it is published
in the list of packs, and a published pack is only read here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QTabWidget, QWidget

from okrdesk.domain.evaluation.pack_fields import PackError, PackFaulty
from okrdesk.domain.evaluation.pack_lines import Path
from okrdesk.domain.evaluation.pack_reading import read_pack
from okrdesk.domain.permissions import Right
from okrdesk.errors import Refused
from okrdesk.i18n import N_, _, ngettext
from okrdesk.sentences import explain
from ui.operations import Command
from ui.screens.admin.pack_fields import read_fields, write_field
from ui.screens.admin.pack_form import PackForm
from ui.screens.admin.pack_load import write
from ui.screens.admin.pack_text import PackText
from ui.screens.admin.what_if import WhatIfDialog
from ui.widgets.buttons import button
from ui.widgets.dialog import Dialog
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

CHECK_MS = 250
"""How long nobody types before the text is checked."""


@dataclass(frozen=True)
class FaultRow:
    """A fault with its line, as a sentence."""

    id: str
    line: int
    sentence: str


FAULTS = (
    Column("line", N_("Line"), text=lambda row: str(row.line), width=6, right=True),
    Column("sentence", N_("What is wrong"), text=lambda row: row.sentence, width=0),
)


class PackEditor(Dialog):
    """Edits the text of a pack; `saved` carries its id. With no `pack_id` it becomes a new one."""

    def __init__(self, owner: QWidget, text: str, pack_id: str | None, can_edit: bool) -> None:
        title = _("Rule pack") if not can_edit else _("Edit the rule pack")
        super().__init__(title, owner, width=132)
        self._pack_id = pack_id
        self._saved_text = text
        self.form = PackForm(self)
        self.text = PackText()
        self.tabs = QTabWidget()
        for name in (self.tabs, self.tabs.tabBar()):
            name.setAccessibleName(_("Ways to edit the rule pack"))
        self.tabs.addTab(self.form, _("Form"))
        self.tabs.addTab(self.text, _("Text (TOML)"))
        self.verdict = label("", "label", wrap=True)
        self.model = RowModel(FAULTS, self)
        self.faults = TableView(_("Faults of the rule pack"), "rule-pack.faults", self)
        self.faults.set_model(self.model)
        line = self.fontMetrics().lineSpacing()
        self.tabs.setMinimumHeight(line * 17)
        self.faults.setFixedHeight(line * 7)
        self.body.addWidget(self.tabs, 1)
        self.body.addWidget(self.verdict)
        self.body.addWidget(self.faults)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_MS)
        self._connect()
        self.text.show_text(text)
        self.text.setReadOnly(not can_edit)
        self.form.can_edit(can_edit)
        if self.desktop.may(Right.EDIT_RULES):
            trial = button(_("Try on closed periods…"), self._try, icon="compare")
            self.buttons.addWidget(trial)
        if can_edit:
            self.save = self.add_primary(_("Save as a draft"), self._save)
        else:
            self.cancel_button.setText(_("Close"))
        self.check()

    def open(self) -> None:
        """Show the dialog with the cursor in the form."""
        super().open()
        self.form.setFocus()
        self.form.selectRow(0)

    def is_dirty(self) -> bool:
        """Say whether what was typed is not saved."""
        return self.text.toPlainText() != self._saved_text

    def check(self) -> None:
        """Read the pack, and show what is wrong with it, line by line."""
        self._timer.stop()
        text = self.text.toPlainText()
        errors: tuple[PackError, ...] = ()
        try:
            read_pack(text)
        except PackFaulty as error:
            errors = error.errors
        if fields := read_fields(text):
            self.form.fields.show(fields)
        self._show_faults(errors)

    def _connect(self) -> None:
        self.text.edited.connect(self._timer.start)
        self._timer.timeout.connect(self.check)
        self.form.fields.typed.connect(self._replace)
        self.form.fields.refused.connect(lambda text: self.messages.show_message(text, "bad"))
        self.faults.activated_row.connect(lambda index: self._go_to(index.row()))
        self.faults.selectionModel().currentChanged.connect(lambda *_now: self._tell())

    def _show_faults(self, errors: Sequence[PackError]) -> None:
        rows = [
            FaultRow(str(place), error.line, sentence_of(error))
            for place, error in enumerate(errors)
        ]
        self.model.set_rows(rows)
        self.text.show_faults({error.line for error in errors})
        self.faults.setVisible(bool(rows))
        self.faults.selectRow(0)
        self._tell()

    def _tell(self) -> None:
        """Say that all is in order, or what is wrong in the current line, whole."""
        count = self.model.rowCount()
        row = self.model.row(self.faults.currentIndex().row())
        text = ngettext("{n} fault", "{n} faults", count).format(n=count)
        if row is not None:
            text += " · " + _("Line {line}: {fault}").format(line=row.line, fault=row.sentence)
        self.verdict.setText(text if count else _("The rule pack is in order."))

    def _replace(self, path: Path, literal: str) -> None:
        """Write a value of the form into the text."""
        try:
            self.text.show_text(write_field(self.text.toPlainText(), path, literal))
        except Refused:
            told = _("This value is written over several lines; change it in the text.")
            self.messages.show_message(told, "warn")
            return
        self.messages.hide()
        self.check()

    def _go_to(self, place: int) -> None:
        row = self.model.row(place)
        if row is not None:
            self.tabs.setCurrentWidget(self.text)
            self.text.go_to(row.line)
            self.text.setFocus()

    def _try(self) -> None:
        WhatIfDialog(self, self.title.text(), self.text.toPlainText()).open()

    def _save(self) -> None:
        text = self.text.toPlainText()
        call = partial(write, self._pack_id, text)
        Command(call, title=_("Save rule pack")).success(self._done).failure(self._failed).run(self)

    def _done(self, done: Any) -> None:
        self.finish(done.value)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, PackFaulty):
            self._show_faults(error.errors)
        self.show_problem(error)


def sentence_of(error: PackError) -> str:
    """Return the sentence of a fault."""
    return explain(Refused(error.code, **error.params))
