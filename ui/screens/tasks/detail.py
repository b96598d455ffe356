"""The task at the cursor whole, below the grid: its facts beside what happened to it."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from okrdesk.errors import Code, OkrError
from okrdesk.i18n import N_, _
from ui.actions import ActionSet
from ui.operations import Latest, Query, report
from ui.screens.tasks import load, wording
from ui.screens.tasks.text import write_course, write_facts
from ui.theme.tokens import tokens_of
from ui.widgets.buttons import tool
from ui.widgets.empty import EmptyState
from ui.widgets.reading import Reading
from ui.widgets.text import ElidedLabel, label

_SETTLE_MS = 60
"""Running through the grid by keyboard reads only what one stays on."""
_BUTTONS = {
    "judge": N_("Decide on the cause…"),
    "accept": N_("Accept"),
    "return": N_("Give back…"),
    "deliver": N_("Deliver…"),
    "fault": N_("Error, delay…"),
    "cause": N_("Objective cause…"),
}
"""What is nearest to hand, the most pressing first, with a short word each."""
_MOST = 3
_TITLE_LETTERS = 40


class DetailPane(QFrame):
    """Reads and shows one task; `linked(address)` follows a link in its text.

    Buttons show only what can be done with the task now.
    """

    linked = Signal(str)
    menu_asked = Signal()

    def __init__(self, actions: ActionSet) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.detail: Any = None
        self._id = ""
        self._latest = Latest()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self.refresh)
        self.title = ElidedLabel("")
        self.title.setProperty("type", "section")
        self.state = label("")
        self.facts = Reading(_("Facts of the task"))
        self.course = Reading(_("What happened to the task"))
        self._actions = actions
        self._buttons: dict[str, QPushButton] = {}
        self.pages = QStackedWidget()
        self._page = self._task_page()
        self._guide: QWidget = QWidget()
        self._guide_of: tuple[Any, ...] = ()
        self.pages.addWidget(self._guide)
        self.pages.addWidget(self._page)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 8, 16, 8)
        box.addWidget(self.pages)
        for reading in (self.facts, self.course):
            reading.linked.connect(self.linked)

    def guide(self, listed: load.Listed, may_add: bool) -> None:
        """Take what to say where no task is at the cursor."""
        asked = (bool(listed.rows), listed.wanted, may_add)
        if asked != self._guide_of:
            self._guide_of = asked
            self.pages.removeWidget(self._guide)
            self._guide.deleteLater()
            self._guide = _guide(*asked)
            self.pages.addWidget(self._guide)
        self._show_page()

    def show_task(self, row: Any) -> None:
        """Show a task in a moment; None shows what can be done here."""
        id = "" if row is None else row.id
        if id != self._id:
            self._id, self.detail = id, None
            self._latest.only(lambda _reply: None)
        if row is None:
            self._timer.stop()
        else:
            self._timer.start()
        self._show_page()

    def refresh(self) -> None:
        """Read the task anew."""
        if self._id:
            took = self._latest.only(partial(self._fill, self._id))
            query: Query[Any] = Query(partial(load.detail, self._id))
            query.success(took).failure(partial(self._failed, self._id)).run(self)

    def _fill(self, id: str, detail: Any) -> None:
        if id != self._id:
            return
        self.detail = detail
        row = detail.row
        self.title.setText(row.title)
        self.state.setText(wording.state(row))
        palette = QPalette(self.palette())
        tone = wording.STATE_TONES.get(row.state, "text")
        colour = QColor(getattr(tokens_of(self.palette()), tone))
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self.state.setPalette(palette)
        self.facts.show_text(partial(write_facts, detail))
        self.course.show_text(partial(write_course, detail))
        self._actions.update()
        self._offer()
        self._show_page()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer as many buttons as leave the title its room."""
        super().resizeEvent(event)
        if self.detail is not None:
            self._offer()

    def _offer(self) -> None:
        """Show the most pressing buttons of what is possible; the others are in the menu."""
        room = self.width() - self.state.sizeHint().width() - self.more.sizeHint().width()
        room -= self.fontMetrics().averageCharWidth() * _TITLE_LETTERS
        shown = 0
        for name, made in self._buttons.items():
            is_possible = self._actions.live(f"task.{name}").isEnabled() and shown < _MOST
            room -= made.sizeHint().width() + 8 if is_possible else 0
            made.setVisible(is_possible and room > 0)
            shown += is_possible

    def _failed(self, id: str, error: BaseException) -> None:
        """Let go of what is there no more, as after an undone addition."""
        if id == self._id:
            self._id, self.detail = "", None
            self._show_page()
            if not (isinstance(error, OkrError) and error.code is Code.NOT_FOUND):
                report(self, error)

    def _show_page(self) -> None:
        self.pages.setCurrentWidget(self._page if self._id else self._guide)

    def _task_page(self) -> QWidget:
        page = QWidget()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.state)
        for name, word in _BUTTONS.items():
            made = self._buttons[name] = self._actions.button(f"task.{name}")
            made.setAccessibleName(made.text())
            made.setText(_(word))
            made.hide()
            head.addWidget(made)
        self.more = tool(_("More to do with the task"), "more", self.menu_asked.emit)
        head.addWidget(self.more)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.setHandleWidth(16)
        across.setStyleSheet("QSplitter::handle { background: transparent; }")
        across.addWidget(self.facts)
        across.addWidget(self.course)
        across.setStretchFactor(0, 1)
        across.setStretchFactor(1, 1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(across, 1)
        return page


def _guide(has_rows: bool, wanted: load.Wanted, may_add: bool) -> EmptyState:
    """Return what stands here while the cursor is on no task."""
    if wanted.state == load.WAITING:
        text = _("Tasks to accept and objective causes to decide on appear here by themselves.")
        return EmptyState("inbox", _("Nothing waits for your word"), text)
    if not may_add:
        text = _("Choose other days, another person, or clear the filters above.")
        return EmptyState("table", _("No tasks here"), text)
    if not has_rows and (wanted.text or wanted.state):
        text = _("Look for fewer words, or show everything again.")
        return EmptyState("filter", _("No task matches the filters"), text)
    title = _("A new row") if has_rows else _("No tasks in these days yet")
    text = _(
        "Type what is to be done into the empty row; Tab goes to the next cell, Enter writes the "
        "row. Or paste rows from Excel with Ctrl+V. Ctrl+R repeats the row above."
    )
    return EmptyState("edit", title, text)
