"""The state in words above the tabs, with the progress of a sync under way and how to stop it."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from okrdesk.i18n import _
from ui.problems import sentence_of
from ui.sync.link import Standing
from ui.sync.words import facts_of, state_word
from ui.theme.icons import set_icon
from ui.widgets.buttons import button, tool
from ui.widgets.text import ElidedLabel, label


class Header(QWidget):
    """Online or not, what waits, the last sync, and to which server as whom."""

    def __init__(self, stop: Callable[[], object]) -> None:
        super().__init__()
        self._sign = tool("", "sync")
        self._sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.state = label("", "section")
        self.facts = ElidedLabel()
        self.facts.setProperty("type", "muted")
        self.facts.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.server = ElidedLabel()
        self.server.setProperty("type", "muted")
        self.server.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.trouble = label("", "muted", wrap=True)
        self.trouble.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.progress_text = ElidedLabel()
        self.progress_text.setProperty("type", "small")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setMinimumSize(QSize(160, 6))
        self.bar.setAccessibleName(_("Progress of the sync"))
        self.stop = button(_("Stop"), stop, icon="close")
        self._lay_out()

    def show_standing(self, standing: Standing) -> None:
        """Show how one stands with the server."""
        self.state.setText(state_word(standing))
        self.facts.setText(" · ".join(facts_of(standing)))
        self.server.setText(_("{user} at {server}").format(**vars(standing)))
        role = "bad" if standing.is_revoked else "good" if standing.is_online else "muted"
        set_icon(self._sign, "warning" if standing.is_revoked else "server", role)
        self.trouble.setText("" if standing.is_syncing else trouble_of(standing))
        self.trouble.setVisible(bool(self.trouble.text()))
        self._line.setVisible(standing.is_syncing)
        if standing.is_syncing:
            self.bar.setRange(0, standing.total)
            self.bar.setValue(standing.done)
            self.progress_text.setText(standing.text)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._sign)
        first.addWidget(self.state)
        first.addSpacing(4)
        first.addWidget(self.facts)
        first.addWidget(self.server, 1)
        self._line = QWidget()
        second = QHBoxLayout(self._line)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(12)
        second.addWidget(self.bar, 1)
        second.addWidget(self.progress_text, 1)
        second.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(first)
        column.addWidget(self.trouble)
        column.addWidget(self._line)
        self._line.hide()


def trouble_of(standing: Standing) -> str:
    """Return what stood in the way of the last sync, or what is to be done soon; "" for nothing.

    Why syncing stopped for good stands above every screen.
    """
    if standing.is_stopped:
        return ""
    if standing.error is not None:
        return sentence_of(standing.error)
    if standing.is_update_due:
        return _("The server has a newer version of okrdesk. Please update this computer.")
    return ""
