"""How far the first download from a server is, for the dialog and the first start."""

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from okrdesk.i18n import _
from ui.sync.link import SyncLink
from ui.widgets.text import ElidedLabel


class Download(QWidget):
    """How far the first download from a server is; hidden until there is one."""

    def __init__(self, link: SyncLink) -> None:
        super().__init__()
        self._link = link
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress of the first download"))
        self._text = ElidedLabel()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self._bar)
        box.addWidget(self._text)
        self.hide()
        link.changed.connect(self._follow)

    def begin(self) -> None:
        """Show that something is under way."""
        self._bar.setRange(0, 0)
        self._text.setText(_("Asking the server…"))
        self.show()

    def _follow(self) -> None:
        standing = self._link.standing
        if standing.is_syncing and not self.isHidden():
            self._bar.setRange(0, standing.total)
            self._bar.setValue(standing.done)
            self._text.setText(standing.text)
