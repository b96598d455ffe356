"""What of the evaluations waits for a word, on Hôm nay: one line each, which opens its page."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from okrdesk.domain.dates import format_date
from okrdesk.i18n import _, ngettext
from ui.desktop import Desktop, Touched
from ui.operations import Latest, Query
from ui.screens.evaluation.wording import inside
from ui.theme.icons import set_icon
from ui.widgets.buttons import button

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.evaluation_lists import OwnRow

AHEAD_DAYS = 7
"""How many days before its due day the own evaluation is called to mind."""
_WATCHES = frozenset({"evaluation", "score", "step", "period", "post", "role_grant"})


@dataclass(frozen=True)
class Waiting:
    """How many wait for one's decision, and the own sheet to send next, if any."""

    to_decide: int = 0
    period_id: str = ""
    period: str = ""
    due_on: date | None = None
    is_late: bool = False
    is_returned: bool = False


def find_waiting(desk: "Desk") -> Waiting:
    """Return what waits for the person at the desk; the own sheet that is due first."""
    from okrdesk.services.evaluation_lists import count_inbox, find_own

    today = desk.today()
    due = [row for row in find_own(desk) if is_due(row, today)]
    count = count_inbox(desk)
    if not due:
        return Waiting(count)
    first = min(due, key=lambda row: row.period.dues.self_due_on or row.period.end_on)
    period, due_on = first.period, first.period.dues.self_due_on
    is_late = due_on is not None and due_on < today
    return Waiting(count, period.id, period.name, due_on, is_late, first.is_returned)


class WaitingEvaluations(QWidget):
    """Two lines at most; away where nothing waits. Reads by itself what it shows."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self.desktop = desktop
        self._latest = Latest()
        self._waiting = Waiting()
        self._is_stale = True
        self.own = button("", self._open_own, kind="link")
        self.inbox = button(
            "", partial(self.desktop.go.emit, "evaluation", "inbox", "first"), kind="link"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for line, sign in ((self.own, "evaluation"), (self.inbox, "inbox")):
            set_icon(line, sign, "accent")
            line.hide()
            column.addWidget(line)
        desktop.changed.connect(self._on_changed)
        desktop.opened.connect(self._read_soon)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what became stale while hidden."""
        super().showEvent(event)
        if self._is_stale:
            self._read_soon()

    def show_waiting(self, waiting: Waiting) -> None:
        """Say what waits."""
        self._waiting = waiting
        self.own.setText(own_text(waiting))
        self.own.setVisible(bool(waiting.period_id))
        is_pressing = waiting.is_late or waiting.is_returned
        set_icon(self.own, "evaluation", "warn" if is_pressing else "accent")
        text = ngettext(
            "{n} evaluation waits for your decision",
            "{n} evaluations wait for your decision",
            waiting.to_decide,
        )
        self.inbox.setText(text.format(n=waiting.to_decide))
        self.inbox.setVisible(waiting.to_decide > 0)

    def _on_changed(self, touched: Touched) -> None:
        if any(entity in _WATCHES for entity, _id in touched):
            self._read_soon()

    def _read_soon(self, _opened: object = None) -> None:
        self._is_stale = True
        if self.isVisible() and self.desktop.application.state == "open":
            self._is_stale = False
            Query(find_waiting).success(self._latest.only(self.show_waiting)).run(self)

    def _open_own(self) -> None:
        self.desktop.go.emit("evaluation", "own", self._waiting.period_id)


def own_text(waiting: Waiting) -> str:
    """Return the line of the own sheet: returned, or by when to send it."""
    period = inside(waiting.period)
    if waiting.is_returned:
        return _("Your evaluation of {period} was returned").format(period=period)
    if waiting.due_on is None:
        return _("Your evaluation of {period} is to be sent").format(period=period)
    late, soon = (
        _("Your evaluation of {period} was to be sent by {date}"),
        _("Send your evaluation of {period} by {date}"),
    )
    text = late if waiting.is_late else soon
    return text.format(period=period, date=format_date(waiting.due_on))


def is_due(row: "OwnRow", today: date) -> bool:
    """Say whether an own sheet is to be sent soon, or was returned."""
    if not row.is_own_turn:
        return False
    due_on = row.period.dues.self_due_on or row.period.end_on
    return row.is_returned or due_on - today <= timedelta(days=AHEAD_DAYS)
