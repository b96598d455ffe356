"""Fields for a file and for a folder: the path may be typed, or chosen in the system's dialog."""

from abc import abstractmethod

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from okrdesk.i18n import _
from ui.widgets.buttons import button
from ui.widgets.editors import TextEdit
from ui.widgets.files import ask_file


class PathEdit(QWidget):
    """A path: a field, and a button that opens a dialog which says what is chosen by `_take`."""

    edited = Signal()

    def __init__(self, placeholder: str = "") -> None:
        super().__init__()
        self.field = TextEdit(placeholder, 1000)
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

    @abstractmethod
    def _choose(self) -> None:
        """Open the dialog."""

    def _take(self, path: str) -> None:
        self.set_value(path)
        self.edited.emit()


class FileEdit(PathEdit):
    """The path of a file that is there; `kinds` is "Certificates (*.pem *.crt)"."""

    def __init__(self, title: str, kinds: str, placeholder: str = "") -> None:
        super().__init__(placeholder)
        self._title, self._kinds = title, kinds

    def _choose(self) -> None:
        ask_file(self, self._title, self._kinds, self._take)


class FolderEdit(PathEdit):
    """The path of a folder; `value()` is None where the usual one (the placeholder) is meant."""

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("Choose a folder"), self.value() or "")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.fileSelected.connect(self._take)
        dialog.open()
