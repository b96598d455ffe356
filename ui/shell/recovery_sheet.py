"""The recovery key, shown once: print, save or copy it, then confirm that it is kept safe."""

from datetime import UTC, datetime
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from okrdesk.domain.dates import day_at, format_date
from okrdesk.errors import Code, Fault
from okrdesk.i18n import _
from ui.operations import report
from ui.widgets.buttons import button
from ui.widgets.editors import Tick
from ui.widgets.text import label


class RecoverySheet(QWidget):
    """Shows one recovery key; `confirmed(bool)` follows the tick that it is kept."""

    confirmed = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._agency = ""
        self.key = QLineEdit()
        self.key.setReadOnly(True)
        self.key.setAccessibleName(_("Recovery key"))
        self.key.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.tick = Tick(_("I keep this key in a safe place"))
        self.tick.toggled.connect(self.confirmed)
        self.setFocusProxy(self.key)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(button(_("Print"), self._print, icon="print"))
        row.addWidget(button(_("Save to a file"), self._save, icon="save"))
        row.addWidget(button(_("Copy"), self._copy, icon="copy"))
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(label(_("Recovery key"), "title"))
        box.addWidget(
            label(
                _("It opens the data when the password is lost. It is shown only this once."),
                wrap=True,
            )
        )
        box.addWidget(self.key)
        box.addLayout(row)
        box.addWidget(self.tick)

    def show_key(self, key: str, agency: str) -> None:
        """Show `key` of the office `agency`."""
        self._agency = agency
        self.key.setText(key)
        self.show()

    def is_confirmed(self) -> bool:
        """Say whether the person confirmed that the key is kept."""
        return self.tick.isChecked()

    def _html(self) -> str:
        when = _("Made on {date}").format(date=format_date(day_at(datetime.now(UTC))))
        use = _("Keep this sheet locked away. It opens the data when the password is lost.")
        return (
            f"<h2>okrdesk — {escape(_('Recovery key'))}</h2><p>{escape(self._agency)}<br>{when}</p>"
            f"<p style='font-size:16pt'><b>{escape(self.key.text())}</b></p><p>{escape(use)}</p>"
        )

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        document = QTextDocument(dialog)
        document.setHtml(self._html())
        dialog.accepted.connect(lambda: document.print_(printer))
        QDialog.open(dialog)

    def _save(self) -> None:
        dialog = QFileDialog(self, _("Save the recovery key"), "okrdesk-recovery.txt")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_("Text (*.txt)"))
        dialog.fileSelected.connect(self._write)
        dialog.open()

    def _write(self, name: str) -> None:
        text = f"okrdesk\n{self._agency}\n{_('Recovery key')}: {self.key.text()}\n"
        try:
            Path(name).write_text(text, encoding="utf-8")
        except OSError:
            report(self, Fault(Code.SETTINGS_NOT_SAVED, path=name))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.key.text())
