"""A dialog that grows with what appears in it, as far as the screen has room."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.widgets.dialog import Dialog

_MARGIN = 60


class GrowingDialog(Dialog):
    """Call `grow` after something was shown; the dialog never shrinks under the pointer."""

    def __init__(self, title: str, parent: QWidget, *, width: int) -> None:
        super().__init__(title, parent, width=width)
        self._growing = QTimer(self)
        self._growing.setSingleShot(True)
        self._growing.timeout.connect(self._grow)

    def grow(self) -> None:
        """Take the height that the content needs, once it is laid out."""
        self._growing.start(0)

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
