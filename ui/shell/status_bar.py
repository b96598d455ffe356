"""The status bar: where the data is, the last backup, and the running job with progress and
cancel.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from okrdesk.i18n import _
from ui.shell.jobs import Jobs, Running
from ui.theme.icons import set_icon
from ui.widgets.buttons import tool
from ui.widgets.text import ElidedLabel, label

if TYPE_CHECKING:
    from datetime import datetime


class StatusBar(QFrame):
    """One quiet line at the foot of the window."""

    def __init__(self, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("part", "status")
        self._jobs = jobs
        self._running: Running | None = None
        self._place = label(_("Working offline — the data is on this computer"), "small")
        self._backup = label("", "small")
        self._job = ElidedLabel("")
        self._job.setProperty("type", "small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(QSize(140, 6))
        self._bar.setAccessibleName(_("Progress of the running job"))
        self._cancel = tool(_("Cancel the running job"), "close", self._stop)
        self._cancel.setProperty("okr_icon_size", 14)
        box = QHBoxLayout(self)
        box.setContentsMargins(24, 2, 16, 2)
        box.setSpacing(12)
        box.addWidget(self._place)
        box.addWidget(self._backup)
        box.addWidget(self._job, 1)
        box.addWidget(self._bar)
        box.addWidget(self._cancel)
        self._minimum()
        jobs.changed.connect(self._show_jobs)
        self._show_jobs()

    def show_backup(self, when: "datetime | None") -> None:
        """Say when the last backup was made."""
        if when is None:
            self._backup.setText("")
            return
        from okrdesk.domain.dates import format_date

        moment = f"{when:%H:%M} {format_date(when.date())}"
        self._backup.setText("·   " + _("Last backup: {moment}").format(moment=moment))

    def _minimum(self) -> None:
        self.setMinimumHeight(self._cancel.sizeHint().height() + 4)

    def _show_jobs(self) -> None:
        shown = self._jobs.shown()
        self._running = shown[0] if shown else None
        busy = self._running is not None
        for part in (self._bar, self._cancel):
            part.setVisible(busy)
        if self._running is None:
            self._job.setText("")
            return
        ticket = self._running.ticket
        detail = ticket.text if ticket and ticket.text else ""
        more = f" (+{len(shown) - 1})" if len(shown) > 1 else ""
        self._job.setText(self._running.title + (f" — {detail}" if detail else "") + more)
        self._bar.setRange(0, ticket.total if ticket else 0)
        self._bar.setValue(ticket.done if ticket else 0)
        self._cancel.setEnabled(ticket is not None)
        set_icon(self._cancel, "close", "muted")

    def _stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self._cancel.setEnabled(False)
