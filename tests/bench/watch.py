"""A watch on the event loop: how long the window answered to nothing."""

import time

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 2


class Watch(QObject):
    """Beats in the event loop and notes the longest gap between two beats, by step."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.step = "open"
        self.longest: dict[str, float] = {}
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def _beat(self) -> None:
        now = time.perf_counter()
        gap = now - self._last - BEAT_MS / 1000
        self.longest[self.step] = max(gap, self.longest.get(self.step, 0.0))
        self._last = now
