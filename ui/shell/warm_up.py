"""Importing ahead, in small steps between events, what the window opens later, so that no click
waits for it.

What is Qt's happens on the window's thread: PySide 6.11 makes a class of Qt when it is first named,
and crashes when two threads do so at once. The libraries for paper are loaded on a worker after it,
for a busy worker slows a screen that is being opened.
"""

import gc
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from threading import Event

from PySide6.QtCore import QObject, QTimer, Signal

PACKAGES = (
    "ui.checkin",
    "ui.screens.objectives",
    "ui.screens.tasks",
    "ui.screens.evaluation",
    "ui.screens.dashboard",
    "ui.screens.directives",
    "ui.shell",
    "ui.screens.forms",
    "ui.screens.sync",
    "ui.sync",
    "ui.screens.admin",
    "ui.screens",
)
"""In the order in which people come to need them."""
PAUSE_MS = 30
STEP_S = 0.006


class WarmUp(QObject):
    """Goes through `steps` in the pauses of the event loop; `done` before it deletes itself."""

    done = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps = steps()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(PAUSE_MS)

    def stop(self) -> None:
        """Go no further; `done` stays unsaid."""
        self._timer.stop()

    def _go_on(self) -> None:
        end = time.perf_counter() + STEP_S
        for _step in self._steps:
            if time.perf_counter() > end:
                return
        self._timer.stop()
        # All of it stays for good; the collector need not walk it again.
        gc.freeze()
        self.done.emit()
        self.deleteLater()


def steps() -> Iterator[None]:
    """Make Qt's classes one by one, then import our modules one by one.

    The first object of a private class of Qt, as in a QPlainTextEdit, makes PySide 6.11 make all
    classes that are left: 40 ms in which the window would stand still.
    """
    yield from _qt_classes()
    for package in PACKAGES:
        for found in iter_modules(import_module(package).__path__, f"{package}."):
            import_module(found.name)
            yield
    # Those of the Qt modules that came along.
    yield from _qt_classes()


def _qt_classes() -> Iterator[None]:
    for name, module in list(sys.modules.items()):
        if name.startswith("PySide6.Qt"):
            for each in dir(module):
                getattr(module, each)
                yield


def load_libraries(_cancel: Event) -> None:
    """Load Typst with its fonts, what draws QR codes, what fills a form, and the reader of PDF.

    For a worker. Without it the first preview of a session takes half as long again.
    """
    import pypdfium2  # noqa: F401
    import segno  # noqa: F401

    import okrdesk.forms.batch
    import okrdesk.forms.gathering  # noqa: F401
    from okrdesk.forms.render import shared_renderer

    shared_renderer()
