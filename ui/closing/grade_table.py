"""The table of grades, made for the keyboard: type, Enter goes down, Tab to the right."""

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QLineEdit, QStyleOptionViewItem, QWidget

from okrdesk.domain.closing import Outcome
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.closing.grade_model import GRADE, OUTCOME, REASON, GradeModel
from ui.screens.evaluation.snug_table import SnugTable
from ui.widgets.cells import CellDelegate, Index
from ui.widgets.choices import Choice, ChoiceBox

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COLUMNS = (GRADE, OUTCOME, REASON)


class GradeTable(SnugTable):
    """Grades (0,0–1,0), outcomes and reasons; 1–5 choose an outcome where the cursor is on it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Grades and outcomes"), "closing.grades", parent)
        self.grades = GradeModel(self)
        self.setSelectionMode(SnugTable.SelectionMode.SingleSelection)
        self.setSelectionBehavior(SnugTable.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            SnugTable.EditTrigger.EditKeyPressed
            | SnugTable.EditTrigger.AnyKeyPressed
            | SnugTable.EditTrigger.DoubleClicked
        )
        self.set_model(self.grades)
        self.setItemDelegate(GradeDelegate(self))
        self.grades.modelReset.connect(lambda: self.lay_out(self.grades.columns))
        self._is_refused = False
        self.grades.refused.connect(self._stay)

    def start(self) -> None:
        """Put the cursor on the first grade."""
        self.go_on(-1, GRADE)
        self.setFocus()

    def go_on(self, place: int, column: int) -> None:
        """Go to the next row below `place` in which `column` wants something; of reasons, those of
        objectives are what is wanted.
        """
        rows = range(place + 1, len(self.grades.rows))
        wanted = OUTCOME if column == REASON else column
        below = next((at for at in rows if self.grades.takes(at, wanted)), None)
        if below is not None:
            self.setCurrentIndex(self.grades.index(below, column))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes down, Tab to the right, 1–5 choose an outcome."""
        if self.state() == SnugTable.State.EditingState:
            return  # a key that the field passed on
        at, key = self.currentIndex(), event.key()
        is_outcome = at.isValid() and at.column() == OUTCOME
        if key in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.go_on(at.row(), at.column())
        elif key == Qt.Key.Key_Tab and self._go_across():
            return
        elif is_outcome and Qt.Key.Key_1 <= key <= Qt.Key.Key_5:
            chosen = tuple(Outcome)[key - Qt.Key.Key_1]
            self.grades.setData(at, chosen)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab walk through what can be typed before it leaves the table."""
        return (forward and self._go_across()) or super().focusNextPrevChild(forward)

    def _go_across(self) -> bool:
        """Go to the next cell of the row that takes something; False where there is none."""
        at = self.currentIndex()
        for column in _COLUMNS:
            if column > at.column() and self.grades.takes(at.row(), column):
                self.setCurrentIndex(self.grades.index(at.row(), column))
                return True
        return False

    def _stay(self, _error: object) -> None:
        """Keep the cursor where a grade was refused, so that it can be typed anew."""
        self._is_refused = True

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go on below after Enter, unless what was typed was refused."""
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        at, is_refused = self.currentIndex(), self._is_refused
        self._is_refused = False
        if is_refused:
            return
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self.go_on(at.row(), at.column())
        elif hint == QAbstractItemDelegate.EndEditHint.EditNextItem:
            self._go_across()


class GradeDelegate(CellDelegate):
    """Opens a field for grades and reasons, a list for outcomes."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the field or the list."""
        if index.column() == OUTCOME:
            box = ChoiceBox([Choice(one, name_of(one)) for one in Outcome])
            box.setParent(parent)
            box.setAccessibleName(_("How it ends"))
            return box
        field = QLineEdit(parent)
        field.setAccessibleName(_("Grade") if index.column() == GRADE else _("Reason"))
        field.setFrame(False)
        field.setMaxLength(4 if index.column() == GRADE else 500)
        # The field is as high as its row, so it has none of the room of a field in a form.
        field.setStyleSheet("QLineEdit { padding: 0 6px; min-height: 0; border-radius: 0; }")
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show what stands there."""
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, ChoiceBox):
            editor.set_value(value)
        elif isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(value))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Write what was typed or chosen."""
        value = editor.value() if isinstance(editor, ChoiceBox) else None
        if isinstance(editor, QLineEdit):
            value = editor.text()
        if value is not None:
            model.setData(index, value)
