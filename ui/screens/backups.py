"""The list of backups: make one, look what is in one, and restore it after reading what that
means.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from okrdesk.domain.dates import format_moment
from okrdesk.domain.numbers import format_decimal
from okrdesk.i18n import N_, _
from ui.operations import desktop_of, report
from ui.screens.restore import RestoreDialog
from ui.widgets.buttons import button
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

COUNTED = (
    ("objective", N_("objectives")),
    ("key_result", N_("key results")),
    ("check_in", N_("check-ins")),
    ("person", N_("people")),
)


@dataclass(frozen=True)
class BackupRow:
    """One backup as the table shows it."""

    id: str
    path: Path
    made_at: datetime
    counts: dict[str, int]
    size: int


def moment(row: BackupRow) -> str:
    """Return when the backup was made, in local time."""
    return format_moment(row.made_at)


def contents(row: BackupRow) -> str:
    """Return what is in the backup: "40 objectives, 140 key results, …"."""
    return ", ".join(f"{format_decimal(row.counts.get(key, 0))} {_(name)}" for key, name in COUNTED)


COLUMNS = (
    Column("made", N_("Made"), moment, width=17),
    Column("contents", N_("What is in it"), contents, width=0),
    Column("size", N_("Size (MB)"), lambda row: megabytes(row.size), width=9, right=True),
)


def megabytes(size: int) -> str:
    """Return a size in bytes as megabytes with one decimal."""
    return f"{size / 1_000_000:.1f}".replace(".", ",")


class Backups(QWidget):
    """The part of the settings screen that is about backups."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.desktop = desktop_of(parent)
        self.model = RowModel(COLUMNS, self)
        self.table = TableView(_("Backups"), "backups", self)
        self.table.set_model(self.model)
        self.table.setMinimumHeight(180)
        self.table.selectionModel().selectionChanged.connect(lambda *_both: self._follow())
        self.make = button(_("Back up now"), self._back_up, icon="backup")
        self.restore = button(_("Restore…"), self._ask, icon="restore")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.make)
        row.addWidget(self.restore)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(label(_("Backups"), "section"))
        box.addWidget(
            label(_("One is made by itself every day that okrdesk is used."), "muted", wrap=True)
        )
        box.addWidget(self.table)
        box.addLayout(row)
        self._follow()

    def refresh(self) -> None:
        """Ask for the backups there are."""
        self.desktop.watch(self, self.desktop.application.find_backups(), self._show)

    def _show(self, done: Future[Sequence[Any]]) -> None:
        error = done.exception()
        if error is not None:
            report(self, error)
            return
        self.model.set_rows(
            [
                BackupRow(str(info.path), info.path, info.made_at, dict(info.counts), info.size)
                for info in done.result()
            ]
        )
        self._follow()

    def _follow(self) -> None:
        self.restore.setEnabled(len(self.table.selected_rows()) == 1)

    def _back_up(self) -> None:
        self.make.setEnabled(False)
        future = self.desktop.application.back_up()
        self.desktop.jobs.follow(_("Back up now"), future)
        self.desktop.watch(self, future, self._made)

    def _made(self, done: Future[Any]) -> None:
        self.make.setEnabled(True)
        error = done.exception()
        if error is not None:
            report(self, error)
            return
        self._tell(_("The backup was made and read back."))
        self.refresh()

    def _ask(self) -> None:
        row: BackupRow | None = self.model.row(self.table.selected_rows()[0])
        if row is None:
            return
        dialog = RestoreDialog(moment(row), contents(row), row.path, self)
        dialog.saved.connect(lambda _none: self._tell(_("The backup was restored.")))
        dialog.open()

    def _tell(self, text: str) -> None:
        node = self.parentWidget()
        while node is not None:
            tell = getattr(node, "tell", None)
            if callable(tell):
                tell(text)
                return
            node = node.parentWidget()
