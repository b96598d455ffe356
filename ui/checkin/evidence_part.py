"""The files that prove a value: chosen by a button or dropped, read at once, opened offline."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from okrdesk.domain.check_in import Evidence
from okrdesk.domain.numbers import format_decimal
from okrdesk.errors import Code, OkrError, Refused
from okrdesk.i18n import _, ngettext
from okrdesk.sentences import explain
from ui.checkin.evidence_files import open_file
from ui.checkin.ticks import FoldSection
from ui.operations import Job, report
from ui.shell.jobs import Ticket
from ui.widgets.buttons import button, tool
from ui.widgets.text import ElidedLabel, label

if TYPE_CHECKING:
    from okrdesk.services.check_ins import EvidenceFile

LIMIT_MB = 20
MB = 1024 * 1024


@dataclass(frozen=True)
class Attached:
    """A file read into memory, to be stored with the check-in; `path` is where it came from."""

    name: str
    path: str
    content: bytes


class EvidencePart(FoldSection):
    """Files to attach, and those attached before; `settled` once nothing is being read any more."""

    edited = Signal()
    settled = Signal()

    def __init__(self, before: Sequence[Evidence]) -> None:
        super().__init__(_("Evidence"), is_open=True)
        self._attached: list[Attached] = []
        self._reading: set[str] = set()
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        for one in before:
            self.inner.addLayout(self._stored_row(one))
        self.inner.addLayout(self._list)
        choose = button(_("Attach a file…"), self.choose, icon="evidence")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(choose)
        row.addWidget(label(_("or drop it here"), "muted"), 1)
        self.inner.addLayout(row)
        self.inner.addWidget(self._error)
        self.inner.addWidget(
            label(_("At most 20 MB. Attach nothing that holds a state secret."), "small", wrap=True)
        )

    def files(self) -> "tuple[EvidenceFile, ...]":
        """Return the files to attach."""
        from okrdesk.services.check_ins import EvidenceFile

        return tuple(EvidenceFile(one.name, one.content) for one in self._attached)

    def is_reading(self) -> bool:
        """Say whether a chosen file is still being read."""
        return bool(self._reading)

    def typed(self) -> list[str]:
        """Return where the chosen files lie."""
        return [one.path for one in self._attached] + sorted(self._reading)

    def restore(self, typed: Any) -> None:
        """Read again the files that were chosen."""
        self.attach([Path(path) for path in typed])

    def choose(self) -> None:
        """Ask for files."""
        dialog = QFileDialog(self, _("Attach a file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: self.attach([Path(path) for path in paths]))
        dialog.open()

    def attach(self, paths: Sequence[Path]) -> None:
        """Read files on a worker; one that is too large or unreadable is refused here."""
        self.set_error("")
        for path in paths:
            self._reading.add(str(path))
            Job(partial(_read, path), title=_("Read the file")).success(self._took).failure(
                partial(self._not_read, path)
            ).run(self)

    def set_error(self, sentence: str) -> None:
        """Show what is wrong with a file; empty takes it away."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        if sentence:
            self.set_open(True)

    def error(self) -> str:
        """Return the error shown, empty where there is none."""
        return self._error.text()

    def _took(self, attached: Attached) -> None:
        self._reading.discard(attached.path)
        if attached.path not in self.typed():
            self._attached.append(attached)
            self._show_list()
            self.edited.emit()
        self._settle()

    def _not_read(self, path: Path, error: BaseException) -> None:
        self._reading.discard(str(path))
        if isinstance(error, OkrError):
            self.set_error(explain(error))
        else:
            report(self, error)
        self._settle()

    def _settle(self) -> None:
        if not self._reading:
            self.settled.emit()

    def _remove(self, attached: Attached) -> None:
        self._attached.remove(attached)
        self._show_list()
        self.head.setFocus()
        self.edited.emit()

    def _show_list(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for one in self._attached:
            self._list.addWidget(self._new_row(one))
        count = len(self._attached)
        text = ngettext("{n} new file", "{n} new files", count).format(n=count) if count else ""
        self.set_note(text)

    def _new_row(self, attached: Attached) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(ElidedLabel(attached.name), 1)
        box.addWidget(label(size_text(len(attached.content)), "muted"))
        name = _("Remove {file}").format(file=attached.name)
        box.addWidget(tool(name, "delete", partial(self._remove, attached)))
        return row

    def _stored_row(self, evidence: Evidence) -> QHBoxLayout:
        box = QHBoxLayout()
        box.setSpacing(8)
        box.addWidget(ElidedLabel(evidence.name), 1)
        box.addWidget(label(size_text(evidence.size), "muted"))
        name = _("Open {file}").format(file=evidence.name)
        box.addWidget(tool(name, "open", partial(open_file, self, evidence)))
        return box


def size_text(size: int) -> str:
    """Return a size as people read it: "340 KB", "1,4 MB"."""
    if size < MB:
        return f"{max(1, round(size / 1024))}\u00a0KB"
    return f"{format_decimal(Decimal(size) / MB, 1)}\u00a0MB"


def _read(path: Path, _ticket: Ticket) -> Attached:
    try:
        size = path.stat().st_size
        if size > LIMIT_MB * MB:
            raise Refused(
                Code.FILE_TOO_LARGE,
                field="evidence",
                name=path.name,
                size=-(-size // MB),
                limit=LIMIT_MB,
            )
        return Attached(path.name, str(path), path.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refused(
            Code.FILE_UNREADABLE, field="evidence", file=path.name, reason=reason
        ) from error
