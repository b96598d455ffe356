"""Which objectives and key results go along into another cycle: Space takes one, or leaves it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from okrdesk.domain.numbers import format_percent
from okrdesk.i18n import N_, _
from ui.closing.grade_model import GradeRow
from ui.screens.evaluation.snug_table import SnugTable
from ui.widgets.cells import MUTED_ROLE
from ui.widgets.rows import NOWHERE, Column, Index, header_data

if TYPE_CHECKING:
    from okrdesk.services.closing import Suggestion

COLUMNS = (
    Column("taken", N_("Copy"), width=5),
    Column("title", N_("Objective and key results"), width=0),
    Column("owner", N_("Owner"), width=20, muted=True),
    Column("progress", N_("Progress"), width=8, right=True),
)


class CarryModel(QAbstractTableModel):
    """Objectives with key results, each taken along or not; `edited` tells of a change."""

    edited = Signal()

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self.columns = COLUMNS
        self.rows: list[GradeRow] = []
        self.taken: set[str] = set()

    def show(self, suggestions: "Sequence[Suggestion]", *, taken: bool) -> None:
        """Show objectives; all taken along, or none."""
        self.beginResetModel()
        self.rows = []
        for one in suggestions:
            self.rows.append(GradeRow(one.row.id, one))
            self.rows += [GradeRow(line.row.id, one, line) for line in one.lines]
        self.taken = {row.id for row in self.rows} if taken else set()
        self.endResetModel()

    def chosen(self) -> dict[str, list[str]]:
        """Return the objectives taken along, each with its key results that are."""
        return {
            row.id: [line.row.id for line in row.suggestion.lines if line.row.id in self.taken]
            for row in self.rows
            if row.line is None and row.id in self.taken
        }

    def toggle(self, place: int) -> None:
        """Take a row along, or leave it: an objective with all of its key results."""
        row = self.rows[place]
        whole = {row.suggestion.row.id, *(line.row.id for line in row.suggestion.lines)}
        is_taken = row.id in self.taken
        if row.line is None:
            self.taken = self.taken - whole if is_taken else self.taken | whole
        else:
            self.taken ^= {row.id}
            if not is_taken:
                self.taken.add(row.suggestion.row.id)
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))
        self.edited.emit()

    def place_of(self, row_id: str) -> int | None:
        """Return where a row stands."""
        return next((at for at, row in enumerate(self.rows) if row.id == row_id), None)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        row, column = self.rows[index.row()], self.columns[index.column()]
        is_taken = row.id in self.taken
        if role == Qt.ItemDataRole.AccessibleTextRole and column.id == "taken":
            return _("is copied") if is_taken else _("is not copied")
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, column.id)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return column.muted or not is_taken if role == MUTED_ROLE else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a header."""
        across = orientation == Qt.Orientation.Horizontal
        return header_data(self.columns[section], role) if across else None

    def _text(self, row: GradeRow, column: str) -> str:
        if column == "taken":
            return "☑" if row.id in self.taken else "☐"
        if column == "title":
            return row.title
        if column == "owner":
            return row.line.row.owner if row.line else row.suggestion.row.owner
        return "–" if row.progress is None else format_percent(row.progress)


class CarryTable(SnugTable):
    """The table of what goes along; Space or a double click takes or leaves a row."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("What is copied"), "closing.carry", parent)
        self.rows = CarryModel(self)
        self.setSelectionMode(SnugTable.SelectionMode.SingleSelection)
        self.set_model(self.rows)
        self.rows.modelReset.connect(lambda: self.lay_out(self.rows.columns))
        self.activated_row.connect(lambda index: self.rows.toggle(index.row()))

    def start(self) -> None:
        """Put the cursor on the first row."""
        if self.rows.rows:
            self.setCurrentIndex(self.rows.index(0, 0))
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take or leave the row with Space."""
        at = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and at.isValid():
            self.rows.toggle(at.row())
        else:
            super().keyPressEvent(event)
