"""What the window does after each opening, while people already work."""

from collections.abc import Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from okrdesk.i18n import _
from ui.shell.warm_up import WarmUp, load_libraries

if TYPE_CHECKING:
    from ui.shell.window import Window


class Upkeep(QObject):
    """Makes today's backup and looks through the database file on other threads; imports ahead
    and tidies up.
    """

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._desktop = window.desktop
        self._warm_up: WarmUp | None = None

    def begin(self) -> None:
        """Start; the window tells of a failure, and of the last backup in its status bar."""
        application = self._desktop.application
        self._warm_up = WarmUp(self)
        self._warm_up.done.connect(self._load_libraries)
        self._desktop.watch(self, application.back_up_daily(), self._backed_up)
        self._desktop.watch(self, application.check(quick=True), self._checked)

    def end(self) -> None:
        """Import no more: the window closes, and soon no worker takes anything."""
        if self._warm_up is not None:
            self._warm_up.stop()

    def _load_libraries(self) -> None:
        self._warm_up = None
        self._desktop.application.work(load_libraries)

    def _backed_up(self, done: Future[Any]) -> None:
        error = done.exception()
        if error is not None:
            self._window.show_problem(error)
        self._desktop.watch(self, self._desktop.application.find_backups(), self._show_backup)
        self._clear_evidence()

    def _clear_evidence(self) -> None:
        """Remove what a run that was killed had opened of attached files."""
        from ui.checkin.evidence_files import EvidenceFolder

        try:
            EvidenceFolder.of(self._desktop)
        except OSError as error:
            self._window.show_problem(error)

    def _checked(self, done: Future[list[str]]) -> None:
        if done.exception() is None and done.result():
            self._window.messages.show_message(
                _("The database file is damaged. Restore the last backup before going on."),
                "bad",
                _("Show the backups"),
                lambda: self._window.show_screen("settings"),
            )

    def _show_backup(self, backups: Future[Sequence[Any]]) -> None:
        if backups.exception() is None and backups.result():
            self._window.status.show_backup(backups.result()[0].made_at.astimezone())
