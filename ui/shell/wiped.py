"""A computer whose data its server had destroyed: the window begins anew and says so.

It is heard of in a sync, in whatever else asks the server, at an attempt to open (another program
of this folder was told meanwhile), and from the note that stays, at a later start.
"""

from concurrent.futures import Future
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from okrdesk.app_sync import is_wiped
from okrdesk.errors import Code, Fault

if TYPE_CHECKING:
    from ui.shell.window import Window


class Wiped(QObject):
    """Brings the window to its first pages, open or locked as it was."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._desktop = window.desktop
        self._heard: BaseException | None = None
        self._desktop.sync.changed.connect(self._follow)

    def ask(self) -> None:
        """Look, at a start without an office, whether there was one that was destroyed."""
        application = self._desktop.application
        asked: Future[bool] = application.work(lambda _cancel: is_wiped(application.folder))
        self._desktop.watch(self, asked, self._answered)

    def begin_anew(self, error: BaseException) -> None:
        """Say that nothing can be read here any more, and show how to begin again."""
        covers = self._window.covers
        if not covers.is_first_run:
            self._desktop.application.lock()
            self._window.setWindowTitle("okrdesk")
            covers.show_first_run()
        if (cover := covers.cover) is not None:
            cover.show_problem(error)

    def _answered(self, asked: Future[bool]) -> None:
        if asked.exception() is None and asked.result():
            self.begin_anew(Fault(Code.DEVICE_REVOKED))

    def _follow(self) -> None:
        """Take it from a sync; once, for it stands until the next one."""
        standing = self._desktop.sync.standing
        if standing.error is not None and standing.is_wiped and standing.error is not self._heard:
            self._heard = standing.error
            self.begin_anew(standing.error)
