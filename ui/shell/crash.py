"""Shows the report of an unexpected end, which holds no personal data, to copy or to close."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from okrdesk.i18n import _
from ui.widgets.buttons import button
from ui.widgets.dialog import Dialog
from ui.widgets.text import label


class CrashDialog(Dialog):
    """The text of one report."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(_("Report of the unexpected end"), parent, width=90)
        lead = _("It names places in the program only: no names, numbers or texts of your office.")
        self.body.addWidget(label(lead, "muted", wrap=True))
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setMinimumHeight(240)
        self.text.setAccessibleName(_("Report of the unexpected end"))
        self.body.addWidget(self.text, 1)
        self.buttons.insertWidget(1, button(_("Copy"), self._copy, icon="copy"))
        self.cancel_button.setText(_("Close"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


def show_crash(parent: QWidget, file: Path) -> None:
    """Show the report in `file`, under its old or its put-aside name."""
    seen = file.with_name("seen-" + file.name)
    found = file if file.exists() else seen
    CrashDialog(found.read_text(encoding="utf-8"), parent).open()
