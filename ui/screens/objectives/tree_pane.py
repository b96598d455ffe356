"""The tree itself: selection, opening, more rows at the end, and what was open after a refresh."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from okrdesk.i18n import _
from ui.operations import desktop_of
from ui.screens.objectives.columns import TITLE_COMFORT, TITLE_LETTERS, WIDER
from ui.screens.objectives.load import Listed
from ui.screens.objectives.nodes import Key, Node
from ui.screens.objectives.tree_model import TreeModel
from ui.widgets.rows import Column
from ui.widgets.views import TreeView

_EASY = 300
"""Up to so many objectives under units, every unit is open from the start."""


class ObjectiveTree(TreeView):
    """Shows a `Listed`; `selected(key)` follows the current row, None for none."""

    selected = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Objectives and key results"), "objectives", parent)
        self.setSelectionMode(self.SelectionMode.SingleSelection)
        self.rows = TreeModel(self)
        self._open: set[Key] = set()
        self._pending: Key | None = None
        self._quiet = False
        self.rows.outdated.connect(self.viewport().update)
        self.rows.shape_changed.connect(self.scheduleDelayedItemsLayout)
        self.rows.key_results_arrived.connect(self._select_pending)
        self.expanded.connect(partial(self._opened, True))
        self.collapsed.connect(partial(self._opened, False))
        self.verticalScrollBar().valueChanged.connect(self._near_the_end)
        self._fit = QTimer(self)
        self._fit.setSingleShot(True)
        self._fit.timeout.connect(self._fit_title)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._near_the_end)

    def lay_out(self, columns: Sequence[Column]) -> None:
        """Lay out as every view does, but never squeeze the title to nothing."""
        super().lay_out(columns)
        self._let_go_of_stretch()
        self._show_what_fits()
        self._fit_title()

    def _let_go_of_stretch(self) -> None:
        """Make the title a column like others.

        Qt 6 goes on counting columns that were hidden beside a stretched one; hiding them anew
        puts the width right.
        """
        head = self.head()
        hidden = [place for place in range(head.count()) if head.isSectionHidden(place)]
        for place in hidden:
            head.showSection(place)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        for place in hidden:
            head.hideSection(place)

    def lay_out_model(self) -> None:
        """Show the model; call once the tree stands on its screen."""
        self.set_model(self.rows)
        self.head().sectionResized.connect(self._fit_title_later)
        self.selectionModel().currentChanged.connect(self._current_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the title the room that the other columns leave."""
        super().resizeEvent(event)
        if self.model() is self.rows:
            self._show_what_fits()
            self._fit_title()

    def _show_what_fits(self) -> None:
        """Show optional columns as the width allows, until the person has chosen columns."""
        if desktop_of(self).settings.recall(self.layout_key):
            return
        places = {column.id: place for place, column in enumerate(self.rows.columns)}
        head = self.head()
        room = self.viewport().width() - TITLE_COMFORT * self.fontMetrics().averageCharWidth()
        always = (at for at, one in enumerate(self.rows.columns) if at and not one.optional)
        room -= sum(head.sectionSize(at) for at in always)
        for id in WIDER:
            room -= self._usual_width(places[id])
            self.setColumnHidden(places[id], room < 0)

    def _usual_width(self, place: int) -> int:
        column = self.rows.columns[place]
        letters = max(column.width, len(_(column.title)) + 2)
        return letters * self.fontMetrics().averageCharWidth() + 24

    def _least_title(self) -> int:
        return self.fontMetrics().averageCharWidth() * TITLE_LETTERS

    def _fit_title_later(self, place: int, _before: int, _now: int) -> None:
        # A header counts its length wrong when a section changes while another one does.
        if place != 0:
            self._fit.start(0)

    def _fit_title(self) -> None:
        head = self.head()
        others = sum(head.sectionSize(at) for at in range(1, head.count()))
        head.resizeSection(0, max(self._least_title(), self.viewport().width() - others))

    def show_listed(self, listed: Listed) -> None:
        """Show other rows, keeping what is open and what is selected."""
        kept = self.current_key()
        self._quiet = True
        if listed.wanted.grouped:
            is_new = self.rows.set_groups(listed.groups)
        else:
            is_new = self.rows.set_list(listed.ids)
        if is_new:
            self._reopen(all_units=listed.wanted.grouped and listed.count <= _EASY)
            if kept is None or not self.select_key(kept):
                self._select_first()
        self._quiet = False
        if is_new:
            self.selected.emit(self.current_key())
        self._timer.start(0)

    def current_node(self) -> Node | None:
        """Return the current row."""
        return self.rows.node(self.currentIndex())

    def current_key(self) -> Key | None:
        """Return what the current row stands for."""
        node = self.current_node()
        return None if node is None else node.key

    def select_key(self, key: Key) -> bool:
        """Select and show something; a key result not read yet once it is; False where unknown."""
        index = self.rows.find(key)
        if not index.isValid() and key[0] == "key_result":
            above = self.rows.objective_of(key[1])
            return above is not None and self.select_below(above, key)
        if not index.isValid():
            return False
        self._unfold_above(index)
        self._select(index)
        return True

    def _select(self, index: QModelIndex) -> None:
        self._pending = None
        both = (
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows
        )
        self.selectionModel().setCurrentIndex(index, both)
        self.scrollTo(index)

    def select_below(self, objective_id: str, key: Key) -> bool:
        """Open an objective and select one of its key results once they are read."""
        above = self.rows.find(("objective", objective_id))
        if not above.isValid():
            return False
        self._pending = key
        self._unfold_above(above)
        self.expand(above)
        self._select_pending()
        return True

    def let_go(self) -> None:
        """Select nothing, where something is shown that is not in the tree."""
        self._quiet = True
        self._pending = None
        self.setCurrentIndex(QModelIndex())
        self.clearSelection()
        self._quiet = False

    def _select_first(self) -> None:
        """Stand on the first row, so that the detail pane has something to say."""
        self._select(self.rows.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the space bar to the screen, which checks in."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)

    def visible_columns(self) -> list[str]:
        """Return the ids of the columns that show, from left to right."""
        head = self.head()
        order = [head.logicalIndex(place) for place in range(head.count())]
        return [self.rows.columns[at].id for at in order if not head.isSectionHidden(at)]

    def _select_pending(self) -> None:
        key = self._pending
        if key is not None and self.rows.find(key).isValid():
            self.select_key(key)

    def _unfold_above(self, index: QModelIndex) -> None:
        above = index.parent()
        while above.isValid():
            self.expand(above)
            above = above.parent()

    def _opened(self, on: bool, index: QModelIndex) -> None:
        node = self.rows.node(index)
        if node is not None and not self._quiet:
            (self._open.add if on else self._open.discard)(node.key)

    def _reopen(self, *, all_units: bool) -> None:
        if all_units:
            for index in list(self.rows.groups()):
                self.expand(index)
        for key in list(self._open):
            index = self.rows.find_shown(key)
            if index.isValid():
                self.expand(index)

    def _current_changed(self, current: QModelIndex, _before: Any) -> None:
        if not self._quiet:
            node = self.rows.node(current)
            self.selected.emit(None if node is None else node.key)

    def _near_the_end(self) -> None:
        bar = self.verticalScrollBar()
        if self.rows.has_more() and bar.value() >= bar.maximum() - 2 * self.viewport().height():
            self.rows.show_more()
