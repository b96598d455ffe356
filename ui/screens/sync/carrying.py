"""The sync file: what waits is written to a stick, and the server's answer is read from it."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from okrdesk.carrying import ENDING
from okrdesk.i18n import N_, _, ngettext
from ui.operations import Job
from ui.shell.jobs import Ticket
from ui.widgets.files import ask_file, ask_new_file

if TYPE_CHECKING:
    from okrdesk.carrying import Carried
    from ui.screens.sync.screen import SyncScreen

FILES = N_("Sync files (*.okrb)")


def local_file(path: str) -> str:
    """Return `path` where it is a file on this computer; else ""."""
    return path if path and Path(path).is_file() else ""


class Carrying(QObject):
    """Writes and reads sync files for the screen; the status bar shows a long one."""

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__(screen)
        self._screen = screen
        self.desktop = screen.desktop

    def ask(self) -> None:
        """Ask for the answer file to read."""
        ask_file(self._screen, _("Read a sync file"), _(FILES), self.read)

    def ask_where(self) -> None:
        """Ask where to write what waits."""
        name = f"okrdesk-{datetime.now().astimezone():%Y%m%d-%H%M}{ENDING}"
        ask_new_file(self._screen, _("Write a sync file"), name, _(FILES), self.write)

    def write(self, path: str) -> None:
        """Write all that waits into the file `path`."""
        application, file = self.desktop.application, Path(path)

        def call(_ticket: Ticket) -> "Carried":
            from okrdesk.carrying import write_file

            return write_file(application.sync_session, file)

        self._screen.messages.hide()
        Job(call, title=_("Write a sync file")).success(partial(self._written, file)).run(self)

    def read(self, path: str) -> None:
        """Store what the server answered in the file `path`."""
        application, file = self.desktop.application, Path(path)

        def call(_ticket: Ticket) -> "Carried":
            from okrdesk.carrying import read_file

            return read_file(application.sync_session, file)

        self._screen.messages.hide()
        Job(call, title=_("Read a sync file")).success(self._read).run(self)

    def _written(self, file: Path, carried: "Carried") -> None:
        text = ngettext(
            "{n} change was written to {file}.", "{n} changes were written to {file}.", carried.sent
        )
        if not carried.sent:
            text = _("No change waited; {file} asks the server for what is new.")
        told = (
            text.format(n=carried.sent, file=file.name),
            _files_text(carried),
            _("Take the file to the server. Its answer is read here: drop it on this screen."),
        )
        self._screen.tell(" ".join(filter(None, told)))
        self._screen.refresh_soon()

    def _read(self, carried: "Carried") -> None:
        text = _(
            "The file was read: the server has dealt with {sent} changes of this computer and sends"
            " {received} items."
        )
        refused = ngettext(
            "{n} change was not accepted: see Needs attention.",
            "{n} changes were not accepted: see Needs attention.",
            carried.refused,
        )
        declined = ngettext(
            "{n} attached file was not accepted: see Needs attention.",
            "{n} attached files were not accepted: see Needs attention.",
            carried.declined,
        )
        told = (
            text.format(sent=carried.sent, received=carried.received),
            _files_text(carried),
            refused.format(n=carried.refused) if carried.refused else "",
            declined.format(n=carried.declined) if carried.declined else "",
        )
        said = " ".join(filter(None, told))
        if carried.write_again:
            said += " " + _("The server was restored from a backup: please write a new sync file.")
            self._screen.messages.show_message(said, "warn")
        else:
            self._screen.tell(said)
        self.desktop.announce(carried.touched)
        self._screen.refresh_soon()


def _files_text(carried: "Carried") -> str:
    files = carried.files
    text = ngettext("{n} attached file went along.", "{n} attached files went along.", files)
    return text.format(n=files) if files else ""
