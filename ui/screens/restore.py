"""The dialog before a backup is restored: what it holds, what it replaces, and its password."""

from concurrent.futures import Future
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from okrdesk.errors import Code, OkrError
from okrdesk.i18n import _
from okrdesk.sentences import explain
from ui.shell.lock_screen import PasswordEdit
from ui.widgets.dialog import Dialog
from ui.widgets.editors import TextEdit
from ui.widgets.form import Form
from ui.widgets.text import label

KEY_CODES = (Code.WRONG_PASSWORD, Code.PASSWORD_NEEDED, Code.KEYRING_UNAVAILABLE)
RECOVERY_CODES = (Code.WRONG_RECOVERY_KEY, Code.RECOVERY_KEY_MISTYPED)


class RestoreDialog(Dialog):
    """Shows a backup's date and counts and restores it; the window then opens what was restored."""

    def __init__(self, moment: str, contents: str, file: Path, parent: QWidget) -> None:
        super().__init__(_("Restore this backup?"), parent, width=64)
        self._file = file
        what = _("The backup of {moment} has {contents}.").format(moment=moment, contents=contents)
        self.body.addWidget(label(what, wrap=True))
        then = _("What was entered since then is replaced. It is set aside first, not deleted.")
        self.body.addWidget(label(then, wrap=True))
        self.form = Form(columns=1)
        self.password = self.form.add(
            "password",
            _("Password when the backup was made"),
            PasswordEdit(),
            help_text=_("Empty if there was none."),
        )
        self.key = self.form.add(
            "recovery",
            _("Recovery key"),
            TextEdit(),
            help_text=_("Only where that password is not known any more, or on another computer."),
        )
        self.body.addWidget(self.form)
        self.go = self.add_primary(_("Restore"), self._restore, icon="restore")

    def _restore(self) -> None:
        self.form.clear_errors()
        self.go.setEnabled(False)
        future: Future[Any] = self.desktop.application.restore(
            self._file, self.password.value(), self.key.value()
        )
        self.desktop.jobs.follow(_("Restore a backup"), future)
        self.desktop.watch(self, future, self._restored)

    def _restored(self, done: Future[Any]) -> None:
        self.go.setEnabled(True)
        error = done.exception()
        if error is None:
            password = self.password.value()
            self.finish()
            self.desktop.open(password)
        elif isinstance(error, OkrError) and error.code in KEY_CODES:
            self.form.row("password").set_error(explain(error))
            self.form.focus_first_error()
        elif isinstance(error, OkrError) and error.code in RECOVERY_CODES:
            self.form.row("recovery").set_error(explain(error))
            self.form.focus_first_error()
        else:
            self.show_problem(error)
