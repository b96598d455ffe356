"""The dialog that changes the password."""

from concurrent.futures import Future

from PySide6.QtWidgets import QWidget

from okrdesk.errors import Code, OkrError
from okrdesk.i18n import _
from okrdesk.sentences import explain
from ui.shell.lock_screen import PasswordEdit
from ui.widgets.dialog import Dialog
from ui.widgets.form import Form


class PasswordDialog(Dialog):
    """Asks for the old password and twice for the new one; `saved` when it was changed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Change the password"), parent, width=50)
        self.form = Form(columns=1)
        self.old = self.form.add(
            "old", _("Password now"), PasswordEdit(), help_text=_("Empty if there is none.")
        )
        self.new = self.form.add(
            "new",
            _("New password"),
            PasswordEdit(),
            help_text=_("Empty: only this computer's own account protects the data."),
        )
        self.again = self.form.add("again", _("New password, once more"), PasswordEdit())
        self.body.addWidget(self.form)
        self.save = self.add_primary(_("Change the password"), self._save)

    def _save(self) -> None:
        self.form.clear_errors()
        if self.new.value() != self.again.value():
            self.form.row("again").set_error(_("The two passwords differ."))
            self.again.setFocus()
            return
        self.save.setEnabled(False)
        future: Future[None] = self.desktop.application.change_password(
            self.old.value(), self.new.value()
        )
        self.desktop.watch(self, future, self._changed)

    def _changed(self, done: Future[None]) -> None:
        self.save.setEnabled(True)
        error = done.exception()
        if error is None:
            self.finish()
        elif isinstance(error, OkrError) and error.code is Code.WRONG_PASSWORD:
            self.form.row("old").set_error(explain(error))
            self.form.focus_first_error()
        else:
            self.show_problem(error)
