"""Showing an attached file: its bytes go from the encrypted store into a temporary folder of this
person, the system opens them, and the folder goes when the program ends. A file that is not in the
store yet is brought from the server.
"""

import hashlib
import os
import shutil
import tempfile
import weakref
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from okrdesk.errors import Code, Fault, Refused
from okrdesk.i18n import _
from ui.desktop import Desktop
from ui.operations import Job, Query, desktop_of, report
from ui.widgets.files import ask_new_file

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

PROGRAMS = frozenset(
    {
        *("appimage", "bat", "cmd", "com", "cpl", "desktop", "exe", "hta", "jar", "js", "jse"),
        *("lnk", "msc", "msi", "msp", "pif", "ps1", "py", "reg", "scr", "sh", "url", "vb"),
        *("vbe", "vbs", "wsf", "wsh"),
    }
)
"""Kinds of file that would run instead of being shown; they are only saved, never opened."""


class HeldFile(Protocol):
    """A file in the encrypted store."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def sha256(self) -> str:
        """The hash of its bytes."""


class EvidenceFolder(QObject):
    """The temporary folder of one data folder's program; made at the first use, then removed.

    Its name follows from the data folder, which only one program has open: what an earlier one left
    behind when it was killed is removed first.
    """

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self.path = place_of(desktop.application.folder)
        if self.path.exists():
            shutil.rmtree(self.path)
        self.path.mkdir(mode=0o700)
        self.remove = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
        self.destroyed.connect(self.remove)

    @classmethod
    def of(cls, desktop: Desktop) -> "EvidenceFolder":
        """Return the folder of `desktop`, made when there is none."""
        return desktop.findChild(cls) or cls(desktop)

    def put(self, evidence: HeldFile, content: bytes) -> Path:
        """Write the file, for reading only, and return where."""
        place = self.path / evidence.sha256[:12]
        place.mkdir(exist_ok=True, mode=0o700)
        file = place / plain_name(evidence.name)
        if not file.exists():
            file.write_bytes(content)
            file.chmod(0o400)
        return file


def place_of(data_folder: Path) -> Path:
    """Return where the files of a data folder are opened: in memory where the system has that."""
    name = hashlib.sha256(str(data_folder).encode()).hexdigest()[:16]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    base = Path(runtime) if runtime and Path(runtime).is_dir() else Path(tempfile.gettempdir())
    return base / f"okrdesk-{name}"


def plain_name(name: str) -> str:
    """Return a name that stays within its folder, whatever was written in it."""
    last = PurePath(name.replace("\\", "/")).name
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')
    return kept.strip(". ")[-120:] or "file"


def is_program(name: str) -> bool:
    """Say whether opening a file of this name would run it."""
    return PurePath(plain_name(name)).suffix.lstrip(".").lower() in PROGRAMS


def open_file(owner: QWidget, file: HeldFile) -> None:
    """Show a file in the program that the system has for it, brought from the server first where it
    is not here yet; a program is saved only.
    """
    show = partial(_show, owner, file)
    Query(partial(_read, file.sha256)).success(show).failure(partial(_bring, owner, file)).run(
        owner
    )


def _read(sha256: str, desk: "Desk") -> bytes:
    from okrdesk.services.held_files import read_file

    return read_file(desk, sha256)


def _bring(owner: QWidget, file: HeldFile, error: BaseException) -> None:
    """Ask the server for the file that is not here, and show it once it is."""
    application = desktop_of(owner).application
    if not isinstance(error, Refused) or error.code is not Code.FILE_NOT_HERE:
        report(owner, error)
        return

    def show(_done: None) -> None:
        Query(partial(_read, file.sha256)).success(partial(_show, owner, file)).run(owner)

    Job(
        lambda ticket: application.fetch_file(file.sha256, lambda: ticket.cancelled),
        title=_("Fetch {name}").format(name=file.name),
    ).success(show).run(owner)


def _show(owner: QWidget, file: HeldFile, content: bytes) -> None:
    if is_program(file.name):
        save_as(owner, file, content)
        return
    try:
        place = EvidenceFolder.of(desktop_of(owner)).put(file, content)
    except OSError as error:
        report(owner, _not_written(file.name, error))
        return
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(place))):
        save_as(owner, file, content)


def save_as(owner: QWidget, evidence: HeldFile, content: bytes) -> None:
    """Ask where to save the file; nothing is opened."""

    def write(path: str) -> None:
        try:
            Path(path).write_bytes(content)
        except OSError as error:
            report(owner, _not_written(path, error))

    ask_new_file(owner, _("Save the file"), plain_name(evidence.name), _("All files (*)"), write)


def _not_written(name: str, error: OSError) -> Fault:
    return Fault(Code.FILE_NOT_WRITTEN, file=name, reason=error.strerror or str(error))
