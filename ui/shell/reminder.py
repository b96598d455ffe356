"""The desktop reminder: a small window above all others, at the set hour of working days.

It takes no keyboard from what the person is doing elsewhere. Behind the lock it tells no content.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from okrdesk.domain.reminders import Reminded, is_time, to_tell
from okrdesk.i18n import _, ngettext
from ui.desktop import Desktop
from ui.operations import Query
from ui.shell.sources import load_reminders
from ui.widgets.buttons import button
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.reminders import Reminders

MINUTE_MS = 60_000
PAUSE = timedelta(minutes=15)
"""How long the database is left alone after it was asked."""
MEMORY = "reminded"
MARGIN = 16


def now() -> datetime:
    """Return the time of this computer."""
    return datetime.now().astimezone()


class Reminder(QObject):
    """Looks every minute whether it is time, asks no more often than `PAUSE`, shows what is due."""

    asked_for = Signal()

    def __init__(self, desktop: Desktop, owner: QWidget) -> None:
        super().__init__(owner)
        self._desktop = desktop
        self._owner = owner
        self.card: Card | None = None
        self._asked_at: datetime | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(MINUTE_MS)
        self._timer.timeout.connect(self.look)
        desktop.locked.connect(self._put_away)

    def start(self) -> None:
        """Look now, and from now on every minute."""
        self._asked_at = None
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._put_away()

    def look(self) -> None:
        """Ask for what is due where it is time to tell."""
        settings = self._desktop.settings
        is_open = self._desktop.application.state == "open"
        hour = settings.number("reminder_hour")
        is_wanted = bool(settings.get("reminds")) and self.card is None and is_open
        at = now()
        is_wanted = is_wanted and not self._asked_lately(at)
        if is_wanted and is_time(at, hour, self._reminded(), is_working_day=True):
            self._asked_at = at
            Query(load_reminders).success(self._tell).run(self._owner)

    def _asked_lately(self, at: datetime) -> bool:
        """Say whether it was asked within `PAUSE`; a clock that was set back does not count."""
        return self._asked_at is not None and timedelta() <= at - self._asked_at < PAUSE

    def _tell(self, found: "Reminders") -> None:
        at, reminded = now(), self._reminded()
        hour = self._desktop.settings.number("reminder_hour")
        if not is_time(at, hour, reminded, is_working_day=found.is_working_day):
            return
        fresh = to_tell(found.ids, at.date(), reminded)
        if not fresh or self.card is not None:
            return
        self._remember(reminded.told(at.date(), fresh))
        self.card = Card(text_of(found, frozenset(fresh)))
        self.card.opened.connect(self._open)
        self.card.put_off.connect(lambda: self._put_off(fresh))
        self.card.closed.connect(self._put_away)
        self.card.show_in_corner(self._owner)

    def _open(self) -> None:
        self._put_away()
        self.asked_for.emit()

    def _put_off(self, ids: list[str]) -> None:
        self._put_away()
        self._remember(self._reminded().snoozed(now(), ids))

    def _put_away(self) -> None:
        if self.card is not None:
            self.card.hide()
            self.card.deleteLater()
            self.card = None

    def _reminded(self) -> Reminded:
        return Reminded.read(self._desktop.settings.recall(MEMORY))

    def _remember(self, reminded: Reminded) -> None:
        self._desktop.settings.remember(MEMORY, dict(reminded.to_json()))


class Card(QFrame):
    """What is due, and three things to do about it."""

    opened = Signal()
    put_off = Signal()
    closed = Signal()

    def __init__(self, text: str) -> None:
        flags = Qt.WindowType
        super().__init__(None, flags.Tool | flags.FramelessWindowHint | flags.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setProperty("part", "card")
        self.setWindowTitle(_("Reminder"))
        self.setAccessibleName(_("Reminder"))
        self.text = label(text, wrap=True)
        self.open = button(_("Show what is due"), self.opened.emit, kind="primary")
        self.later = button(_("Remind me in an hour"), self.put_off.emit)
        self.close_ = button(_("Close"), self.closed.emit)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(12)
        column.addWidget(label(_("okrdesk reminds you"), "section"))
        column.addWidget(self.text)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for each in (self.close_, self.later, self.open):
            row.addWidget(each)
        column.addLayout(row)

    def show_in_corner(self, owner: QWidget) -> None:
        """Show it at the lower right of the screen that the window is on."""
        self.adjustSize()
        room = owner.screen().availableGeometry()
        self.move(room.right() - self.width() - MARGIN, room.bottom() - self.height() - MARGIN)
        self.show()


def text_of(found: "Reminders", fresh: frozenset[str]) -> str:
    """Return in one line how much of what is due was not told yet."""
    results = sum(id in fresh for id in found.key_result_ids)
    tasks = sum(id in fresh for id in found.task_ids)
    parts = []
    if results:
        told = ngettext(
            "{n} key result waits for a check-in.", "{n} key results wait for a check-in.", results
        )
        parts.append(told.format(n=results))
    if tasks:
        told = ngettext("{n} task is due or late.", "{n} tasks are due or late.", tasks)
        parts.append(told.format(n=tasks))
    if concluded := sum(id in fresh for id in found.conclusion_ids):
        told = ngettext(
            "{n} conclusion of a meeting is to be carried out.",
            "{n} conclusions of meetings are to be carried out.",
            concluded,
        )
        parts.append(told.format(n=concluded))
    return " ".join(parts)
