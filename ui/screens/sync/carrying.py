"""The sync file: what waits is written to a stick, and the server's answer is read from it."""

from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from okrdesk.i18n import N_, _, ngettext
from ui.operations import report
from ui.widgets.files import ask_file, ask_new_file

if TYPE_CHECKING:
    from ui.screens.sync.screen import SyncScreen

SUFFIX = ".okrsync"
QUESTIONS = N_("Sync files (*.okrsync)")
ANSWERS = N_("Sync files (*.okrsync *.okranswer);;All files (*)")


def answer_file(path: str) -> str:
    """Return `path` where it is a file that may be read as an answer; else ""."""
    return path if path and Path(path).is_file() else ""


class Carrying(QObject):
    """Writes and reads sync files for the screen; the status bar shows a long one."""

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__(screen)
        self._screen = screen
        self.desktop = screen.desktop

    def ask(self) -> None:
        """Ask for the answer file to read."""
        ask_file(self._screen, _("Read a sync file"), _(ANSWERS), self.read)

    def ask_where(self) -> None:
        """Ask where to write what waits."""
        name = f"okrdesk-{datetime.now().astimezone():%Y%m%d-%H%M}{SUFFIX}"
        ask_new_file(self._screen, _("Write a sync file"), name, _(QUESTIONS), self.write)

    def write(self, path: str) -> None:
        """Write all that waits into the file `path`."""
        future = self.desktop.application.write_bundle(Path(path))
        self._follow(_("Write a sync file"), future, lambda done: self._written(path, done))

    def read(self, path: str) -> None:
        """Store what the server answered in the file `path`."""
        future = self.desktop.application.read_bundle(Path(path))
        self._follow(_("Read a sync file"), future, self._read)

    def _follow(self, title: str, future: "Future[Any]", told: Any) -> None:
        self._screen.messages.hide()
        self.desktop.jobs.follow(title, future)

        def answer(done: "Future[Any]") -> None:
            error = done.exception()
            if error is not None:
                report(self._screen, error)
            else:
                told(done.result())
            self._screen.refresh_soon()

        self.desktop.watch(self._screen, future, answer)

    def _written(self, path: str, figures: Any) -> None:
        count = figures.sent
        text = ngettext(
            "{n} change was written to {file}. Take the file to the server; what it answers is read"
            " here.",
            "{n} changes were written to {file}. Take the file to the server; what it answers is"
            " read here.",
            count,
        )
        self._screen.tell(text.format(n=count, file=Path(path).name))

    def _read(self, figures: Any) -> None:
        counts = figures.counts
        text = _("The file was read: {received} items arrived, {refused} were not accepted.")
        said = text.format(received=figures.received, refused=counts.get("refused", 0))
        if counts.get("write_again"):
            said += " " + _("The server was restored from a backup: please write a new sync file.")
            self._screen.messages.show_message(said, "warn")
        else:
            self._screen.tell(said)
        if touched := getattr(figures, "touched", None):
            self.desktop.announce(touched)
