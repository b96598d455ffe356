"""A window whose PC (`tests.bench.behind`) catches up with its server while somebody looks."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, QTimer

from tests.bench.children import shows_rows
from tests.bench.watch import Watch

_CALM_S = 3.0
"""So long the window has been at rest: what it loads ahead after opening is there."""
_NOTICED = 0.03
_REST_S = 1.0


class Follower(QObject):
    """Lets `window` synchronise with the server at `url`, then calls `ended(gap, rows)`."""

    def __init__(self, window: Any, url: str, ended: Callable[[float, int], object]) -> None:
        super().__init__(window)
        self._window = window
        self._url = url
        self._ended = ended
        self._watch = Watch(self)
        self._began = time.monotonic()
        self._synced: Future[Any] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(20)
        window.show_screen("today")

    def _look(self) -> None:
        """Begin where the window is at rest; end some time after the sync, when it is so again."""
        now = time.monotonic()
        if self._watch.longest.pop("open", 0.0) > _NOTICED or not shows_rows(self._window):
            self._began = now
        if now - self._began < _CALM_S:
            return
        if self._synced is None:
            self._watch.step, self._synced = "sync", Future()
            Thread(target=self._sync, daemon=True).start()
        elif self._synced.done() and self._watch.step == "sync":
            self._watch.step = "after"
            self._began = now - _CALM_S + _REST_S
        elif self._watch.step == "after":
            self._timer.stop()
            longest = self._watch.longest
            gap = max(longest["sync"], longest["after"])
            self._ended(gap, self._synced.result().received)

    def _sync(self) -> None:
        application = self._window.desktop.application
        assert self._synced is not None
        try:
            application.sync_session.move(self._url)
            self._synced.set_result(application.sync_now().result())
        except Exception as error:  # noqa: BLE001 - raised where the program ends
            self._synced.set_exception(error)
