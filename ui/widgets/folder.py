"""A field for a folder: its path may be typed, or chosen in the system's dialog."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from okrdesk.i18n import _
from ui.widgets.buttons import button
from ui.widgets.editors import TextEdit


class FolderEdit(QWidget):
    """The path of a folder; `value()` is None where the usual one (the placeholder) is meant."""

    edited = Signal()

    def __init__(self, usual: str = "") -> None:
        super().__init__()
        self.field = TextEdit(usual, 1000)
        self.field.edited.connect(self.edited)
        self.choose = button(_("Choose…"), self._choose, icon="folder")
        self.setFocusProxy(self.field)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.field, 1)
        box.addWidget(self.choose)

    def setAccessibleName(self, name: str) -> None:
        """Name the field and its button."""
        super().setAccessibleName(name)
        self.field.setAccessibleName(name)
        self.choose.setAccessibleName(_("Choose: {name}").format(name=name))

    def value(self) -> str | None:
        """Return the path."""
        return self.field.value()

    def set_value(self, value: str | None) -> None:
        """Show `value`."""
        self.field.set_value(value)

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("Choose a folder"), self.value() or "")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.fileSelected.connect(self._take)
        dialog.open()

    def _take(self, path: str) -> None:
        self.set_value(path)
        self.edited.emit()
