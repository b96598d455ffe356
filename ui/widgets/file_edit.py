"""A field for a file: its path may be typed, or chosen in the system's dialog."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from okrdesk.i18n import _
from ui.widgets.buttons import button
from ui.widgets.editors import TextEdit
from ui.widgets.files import ask_file


class FileEdit(QWidget):
    """The path of a file that is there; `kinds` is "Certificates (*.pem *.crt)"."""

    edited = Signal()

    def __init__(self, title: str, kinds: str, placeholder: str = "") -> None:
        super().__init__()
        self._title, self._kinds = title, kinds
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

    def _choose(self) -> None:
        ask_file(self, self._title, self._kinds, self._take)

    def _take(self, path: str) -> None:
        self.set_value(path)
        self.edited.emit()
