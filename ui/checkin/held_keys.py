"""Keys pressed between two windows' contents: held for the few milliseconds, then given on.

Whoever types "12 Enter 15 Enter" faster than the disk answers must find 15 in the second field, and
not in the first one.
"""

from collections import deque

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})


class HeldKeys(QObject):
    """Holds every key press of the program between `hold` and `release` or `drop`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys: deque[QKeyEvent] = deque()
        self._holding = False

    def hold(self) -> None:
        """Keep keys from everybody."""
        application = QCoreApplication.instance()
        if not self._holding and application is not None:
            self._holding = True
            application.installEventFilter(self)

    def stop(self) -> None:
        """Hold no more, but keep what was pressed for `release`.

        Before a page is built: no key arrives meanwhile, and looking at the thousands of events of
        its widgets takes as long as a fifth of the building.
        """
        application = QCoreApplication.instance()
        if self._holding and application is not None:
            self._holding = False
            application.removeEventFilter(self)

    def drop(self) -> None:
        """Stop holding, and forget what was pressed."""
        self.stop()
        self._keys.clear()

    def release(self, target: QWidget) -> None:
        """Stop holding, and give the keys to what has the focus, or else to `target`.

        A key may start another hold; the rest then waits for the next release.
        """
        self.stop()
        while self._keys and not self._holding:
            QApplication.sendEvent(QApplication.focusWidget() or target, self._keys.popleft())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep key presses, swallow what belongs to them."""
        if event.type() not in KEYS:
            return super().eventFilter(watched, event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._keys.append(event.clone())
        event.accept()
        return True
