"""Showing an attached file without a network: its bytes go from the encrypted store into a
temporary folder of this person, the system opens them, and the folder goes when the program ends.
"""

import hashlib
import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from okrdesk.domain.check_in import Evidence
from okrdesk.errors import Code, Fault
from okrdesk.i18n import _
from ui.desktop import Desktop
from ui.operations import Query, desktop_of, report
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


def open_evidence(owner: QWidget, evidence: Evidence) -> None:
    """Show a file attached to a check-in."""

    def read(desk: "Desk") -> bytes:
        from okrdesk.services.check_ins import read_evidence

        return read_evidence(desk, evidence.sha256)

    open_file(owner, evidence, read)


def open_file(owner: QWidget, evidence: HeldFile, read: Callable[["Desk"], bytes]) -> None:
    """Show a file that `read(desk)` returns in the program that the system has for it; a program
    is saved only.
    """

    def show(content: bytes) -> None:
        if is_program(evidence.name):
            save_as(owner, evidence, content)
            return
        try:
            file = EvidenceFolder.of(desktop_of(owner)).put(evidence, content)
        except OSError as error:
            report(owner, _not_written(evidence.name, error))
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            save_as(owner, evidence, content)

    Query(read).success(show).run(owner)


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
