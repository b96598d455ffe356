"""The lock screen: covers the whole window while the widgets behind it live on with what was
typed.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from okrdesk.errors import Code, OkrError, Refused
from okrdesk.i18n import _
from ui.desktop import Desktop
from ui.problems import sentence_of, tone_of
from ui.shell.messagebar import MessageBar
from ui.theme.icons import pixmap
from ui.theme.tokens import tokens_of
from ui.widgets.buttons import button
from ui.widgets.editors import TextEdit
from ui.widgets.form import Form
from ui.widgets.text import ColumnCard, label


class PasswordEdit(TextEdit):
    """A field whose text is not shown; spaces at its ends count."""

    def __init__(self, placeholder: str = "") -> None:
        super().__init__(placeholder, limit=200)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)

    def value(self) -> str | None:
        """Return the password exactly as typed."""
        return self.text() or None


class LockScreen(QWidget):
    """Asks for the password, or for the recovery key and a new password."""

    unlocking = Signal()

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desktop = desktop
        self._needs_password = True
        self._sign = QLabel()
        self._sign.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.title = label("", "title")
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text = label("", "muted", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.messages = MessageBar(self)
        self.form = Form(columns=1)
        self.password = self.form.add("password", _("Password"), PasswordEdit())
        self.recovery = self.form.add(
            "recovery",
            _("Recovery key"),
            TextEdit("XXXX-XXXX-…"),
            help_text=_("It was shown once when the office was set up; it is on that sheet."),
        )
        self.new = self.form.add("new", _("New password"), PasswordEdit())
        self.again = self.form.add("again", _("New password, once more"), PasswordEdit())
        self.unlock = button(_("Unlock"), self._unlock, icon="unlock", kind="primary")
        self.other = button("", self._switch, kind="link")
        for field in (self.password, self.recovery, self.new, self.again):
            field.returnPressed.connect(self._unlock)
        self._lay_out()
        self._recovering = False
        self._show_mode()

    def prepare(self, *, needs_password: bool, first: bool) -> None:
        """Get ready to be shown: at the start of the program (`first`) or after a lock."""
        self._needs_password = needs_password
        self._recovering = False
        self.title.setText(_("Open okrdesk") if first else _("okrdesk is locked"))
        self.text.setText("" if first else _("What you were typing is kept behind this page."))
        self.text.setVisible(not first)
        self.messages.hide()
        for field in (self.password, self.recovery, self.new, self.again):
            field.clear()
        self.form.clear_errors()
        self.setEnabled(True)
        self._show_mode()

    def focus(self) -> None:
        """Put the cursor where typing starts."""
        field = self.recovery if self._recovering else self.password
        (field if self._needs_password or self._recovering else self.unlock).setFocus()

    def show_problem(self, error: BaseException) -> None:
        """Show why it did not open, with the password selected to be typed again."""
        self.setEnabled(True)
        self.messages.show_message(sentence_of(error), tone_of(error))
        if isinstance(error, OkrError) and error.code is Code.PASSWORD_NEEDED:
            self._needs_password = True
            self._show_mode()
        self.focus()
        self.password.selectAll()

    def changeEvent(self, event: object) -> None:
        """Follow the theme."""
        super().changeEvent(event)  # type: ignore[arg-type]
        if event.type() == event.Type.PaletteChange:  # type: ignore[attr-defined]
            self._draw()

    def _lay_out(self) -> None:
        box = ColumnCard(60)
        inner = QVBoxLayout(box)
        inner.setContentsMargins(32, 24, 32, 24)
        inner.setSpacing(12)
        for part in (self._sign, self.title, self.text, self.messages, self.form):
            inner.addWidget(part)
        inner.addWidget(self.unlock)
        inner.addWidget(self.other, 0, Qt.AlignmentFlag.AlignHCenter)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(box, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        self._draw()

    def _draw(self) -> None:
        self._sign.setPixmap(pixmap("lock", tokens_of(self.palette()).accent, 36))

    def _show_mode(self) -> None:
        self.form.show_field("password", self._needs_password and not self._recovering)
        for name in ("recovery", "new", "again"):
            self.form.show_field(name, self._recovering)
        self.form.setVisible(self._needs_password or self._recovering)
        self.other.setText(
            _("Back to the password") if self._recovering else _("Forgotten? Use the recovery key")
        )

    def _switch(self) -> None:
        self._recovering = not self._recovering
        self.messages.hide()
        self._show_mode()
        self.focus()

    def _unlock(self) -> None:
        self.messages.hide()
        if not self._recovering:
            self._start()
            self.desktop.open(self.password.value() if self._needs_password else None)
            return
        if self.new.value() != self.again.value():
            self.form.row("again").set_error(_("The two passwords differ."))
            self.again.setFocus()
            return
        key = self.recovery.value()
        if key is None:
            self.show_problem(Refused(Code.MISSING_FIELD, label=_("Recovery key")))
            return
        self._start()
        self.desktop.open_with_recovery(key, self.new.value())

    def _start(self) -> None:
        self.setEnabled(False)
        self.unlocking.emit()
