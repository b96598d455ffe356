"""The one crossing from other threads to the window: a mailbox emptied by a single queued signal.

The signal carries no Python object, so nothing is converted or counted across threads; the calls
wait in a deque until the window's thread takes them.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

Call = Callable[[], None]


class Bridge(QObject):
    """Runs calls, posted from any thread, on the window's thread and in the order of arrival."""

    _rang = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inbox: deque[Call] = deque()
        self._is_open = True
        self._rang.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Call) -> None:
        """Run `call` soon on the window's thread; safe from any thread, silent once the window
        is gone.
        """
        self._inbox.append(call)
        if shiboken6.isValid(self):
            self._rang.emit()

    def close(self) -> None:
        """Drop what still arrives: the window is going away."""
        self._is_open = False
        self._inbox.clear()

    def watch(self, future: Future[Any], reply: Callable[[Future[Any]], None]) -> None:
        """Hand `future` to `reply` on the window's thread when it is done."""
        future.add_done_callback(lambda done: self.post(lambda: reply(done)))

    def _deliver(self) -> None:
        while self._inbox and self._is_open:
            self._inbox.popleft()()
