"""The status bar: how one stands with the server, the last backup, and the running job with
progress and cancel.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from okrdesk.i18n import _
from ui.shell.jobs import GRACE_SECONDS, Jobs, Running
from ui.sync.words import line_of
from ui.theme.icons import set_icon
from ui.widgets.buttons import button, tool
from ui.widgets.text import ElidedLabel, label

if TYPE_CHECKING:
    from datetime import datetime

    from ui.sync.link import Standing, SyncLink

JOB_LETTERS = 48


class StatusBar(QFrame):
    """One quiet line at the foot of the window; `sync_asked` when its first part is pressed."""

    sync_asked = Signal()

    def __init__(self, jobs: Jobs, link: "SyncLink", parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("part", "status")
        self._jobs = jobs
        self._link = link
        self._running: Running | None = None
        self._shows_sync = False
        self._line = ""
        self.place = button("", self.sync_asked.emit, kind="status")
        self.place.setMinimumWidth(1)  # a long line is cut, and does not widen the window
        self.place.setProperty("okr_icon_size", 14)
        self._backup = label("", "small")
        self._job = ElidedLabel("")
        self._job.setProperty("type", "small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(QSize(140, 6))
        self._bar.setAccessibleName(_("Progress of the running job"))
        self._cancel = tool(_("Cancel the running job"), "close", self._stop)
        self._cancel.setProperty("okr_icon_size", 14)
        self._box = box = QHBoxLayout(self)
        box.setContentsMargins(18, 2, 16, 2)
        box.setSpacing(12)
        box.addWidget(self.place)
        box.addWidget(self._backup)
        box.addWidget(self._job, 1)
        box.addWidget(self._bar)
        box.addWidget(self._cancel)
        self._minimum()
        jobs.changed.connect(self._show_jobs)
        link.changed.connect(self._show_standing)
        self._grace = QTimer(self)
        self._grace.setSingleShot(True)
        self._grace.setInterval(round(GRACE_SECONDS * 1000))
        self._grace.timeout.connect(self._show_jobs)
        self._show_standing()

    def _show_standing(self) -> None:
        """Say how one stands with the server."""
        standing = self._link.standing
        self._line = line_of(standing)
        self.place.setAccessibleName(self._line)
        needs = standing.is_stopped or standing.attention > 0
        role = "warn" if needs else "good" if standing.is_online else "muted"
        set_icon(self.place, _icon_of(standing, needs=needs), role)
        if not standing.is_syncing:
            self._grace.stop()
        elif not self._shows_sync and not self._grace.isActive():
            self._grace.start()
        self._show_jobs()
        self._fit()

    def show_backup(self, when: "datetime | None") -> None:
        """Say when the last backup was made."""
        if when is None:
            self._backup.setText("")
            return
        from okrdesk.domain.dates import format_date

        moment = f"{when:%H:%M} {format_date(when.date())}"
        self._backup.setText("·   " + _("Last backup: {moment}").format(moment=moment))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the last backup out where there is no room for it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._fit_line()
        room = self.width() - self.place.sizeHint().width() - self._bar.width()
        job = JOB_LETTERS * self.fontMetrics().averageCharWidth()
        self._backup.setVisible(self._backup.sizeHint().width() + job < room)

    def _fit_line(self) -> None:
        """Cut the line where it is longer than its room; then it is the tooltip, whole."""
        metrics, margins = self.place.fontMetrics(), self._box.contentsMargins()
        around = self.place.sizeHint().width() - metrics.horizontalAdvance(self.place.text())
        room = self.width() - margins.left() - margins.right() - around
        if not self._bar.isHidden():
            room -= self._bar.width() + self._cancel.sizeHint().width() + 3 * self._box.spacing()
        shown = metrics.elidedText(self._line, Qt.TextElideMode.ElideRight, max(0, room))
        self.place.setText(shown)
        self.place.setToolTip(_("Open the screen Sync") if shown == self._line else self._line)

    def _minimum(self) -> None:
        self.setMinimumHeight(self._cancel.sizeHint().height() + 4)

    def _show_jobs(self) -> None:
        shown = self._jobs.shown()
        self._running = shown[0] if shown else None
        standing = self._link.standing
        self._shows_sync = standing.is_syncing and (self._shows_sync or not self._grace.isActive())
        busy = self._running is not None or self._shows_sync
        for part in (self._bar, self._cancel):
            part.setVisible(busy)
        if self._running is not None:
            self._show_running(self._running, len(shown) - 1)
        elif self._shows_sync:
            self._show_progress(_("Sync"), standing.text, (standing.done, standing.total))
            self._cancel.setEnabled(True)
        else:
            self._job.setText("")

    def _show_running(self, running: Running, others: int) -> None:
        ticket = running.ticket
        detail = ticket.text if ticket and ticket.text else ""
        more = f" (+{others})" if others else ""
        self._show_progress(
            running.title, detail + more, (ticket.done, ticket.total) if ticket else (0, 0)
        )
        self._cancel.setEnabled(ticket is not None)

    def _show_progress(self, title: str, detail: str, done: tuple[int, int]) -> None:
        self._job.setText(title + (f" — {detail}" if detail else ""))
        self._bar.setRange(0, done[1])
        self._bar.setValue(done[0])
        set_icon(self._cancel, "close", "muted")

    def _stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
        else:
            self._link.cancel()
        self._cancel.setEnabled(False)


def _icon_of(standing: "Standing", *, needs: bool) -> str:
    if not standing.is_enrolled:
        return "device"
    return "warning" if needs else "sync"
