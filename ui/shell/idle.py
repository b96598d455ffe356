"""Notices when nobody uses the window: keys, clicks and wheel on any of its windows start the
clock anew.
"""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication, QWindow

USES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class IdleWatch(QObject):
    """Emits `idle` once after `minutes` without use.

    It filters the events of native windows only, a handful for each key, and not the thousands
    that widgets send to one another.
    """

    idle = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._minutes = minutes
        self._last = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(5_000)
        self._timer.timeout.connect(self.check)

    def start(self, application: "QGuiApplication") -> None:
        """Watch every window that gets the focus."""
        application.focusWindowChanged.connect(self._watch)
        self._watch(application.focusWindow())
        self.touch()
        self._timer.start()

    def stop(self) -> None:
        """Stop watching the clock."""
        self._timer.stop()

    def set_minutes(self, minutes: int) -> None:
        """Change how long is too long."""
        self._minutes = minutes

    def touch(self) -> None:
        """Start the clock anew."""
        self._last = time.monotonic()

    def check(self) -> None:
        """Emit `idle` when the time is over."""
        if time.monotonic() - self._last >= self._minutes * 60:
            self.touch()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a use, and let it pass."""
        if event.type() in USES:
            self._last = time.monotonic()
        return super().eventFilter(watched, event)

    def _watch(self, window: "QWindow | None") -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)
