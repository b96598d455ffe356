"""The line below the top bar that stays while something about server and clock needs attention."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from okrdesk.i18n import _
from ui.problems import sentence_of
from ui.shell.messagebar import MessageBar
from ui.sync.words import clock_text, lease_text, revoked_text

if TYPE_CHECKING:
    from ui.sync.link import Standing, SyncLink


class Notice(MessageBar):
    """Says why syncing stopped for good, that one may only read, or that the clock is wrong."""

    sync_asked = Signal()

    def __init__(self, link: "SyncLink", parent: QWidget) -> None:
        super().__init__(parent)
        self._link = link
        link.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        text, tone = notice_of(self._link.standing, datetime.now().astimezone())
        if not text:
            self.hide()
        elif text != self.text():
            self.show_message(text, tone, _("Open the screen Sync"), self._ask)
            self.keep()

    def _ask(self) -> None:
        self.show()
        self.sync_asked.emit()


def notice_of(standing: "Standing", now: datetime) -> tuple[str, str]:
    """Return what has to be said, the gravest only, and its tone; "" where there is nothing."""
    if not standing.is_enrolled:
        return "", "info"
    if standing.is_revoked:
        return revoked_text(), "bad"
    if standing.is_stopped and standing.error is not None:
        return sentence_of(standing.error), "bad"
    if lease := lease_text(standing, now):
        return lease, "warn"
    return clock_text(standing.offset_ms), "warn"
