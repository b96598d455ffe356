"""The bar in the page that tells what happened, with one optional action such as undo; never a
modal box.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from okrdesk.i18n import _
from ui.theme.icons import set_icon
from ui.widgets.buttons import button, tool
from ui.widgets.text import label

SECONDS = {"info": 12, "good": 8, "warn": 0, "bad": 0}
ICONS = {"info": "info", "good": "check", "warn": "warning", "bad": "error"}


class MessageBar(QFrame):
    """One message at a time: `tone` is info, good, warn or bad; good and info leave by
    themselves.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "bar")
        self._sign = tool("", "info")
        self._sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = label("", wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._call: Callable[[], object] | None = None
        self._action = button("", self._act, kind="link")
        self._action.hide()
        self._close = tool(_("Close the message"), "close", self.hide)
        self._close.setProperty("okr_icon_size", 14)
        box = QHBoxLayout(self)
        box.setContentsMargins(8, 4, 8, 4)
        box.setSpacing(8)
        for part in (self._sign, self._text, self._action, self._close):
            box.addWidget(part, 1 if isinstance(part, QLabel) else 0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def show_message(
        self,
        text: str,
        tone: str = "info",
        action: str = "",
        call: Callable[[], object] | None = None,
    ) -> None:
        """Show `text`; `action` is the word of a button that runs `call` and closes the bar."""
        self._text.setText(text)
        self._call = call
        self._action.setText(action)
        self._action.setVisible(bool(action))
        set_icon(self._sign, ICONS[tone], "accent" if tone == "info" else tone)
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setAccessibleName(text)
        self.show()
        _read_out(self)
        self._timer.stop()
        if SECONDS[tone]:
            self._timer.start((SECONDS[tone] + (8 if action else 0)) * 1000)

    def keep(self) -> None:
        """Make the message stay: it cannot be closed and does not leave."""
        self._timer.stop()
        self._close.hide()

    def text(self) -> str:
        """Return the message shown, empty where there is none."""
        return self._text.text() if not self.isHidden() else ""

    def _act(self) -> None:
        call = self._call
        self.hide()
        if call is not None:
            call()


def _read_out(bar: QFrame) -> None:
    """Have a screen reader say the message; imported here, because the first paint has none."""
    from PySide6.QtGui import QAccessible, QAccessibleEvent

    QAccessible.updateAccessibility(QAccessibleEvent(bar, QAccessible.Event.Alert))
