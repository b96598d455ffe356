"""The table of criteria, made for the keyboard: type a mark, Enter, the next row."""

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QLineEdit, QStyleOptionViewItem, QWidget

from okrdesk.domain.numbers import parse_decimal
from okrdesk.errors import Refused
from okrdesk.i18n import _
from ui.screens.evaluation.marks_model import MOST, MarkRow, MarksModel, is_allowed
from ui.screens.evaluation.snug_table import SnugTable
from ui.widgets.cells import CellDelegate, Index
from ui.widgets.rows import Column

NARROW_LETTERS, NARROWEST_LETTERS = 52, 40
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Minus: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Plus: 1}


class MarksTable(SnugTable):
    """Marks are typed (comma decimals); Enter goes on, ← and → change by a step, Space gives all.

    `finished` is emitted when Enter leaves the last row; `current_row(MarkRow | None)` tells which
    criterion the cursor is on.
    """

    finished = Signal()
    current_row = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("General criteria"), "evaluation.marks", parent)
        self.marks = MarksModel(self)
        self.setSelectionMode(SnugTable.SelectionMode.SingleSelection)
        self.setItemDelegate(MarkDelegate(self))
        self.setEditTriggers(
            SnugTable.EditTrigger.EditKeyPressed | SnugTable.EditTrigger.DoubleClicked
        )
        self.set_model(self.marks)
        self.selectionModel().currentChanged.connect(self._tell_current)
        self.marks.modelReset.connect(lambda: self.lay_out(self.marks.columns))

    def start(self) -> None:
        """Put the cursor on the first row without a mark, or else on the first."""
        column = self.marks.level_column() or 0
        leaves = [at for at, row in enumerate(self.marks.rows) if row.is_leaf]
        empty = [at for at in leaves if self.marks.mark_at(at) is None]
        for place in [*empty, *leaves][:1]:
            self.setCurrentIndex(self.marks.index(place, column))

    def go_to(self, criterion_id: str) -> None:
        """Put the cursor on a criterion."""
        place = self.marks.place_of(criterion_id)
        if place is not None:
            self.setCurrentIndex(self.marks.index(place, self.marks.level_column() or 0))
            self.setFocus()

    def go_on(self, by: int = 1) -> None:
        """Move to the next row that is marked; past the last one say so."""
        place = self.currentIndex().row() + by
        while 0 <= place < len(self.marks.rows) and not self.marks.rows[place].is_leaf:
            place += by
        if 0 <= place < len(self.marks.rows):
            self.setCurrentIndex(self.marks.index(place, self.marks.level_column() or 0))
        elif by > 0:
            self.finished.emit()

    def lay_out(self, columns: Sequence[Column]) -> None:
        """Show the columns that say something, as far as the names of the criteria keep room.

        Where it is narrow the most points go first, then what was given before the last level.
        """
        super().lay_out(columns)
        letters = self.width() / self.fontMetrics().averageCharWidth()
        shown = [place for place in range(len(columns)) if self.marks.shows(place)]
        idle = [MOST] if letters < NARROW_LETTERS else []
        if letters < NARROWEST_LETTERS:
            idle += shown[MOST + 1 : -2]
        for place in range(len(columns)):
            self.setColumnHidden(place, place in idle or place not in shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the room."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.lay_out(self.marks.columns)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, step, give all, take away, go on."""
        key = event.key()
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not is_plain or self.marks.level is None or not self.currentIndex().isValid():
            super().keyPressEvent(event)
        elif key in _ENTER:
            self.go_on()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.go_on(1 if key == Qt.Key.Key_Down else -1)
        elif key in _STEPS:
            self._step(_STEPS[Qt.Key(key)])
        elif key == Qt.Key.Key_Space:
            self._give_all()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.marks.set_mark(self.currentIndex().row(), None)
        elif event.text() and event.text() in "0123456789,.":
            self._type(event)
        else:
            super().keyPressEvent(event)

    def _type(self, event: QKeyEvent) -> None:
        """Open the editor of this row with the sign that was typed."""
        index = self.marks.index(self.currentIndex().row(), self.marks.level_column() or 0)
        if not self.marks.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return
        self.setCurrentIndex(index)
        self.edit(index)
        editor = self.indexWidget(index)  # the field of the row before may still be on its way out
        if isinstance(editor, MarkEditor):
            editor.setText(event.text())

    def _step(self, steps: int) -> None:
        place = self.currentIndex().row()
        row = self.marks.rows[place]
        now = self.marks.mark_at(place) or Decimal(0)
        new = min(max(now + steps * row.step, Decimal(0)), row.criterion.points)
        self.marks.set_mark(place, new)

    def _give_all(self) -> None:
        place = self.currentIndex().row()
        most = self.marks.rows[place].criterion.points
        is_taken = self.marks.rows[place].criterion.is_tick and self.marks.mark_at(place) == most
        self.marks.set_mark(place, Decimal(0) if is_taken else most)

    def _tell_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        row: MarkRow | None = None
        if current.isValid():
            row = self.marks.rows[current.row()]
        self.current_row.emit(row)


class MarkEditor(QLineEdit):
    """The field in which one mark is typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Mark"))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFrame(False)
        self.setMaxLength(8)
        # The field is as high as its row, so it has none of the room of a field in a form.
        self.setStyleSheet("QLineEdit { padding: 0 6px; min-height: 0; border-radius: 0; }")


class MarkDelegate(CellDelegate):
    """Opens the field, and takes what was typed with Enter, ↓ or ↑."""

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index
    ) -> QWidget:
        """Return the field."""
        return MarkEditor(parent)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the mark that stands there."""
        if isinstance(editor, MarkEditor):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """Write what was typed, if it is a mark; what is none is refused with the reason."""
        if not isinstance(model, MarksModel) or not isinstance(editor, MarkEditor):
            return
        text = editor.text().strip()
        try:
            model.set_mark(index.row(), parse_decimal(text) if text else None)
        except Refused:
            model.refused.emit(model.rows[index.row()])

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Commit and go on by Enter and the arrow keys up and down."""
        if isinstance(editor, MarkEditor) and isinstance(event, QKeyEvent):
            ways = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, **dict.fromkeys(_ENTER, 1)}
            if event.type() == QEvent.Type.KeyPress and event.key() in ways:
                table = self.parent()
                if not self._is_mark(editor):
                    return True
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
                if isinstance(table, MarksTable):
                    table.go_on(ways[Qt.Key(event.key())])
                return True
        return super().eventFilter(editor, event)

    def _is_mark(self, editor: MarkEditor) -> bool:
        """Say whether the row takes what was typed; else say which marks it takes."""
        table = self.parent()
        if not isinstance(table, MarksTable):
            return False
        row = table.marks.rows[table.currentIndex().row()]
        text = editor.text().strip()
        with suppress(Refused):
            if not text or is_allowed(row, parse_decimal(text)):
                return True
        table.marks.refused.emit(row)
        editor.selectAll()
        return False
