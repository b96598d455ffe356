"""A dialog that grows with what appears in it, as far as the screen has room."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from okrdesk.i18n import _
from ui.screens.objectives.detailed_form import DetailedForm
from ui.widgets.buttons import button
from ui.widgets.dialog import Dialog

_MARGIN = 60


class GrowingDialog(Dialog):
    """Call `grow` after something was shown; the dialog never shrinks under the pointer."""

    def __init__(self, title: str, parent: QWidget, *, width: int) -> None:
        super().__init__(title, parent, width=width)
        self._growing = QTimer(self)
        self._growing.setSingleShot(True)
        self._growing.timeout.connect(self._grow)

    def add_more(self, *forms: DetailedForm) -> None:
        """Put in the button that unfolds the details of `forms`, and folds them away again."""
        self._detailed = forms
        self._more = button(_("More details"), self._unfold, icon="chevron-down", kind="link")
        self.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    def grow(self) -> None:
        """Take the height that the content needs, once it is laid out."""
        self._growing.start(0)

    def _unfold(self) -> None:
        first, on = self._detailed[0], not self._detailed[0].is_unfolded
        for form in self._detailed:
            form.unfold(on)
        self._more.setText(_("Fewer details") if on else _("More details"))
        self.grow()
        if on:
            first.focus_details()

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
