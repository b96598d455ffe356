"""The item at the cursor whole: what it asks for beside what stands behind it."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from okrdesk.errors import Code, OkrError
from okrdesk.i18n import N_, _
from ui.actions import ActionSet
from ui.operations import Latest, Query, report
from ui.screens.directives import load
from ui.screens.directives.text import write_behind, write_facts
from ui.widgets.empty import EmptyState
from ui.widgets.reading import Reading
from ui.widgets.text import ElidedLabel

_SETTLE_MS = 60
"""Running through the table by keyboard reads only what one stays on."""
_SIDE_LETTERS = 60
_BUTTONS = {
    "item.objective": N_("Objective"),
    "item.key-result": N_("KR of it"),
    "item.task": N_("Task"),
}


class ItemPane(QFrame):
    """Reads and shows one item; `linked(address)` follows a link in its text."""

    linked = Signal(str)

    def __init__(self, actions: ActionSet) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.view: load.ItemView | None = None
        self._actions = actions
        self._id = ""
        self._latest = Latest()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self.refresh)
        self.title = ElidedLabel("")
        self.title.setProperty("type", "section")
        self.facts = Reading(_("What the directive asks for"))
        self.behind = Reading(_("What stands behind it"))
        self.pages = QStackedWidget()
        text = _("Choose a task in the table above; what stands behind it appears here.")
        self._nothing = EmptyState("tree", _("No task chosen"), text)
        self._page = self._item_page()
        self.pages.addWidget(self._nothing)
        self.pages.addWidget(self._page)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 8, 16, 8)
        box.addWidget(self.pages)
        for reading in (self.facts, self.behind):
            reading.linked.connect(self.linked)

    def show_item(self, item_id: str) -> None:
        """Show an item in a moment; an empty id shows that none is chosen."""
        if item_id != self._id:
            self._id, self.view = item_id, None
            self._latest.only(lambda _reply: None)
        if item_id:
            self._timer.start()
        else:
            self._timer.stop()
            self.pages.setCurrentWidget(self._nothing)

    def refresh(self) -> None:
        """Read the item anew."""
        if self._id:
            took = self._latest.only(self._fill)
            query = Query(partial(load.item_view, self._id))
            query.success(took).failure(self._failed).run(self)

    def _fill(self, view: load.ItemView) -> None:
        self.view = view
        self.title.setText(view.detail.row.item.title)
        self.facts.show_text(partial(write_facts, view))
        self.behind.show_text(partial(write_behind, view))
        self.pages.setCurrentWidget(self._page)
        self._actions.update()

    def _failed(self, error: BaseException) -> None:
        """Let go of what is there no more, as after an undone addition."""
        self._id, self.view = "", None
        self.pages.setCurrentWidget(self._nothing)
        if not (isinstance(error, OkrError) and error.code is Code.NOT_FOUND):
            report(self, error)

    def _item_page(self) -> QWidget:
        page = QWidget()
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.setHandleWidth(16)
        across.setStyleSheet("QSplitter::handle { background: transparent; }")
        for at, side in enumerate((self.facts, self._behind_side())):
            across.addWidget(side)
            across.setStretchFactor(at, 1)
        letter = self.fontMetrics().averageCharWidth()
        across.setSizes([letter * _SIDE_LETTERS] * 2)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addWidget(across, 1)
        return page

    def _behind_side(self) -> QWidget:
        side = QWidget()
        row = QHBoxLayout()
        row.setSpacing(8)
        for name, word in _BUTTONS.items():
            made = self._actions.button(name)
            made.setAccessibleName(made.text())
            made.setText(_(word))
            row.addWidget(made)
        row.addStretch(1)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.behind, 1)
        return side
