"""The detail pane: the selected objective or key result whole, or a hint to select one."""

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from okrdesk.errors import Code, OkrError
from okrdesk.i18n import _
from ui.actions import ActionSet
from ui.operations import Latest, Query, desktop_of, report
from ui.screens.objectives import load
from ui.screens.objectives.group_pane import GroupPane
from ui.screens.objectives.heading import Heading
from ui.screens.objectives.item_pane import ItemPane
from ui.screens.objectives.key_result_pane import KeyResultPane
from ui.screens.objectives.nodes import Key
from ui.screens.objectives.objective_pane import ObjectivePane
from ui.widgets.empty import EmptyState

_SETTLE_MS = 60
"""Running through the tree by keyboard reads only what one stays on."""


class DetailPane(QFrame):
    """Reads and shows one item; `shown(key, view)` follows each answer.

    The page of each kind is made when the first of it is shown: all of them at once would stop the
    window for longer than an eye blinks.
    """

    shown = Signal(object, object)
    why_asked = Signal()
    above_asked = Signal()
    correction_asked = Signal(str)
    word_asked = Signal(str, str)
    tag_asked = Signal(str)
    linked = Signal(str, str)

    def __init__(self, actions: ActionSet) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._key: Key | None = None
        self.view: Any = None
        self._latest = Latest()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self.refresh)
        self.empty = EmptyState(
            "objectives",
            _("Select an objective or a key result"),
            _("Its figures, chart and check-ins will stand here."),
        )
        self._actions = actions
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.addWidget(self.pages)

    @cached_property
    def key_result(self) -> KeyResultPane:
        """The page of a key result."""
        page = KeyResultPane(_key_result_heading(self._actions))
        page.heading.why_asked.connect(self.why_asked)
        page.heading.above_asked.connect(self.above_asked)
        page.correction_asked.connect(self.correction_asked)
        page.word_asked.connect(self.word_asked)
        self.pages.addWidget(page)
        return page

    @cached_property
    def objective(self) -> ObjectivePane:
        """The page of an objective."""
        page = ObjectivePane(_objective_heading(self._actions))
        page.heading.why_asked.connect(self.why_asked)
        page.strip.tag_asked.connect(self.tag_asked)
        page.linked.connect(self.linked)
        self.pages.addWidget(page)
        return page

    @cached_property
    def unit(self) -> GroupPane:
        """The page of a unit."""
        page = GroupPane(self._actions)
        self.pages.addWidget(page)
        return page

    @property
    def key(self) -> Key | None:
        """What is shown, or being read."""
        return self._key

    def is_a(self, entity: str) -> bool:
        """Say whether it is one of `entity`: "objective", "key_result" or "unit"."""
        return self._key is not None and self._key[0] == entity

    def is_item(self) -> bool:
        """Say whether an objective or key result is shown, and not a unit or nothing."""
        return self.view is not None and not self.is_a("unit")

    def may_pin(self) -> bool:
        """Say whether a unit is shown that arrives as figures, and may be asked for in full."""
        return self._shows_unit() and self.view.told is not None and not self.view.is_pinned

    def may_unpin(self) -> bool:
        """Say whether a unit is shown that was asked for in full."""
        return self._shows_unit() and bool(self.view.is_pinned)

    def _shows_unit(self) -> bool:
        return self.view is not None and self.is_a("unit")

    def may_edit(self) -> bool:
        """Say whether the person at this desk may change it."""
        return self.is_item() and bool(self.view.detail.may_edit)

    def may_check_in(self) -> bool:
        """Say whether the person at this desk may check it in."""
        return self.is_item() and self.is_a("key_result") and bool(self.view.detail.may_check_in)

    def may_submit(self) -> bool:
        """Say whether the person may ask for approval of the objective shown."""
        return self.is_item() and self.is_a("objective") and bool(self.view.review.may_submit)

    def may_review(self) -> bool:
        """Say whether the objective shown waits for this person's word."""
        return self.is_item() and self.is_a("objective") and bool(self.view.review.may_approve)

    def is_archived(self) -> bool:
        """Say whether it is an archived item."""
        return self.is_item() and bool(self.view.detail.row.archived)

    def objective_id(self) -> str:
        """Return the id of the objective shown, or of that of the key result shown."""
        return str(self.view.objective.id if self.is_a("key_result") else self.view.detail.row.id)

    def show_item(self, key: Key | None) -> None:
        """Show an objective or key result in a moment; None shows the hint."""
        if key is None or key[0] == "person" or (key[0] == "unit" and not self._may_draw(key)):
            self.clear()
            return
        if key != self._key:
            self._key = key
            self.view = None
        self._timer.start()

    def clear(self) -> None:
        """Show the hint to select something."""
        self._timer.stop()
        self._latest.only(lambda _reply: None)
        self._key, self.view = None, None
        self.pages.setCurrentWidget(self.empty)

    def refresh(self) -> None:
        """Read what is shown anew."""
        if self._key is None:
            return
        took = self._latest.only(partial(self._fill, self._key))
        query: Query[Any] = Query(self._reading(*self._key))
        query.success(took).failure(partial(self._failed, self._key)).run(self)

    def _reading(self, entity: str, id: str) -> Any:
        if entity == "unit":
            return partial(load.unit_view, id, desktop_of(self).scope.cycle or "")
        read: Any = load.objective_view if entity == "objective" else load.key_result_view
        return partial(read, id)

    def _may_draw(self, key: Key) -> bool:
        """Say whether a unit's trend can be drawn: it is that of one cycle."""
        return bool(key[1] and desktop_of(self).scope.cycle)

    def show_history(self) -> None:
        """Bring the history of what is shown to the front."""
        page = self.pages.currentWidget()
        if isinstance(page, ItemPane):
            page.show_history()

    def _fill(self, key: Key, view: Any) -> None:
        if key != self._key:
            return
        self.view = view
        page: Any = self._page(key[0])
        page.show_view(view)
        self.pages.setCurrentWidget(page)
        self.shown.emit(key, view)

    def _page(self, entity: str) -> QWidget:
        if entity == "key_result":
            return self.key_result
        return self.objective if entity == "objective" else self.unit

    def _failed(self, key: Key, error: BaseException) -> None:
        """Let go of what is there no more, as after an undone addition."""
        if key != self._key:
            return
        self.clear()
        if not (isinstance(error, OkrError) and error.code is Code.NOT_FOUND):
            report(self, error)


def _key_result_heading(actions: ActionSet) -> Heading:
    names = ("edit", "archive", "restore", "history")
    return Heading(_tools(actions, names), actions.button("objective.check-in"))


def _objective_heading(actions: ActionSet) -> Heading:
    names = ("new-key-result", "edit", "link", "form", "archive", "restore", "history")
    return Heading(_tools(actions, names), _words(actions))


def _words(actions: ActionSet) -> QWidget:
    """Return the buttons of approval, of which only the one that is possible shows."""
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    for name in ("submit", "review"):
        row.addWidget(actions.button(f"objective.{name}"))
    return both


def _tools(actions: ActionSet, names: Sequence[str]) -> list[QWidget]:
    """Return icon buttons; of archiving and restoring only the one that makes sense shows."""
    return [actions.tool(f"objective.{name}") for name in names]
