"""The base of every dialog: deletes itself, Esc closes, typed text is not thrown away unasked."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from okrdesk.i18n import _
from ui.operations import desktop_of
from ui.problems import sentence_of, tone_of
from ui.shell.messagebar import MessageBar
from ui.widgets.buttons import button
from ui.widgets.text import label

_MARGIN = 60
"""In pixels, what a dialog leaves of the screen's height for its frame."""


class Dialog(QDialog):
    """A window-modal dialog with title, message bar, scrolling body and a row of buttons.

    Fill `self.body`; add the main button with `add_primary(text, call)`. Show with `open()`, never
    `exec()`. `saved` carries whatever the dialog made; call `finish(value)` to emit it and close.
    """

    saved = Signal(object)

    def __init__(self, title: str, parent: QWidget, *, width: int = 60) -> None:
        super().__init__(parent)
        self.desktop = desktop_of(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.title = label(title, "title", wrap=True)
        self.messages = MessageBar(self)
        self.inner = QWidget()
        self.body = QVBoxLayout(self.inner)
        self.body.setContentsMargins(0, 0, 8, 0)
        self.body.setSpacing(12)
        self.scroller = QScrollArea()
        self.scroller.setWidgetResizable(True)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroller.setWidget(self.inner)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addStretch(1)
        self.cancel_button = button(_("Cancel"), self.close)
        self.buttons.addWidget(self.cancel_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.title)
        column.addWidget(self.messages)
        column.addWidget(self.scroller, 1)
        column.addLayout(self.buttons)
        self._width = width
        self._sure = self._is_closing = self._has_room_above = False
        self._growing = QTimer(self)
        self._growing.setSingleShot(True)
        self._growing.timeout.connect(self._grow)

    def add_primary(self, text: str, call: object, *, icon: str = "") -> QPushButton:
        """Add the one main button; Ctrl+Enter presses it from anywhere, Enter from a single-line
        field.
        """
        made = button(text, call, icon=icon, kind="primary")  # type: ignore[arg-type]
        made.setDefault(True)
        made.setShortcut("Ctrl+Return")
        self.buttons.addWidget(made)
        return made

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost by closing; a dialog with a form returns
        `form.is_dirty()`.
        """
        return False

    def finish(self, value: object = None) -> None:
        """Emit `saved` and close without asking."""
        self._sure = True
        self.saved.emit(value)
        self.close()

    def show_problem(self, error: BaseException) -> None:
        """Show an error above the body, which keeps its room where the screen has more."""
        self.messages.show_message(sentence_of(error), tone_of(error))
        if not self._has_room_above:  # once: the room stays when the message is closed
            self._has_room_above = True
            room = self.screen().availableGeometry().height() - _MARGIN
            more = max(self.messages.heightForWidth(self.scroller.width()), 0) + 12
            self.resize(self.width(), max(self.height(), min(self.height() + more, room)))

    def open(self) -> None:
        """Show the dialog at a size that fits its content and the screen."""
        letter = self.fontMetrics().averageCharWidth()
        self.body.activate()
        want = self.inner.sizeHint()
        room = self.screen().availableGeometry()
        width = min(max(self._width * letter, want.width() + 64), room.width() - 80)
        wrapped = self.body.totalHeightForWidth(width - 56)  # -1 where no text wraps
        height = max(want.height(), wrapped) + self.title.sizeHint().height()
        height += self.cancel_button.sizeHint().height() + 72
        self.resize(width, min(height, room.height() - _MARGIN))
        super().open()

    def grow(self) -> None:
        """Take the height that the content needs, once what was shown is laid out.

        As far as the screen has room; the dialog never shrinks under the pointer.
        """
        self._growing.start(0)

    def reject(self) -> None:
        """Close as Esc does: asks first where text would be lost."""
        if self._is_closing:  # QDialog.closeEvent calls this, and expects the dialog to be hidden
            super().reject()
        else:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before typed text is thrown away."""
        if self._sure or not self.is_dirty():
            self._is_closing = True
            super().closeEvent(event)
            self._is_closing = False
            return
        event.ignore()
        ask(
            self,
            _("Throw away what you typed?"),
            _("It has not been saved."),
            _("Throw away"),
            self._close_anyway,
        )

    def _grow(self) -> None:
        wrapped = self.body.totalHeightForWidth(self.scroller.viewport().width())
        needed = max(self.inner.sizeHint().height(), wrapped)
        lacking = needed - self.scroller.viewport().height()
        room = self.screen().availableGeometry().height() - _MARGIN
        if lacking > 0 and self.isVisible():
            self.resize(self.width(), min(self.height() + lacking, max(room, self.height())))
        editor = self.focusWidget()
        if editor is not None and self.inner.isAncestorOf(editor):
            # With its row, so that an error below it is seen as well.
            self.scroller.ensureWidgetVisible(editor.parentWidget() or editor)

    def _close_anyway(self) -> None:
        self._sure = True
        self.close()
        # With the question and the dialog gone at once, a window manager may give the keyboard to
        # nobody.
        if (owner := self.parentWidget()) is not None:
            owner.activateWindow()


def ask(owner: QWidget, title: str, text: str, yes: str, call: object) -> QMessageBox:
    """Ask before something is lost; runs `call` when the person presses `yes`. The safe button
    is the default.
    """
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, f"<b>{title}</b>", parent=owner)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setInformativeText(text)
    go = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    go.clicked.connect(call)
    box.open()
    return box
