"""The dialog Sửa và gửi lại: the fields of a change that was not accepted, to correct."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.i18n import _
from ui.operations import Command
from ui.screens.sync import load
from ui.screens.sync.value_editors import editor_of, to_wire
from ui.widgets.dialog import Dialog
from ui.widgets.editors import DateEdit, DecimalEdit
from ui.widgets.form import Form
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.change_rows import ChangeRow
    from okrdesk.services.unsent_files import UnsentFile


class ResendDialog(Dialog):
    """Corrects what can be typed; `saved` carries the id of the new act."""

    def __init__(self, owner: QWidget, row: "ChangeRow | UnsentFile") -> None:
        super().__init__(_("Correct and send again"), owner, width=76)
        self._row = row
        self.body.addWidget(label(row.object.title or row.what, "section", wrap=True))
        self.body.addWidget(label(f"{row.why} {row.advice}", "muted", wrap=True))
        self.form = Form(columns=2)
        self._fields: dict[str, Any] = {}
        for one in row.fields:
            made = editor_of(one.name, one.wire)
            if made is None:
                continue
            is_short = isinstance(made, DecimalEdit | DateEdit)
            self.form.add(one.name, one.label, made, half=is_short)
            self._fields[one.name] = one.wire
        if not self._fields:
            text = _("There is nothing to type here; it is sent again as it is.")
            self.body.addWidget(label(text, wrap=True))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.send = self.add_primary(_("Send again"), self._send, icon="send")

    def open(self) -> None:
        """Show the dialog with the cursor in the first field."""
        super().open()
        names = self.form.names()
        (self.form.row(names[0]).editor if names else self.send).setFocus()

    def is_dirty(self) -> bool:
        """Say whether something was typed."""
        return self.form.is_dirty()

    def _send(self) -> None:
        values = self.form.values()
        if values is None:
            return
        wire = {name: to_wire(values[name]) for name in self._fields}
        changed = {name: value for name, value in wire.items() if value != self._fields[name]}
        call: Callable[[Any], Any] = partial(load.resend, self._row.id, changed)
        if load.is_file(self._row):
            call = partial(load.offer_file, self._row.id)
        Command(call, title=_("Send again")).success(self._sent).run(self.form)

    def _sent(self, done: Any) -> None:
        self.finish(done.value)
