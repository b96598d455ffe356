"""One line that names the task of a directive which is carried out, and opens it."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from okrdesk.domain.directive import Served
from okrdesk.i18n import _
from ui.operations import desktop_of
from ui.widgets.buttons import button
from ui.widgets.text import ElidedLabel


class ServedLine(QWidget):
    """Shows nothing where no directive stands behind the work."""

    def __init__(self) -> None:
        super().__init__()
        self._id = ""
        self.name = ElidedLabel("")
        self.open = button(_("Open the directive"), self._open, icon="directives", kind="link")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.open)
        row.addWidget(self.name, 1)
        self.hide()

    def show_served(self, served: Served | None) -> None:
        """Name the item; None hides the line."""
        self._id = served.id if served else ""
        self.name.setText(served.cited if served else "")
        self.setVisible(served is not None)

    def _open(self) -> None:
        desktop_of(self).go.emit("directives", "directive_item", self._id)
