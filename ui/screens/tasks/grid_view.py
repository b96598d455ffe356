"""The grid: cells that are typed into one after the other, as in a spreadsheet.

Typing replaces a cell, F2 goes on in it; Tab and Enter leave it and move; Delete empties. A fact
is no text: typing or F2 on it asks for its own act. The cursor stays on its row while rows come
and go, and nothing that is being typed is lost when they do.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QWidget,
)

from okrdesk.i18n import _
from ui.operations import desktop_of
from ui.screens.tasks.cells import GridColumn
from ui.screens.tasks.grid_delegate import GridDelegate
from ui.screens.tasks.grid_model import GridModel
from ui.widgets.layouts import write_layout
from ui.widgets.rows import Column
from ui.widgets.views import TableView

_SHIFT_OR_PAD = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_MOVE = QItemSelectionModel.SelectionFlag.ClearAndSelect
_FIRST_TO_GO = ("source", "item", "cause", "coefficient")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class GridView(TableView):
    """Shows a `GridModel`.

    `fact_asked(index, key)` comes when a fact is typed at, with the typed text or "" for F2;
    `stood(index)` follows the cursor; `drop_asked()` is Esc on a row that is not written.
    """

    fact_asked = Signal(QModelIndex, str)
    stood = Signal(QModelIndex)
    drop_asked = Signal()

    def __init__(self, name: str, layout_key: str, rows: GridModel, parent: QWidget) -> None:
        super().__init__(name, layout_key, parent)
        self.rows = rows
        self.setItemDelegate(GridDelegate(self, rows))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.EditKeyPressed | trigger.DoubleClicked)
        self.setTabKeyNavigation(True)
        self._start = 0
        self._owner = self._place("owner")
        self._has_owner = False
        self._kept: tuple[str, int] = ("", 0)
        self._later: Sequence[Any] | None = None
        self.head().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)

    def lay_out_model(self) -> None:
        """Show the model; call once the grid stands on its screen."""
        self.set_model(self.rows)
        self.rows.modelAboutToBeReset.connect(self._keep_place)
        self.rows.modelReset.connect(self._find_place)
        self.selectionModel().currentChanged.connect(self._moved)

    def lay_out(self, columns: Sequence[Column]) -> None:
        """Lay out closely: the cells hold short figures, and the first takes what is left."""
        super().lay_out(columns)
        head, letter = self.head(), self.fontMetrics().averageCharWidth()
        for place, column in enumerate(self.rows.cells):
            # Qt 6 goes on counting a column that was hidden beside a stretched one.
            head.showSection(place)
            head.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(place, self._usual_width(column))
            head.setSectionHidden(place, column.optional)
        write_layout(head, columns, letter, self._kept_layout())
        self.setColumnHidden(self._owner, not self._has_owner)
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the title the room that the other columns leave."""
        super().resizeEvent(event)
        if self.model() is self.rows:
            self._fit_columns()

    def _kept_layout(self) -> Any:
        return desktop_of(self).settings.recall(self.layout_key)

    def _usual_width(self, column: GridColumn) -> int:
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        head = max(metrics.horizontalAdvance(line) for line in _(column.title).split("\n"))
        return max(head + 20, self.fontMetrics().horizontalAdvance(column.sample) + 16)

    def _fit_columns(self) -> None:
        """Let go of what is least needed where the room is short, until a person chose columns."""
        head = self.head()
        least = self._usual_width(self.rows.cells[0])
        if not self._kept_layout():
            for id in _FIRST_TO_GO:
                self.setColumnHidden(self._place(id), False)
            for id in _FIRST_TO_GO:
                if self._others() + least > self.viewport().width():
                    self.setColumnHidden(self._place(id), True)
        head.resizeSection(0, max(least, self.viewport().width() - self._others()))

    def _others(self) -> int:
        head = self.head()
        return sum(head.sectionSize(at) for at in range(1, head.count()))

    def _place(self, id: str) -> int:
        return next(at for at, one in enumerate(self.rows.cells) if one.id == id)

    @property
    def is_typing(self) -> bool:
        """Whether an editor is open."""
        return self.state() == QAbstractItemView.State.EditingState

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows, once nothing is being typed any more."""
        self._later = rows if self.is_typing else None
        if not self.is_typing:
            self.rows.show_rows(rows)

    def stand(self, place: int, column: int) -> None:
        """Put the cursor into a cell."""
        index = self.rows.index(place, column)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, _MOVE)
            self.scrollTo(index)

    def show_owner(self, on: bool) -> None:
        """Show whose tasks they are where they are not all one person's."""
        if self._has_owner is not on:
            self._has_owner = on
            self.setColumnHidden(self._owner, not on)
            self._fit_columns()

    def visible_columns(self) -> list[str]:
        """Return the ids of the columns that show, from left to right."""
        return [self.rows.cells[at].id for at in self._shown()]

    def stand_on_new(self) -> None:
        """Put the cursor into the empty row at the end."""
        self.setFocus()
        self.stand(self.rows.rowCount() - 1, 0)
        self._start = 0

    def selected_rows(self) -> list[int]:
        """Return the places of the rows with a selected cell, in order."""
        return sorted({index.row() for index in self.selectedIndexes()})

    def block(self) -> list[list[QModelIndex]]:
        """Return the selected cells as rows from the first column selected to the last."""
        chosen = self.selectedIndexes() or [self.currentIndex()]
        columns = [at for at in self._shown() if at in {index.column() for index in chosen}]
        return [[self.rows.index(row, at) for at in columns] for row in self._rows_of(chosen)]

    def columns_from(self, column: int) -> list[int]:
        """Return the visible columns from one on, as they stand."""
        shown = self._shown()
        return shown[shown.index(column) :] if column in shown else []

    def copy(self) -> None:
        """Put the selected cells on the clipboard as Excel takes them."""
        lines = ["\t".join(str(cell.data() or "") for cell in row) for row in self.block()]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, type, empty and copy as a spreadsheet does."""
        index = self.currentIndex()
        if self.is_typing:
            event.ignore()  # a key of the open editor, which ends the typing by itself
        elif self._is_for_fact(event, index):
            self.fact_asked.emit(index, event.text() if event.key() != Qt.Key.Key_F2 else "")
        elif not self._do_by_key(event):
            QAbstractItemView.keyPressEvent(self, event)
            editor = self.focusWidget()
            if event.key() == Qt.Key.Key_F2 and isinstance(editor, QLineEdit):
                editor.end(False)

    def _do_by_key(self, event: QKeyEvent) -> bool:
        """Do what a key stands for; False where it stands for nothing here."""
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_asked.emit()
        elif event.modifiers() & ~_SHIFT_OR_PAD:
            event.setAccepted(key not in _ENTER)
            return key in _ENTER
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._step(1 if key == Qt.Key.Key_Tab else -1)
        elif key in _ENTER:
            self._leave_down(up=shift)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._empty()
        elif key == Qt.Key.Key_Escape:
            self.drop_asked.emit()
        else:
            return False
        return True

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Open the editor for text from an input method; a fact takes none."""
        if self.rows.may_type(self.currentIndex()):
            super().inputMethodEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Move on as the key asked that ended the typing; then show rows that came meanwhile."""
        end = QAbstractItemDelegate.EndEditHint
        super().closeEditor(editor, end.NoHint)
        if hint in (end.EditNextItem, end.EditPreviousItem):
            self._step(1 if hint == end.EditNextItem else -1)
        elif hint == end.SubmitModelCache:
            self._leave_down(up=False)
        if self._later is not None:
            self.show_rows(self._later)

    def _is_for_fact(self, event: QKeyEvent, index: QModelIndex) -> bool:
        if not index.isValid() or self.rows.cells[index.column()].is_typed:
            return False
        typed = event.text().isprintable() and event.text().strip()
        held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        return event.key() == Qt.Key.Key_F2 or bool(typed and not held)

    def _step(self, by: int) -> None:
        """Go to the next cell that is typed into, on to the next row at the end."""
        shown = [at for at in self._shown() if self.rows.cells[at].is_typed]
        index = self.currentIndex()
        if not index.isValid() or not shown:
            return
        later = [at for at in shown if (at > index.column() if by > 0 else at < index.column())]
        if later:
            self.stand(index.row(), later[0] if by > 0 else later[-1])
        elif 0 <= index.row() + by < self.rows.rowCount():
            self.stand(index.row() + by, shown[0] if by > 0 else shown[-1])
            self._start = shown[0]

    def _leave_down(self, *, up: bool) -> None:
        """Go to the row below: where a row is filled from left to right, back to its start."""
        index = self.currentIndex()
        row = index.row() + (-1 if up else 1)
        if not index.isValid() or not 0 <= row < self.rows.rowCount():
            return
        is_new = self.rows.is_new_at(index.row())
        self.stand(row, self._start if is_new and not up else index.column())

    def _empty(self) -> None:
        cells = [cell for row in self.block() for cell in row if self.rows.may_type(cell)]
        if len(cells) == 1:
            self.rows.setData(cells[0], "")
        elif cells:
            self.rows.type_many([(cell.row(), cell.column(), "") for cell in cells])

    def _shown(self) -> list[int]:
        head = self.head()
        order = [head.logicalIndex(place) for place in range(head.count())]
        return [at for at in order if not head.isSectionHidden(at)]

    def _rows_of(self, chosen: Sequence[QModelIndex]) -> list[int]:
        return sorted({index.row() for index in chosen if index.isValid()})

    def _moved(self, now: QModelIndex, before: Any) -> None:
        if before.isValid() and before.row() != now.row():
            self.rows.leave(self.rows.id_at(before.row()) or "")
        self.stood.emit(now)

    def _keep_place(self) -> None:
        index = self.currentIndex()
        self._kept = (self.rows.id_at(index.row()) or "", max(0, index.column()))
        self._scrolled = self.verticalScrollBar().value()

    def _find_place(self) -> None:
        id, column = self._kept
        place = self.rows.place_of(id)
        if place is None:
            place = 0 if self.rows.rowCount() else None
        if place is not None:
            self.verticalScrollBar().setValue(self._scrolled)
            self.stand(place, column)
