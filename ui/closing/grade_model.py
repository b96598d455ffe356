"""Objectives with their key results as rows in which grades, outcomes and reasons are typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal
from PySide6.QtGui import QFont

from okrdesk.domain.closing import Outcome, check_grade, mean_grade, suggest_outcome
from okrdesk.domain.numbers import format_decimal, format_percent, parse_decimal
from okrdesk.errors import OkrError
from okrdesk.i18n import N_, _
from okrdesk.names import name_of
from ui.widgets.cells import MUTED_ROLE
from ui.widgets.rows import NOWHERE, Column, Index, header_data

if TYPE_CHECKING:
    from okrdesk.services.closing import Ending, GradeLine, Suggestion

COLUMNS = (
    Column("title", N_("Objective and key results"), width=0),
    Column("owner", N_("Owner"), width=14, muted=True),
    Column("progress", N_("Progress"), width=8, right=True),
    Column("kind", N_("Commitment"), width=10, muted=True),
    Column("grade", N_("Grade"), width=6, right=True),
    Column("outcome", N_("How it ends"), width=11),
    Column("reason", N_("Reason in one line"), width=26),
)
GRADE, OUTCOME, REASON = 4, 5, 6


@dataclass(frozen=True)
class GradeRow:
    """An objective (`line` is None) or one of its key results."""

    id: str
    suggestion: "Suggestion"
    line: "GradeLine | None" = None

    @property
    def title(self) -> str:
        """The title, a key result further in than its objective."""
        return f"\u2003{self.line.row.title}" if self.line else self.suggestion.row.title

    @property
    def progress(self) -> float | None:
        """How far it is, 0–1."""
        return self.line.row.progress if self.line else self.suggestion.row.progress


class GradeModel(QAbstractTableModel):
    """What is typed of each row; `edited` tells that something was, `refused` what was no grade."""

    edited = Signal()
    refused = Signal(object)

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self.columns = COLUMNS
        self.rows: list[GradeRow] = []
        self._grades: dict[str, Decimal] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._reasons: dict[str, str] = {}
        self.is_typed = False

    def show(self, suggestions: "Sequence[Suggestion]") -> None:
        """Show objectives, each with what is suggested or what was said before."""
        self.beginResetModel()
        self.rows = []
        for one in suggestions:
            self.rows.append(GradeRow(one.row.id, one))
            self.rows += [GradeRow(line.row.id, one, line) for line in one.lines]
            for line in one.lines:
                known = line.closure
                given = known.grade if known and known.grade is not None else line.suggested
                self._grades[line.row.id] = given
                if known:
                    self._reasons[line.row.id] = known.reason
            if not one.lines:
                self._grades[one.row.id] = one.suggested
        self.endResetModel()

    def endings(self) -> "dict[str, Ending]":
        """Return the objectives that have a reason; a key result without takes that of its own."""
        from okrdesk.services.closing import Ending, Grade

        found = {}
        for row in self.rows:
            reason = self._reasons.get(row.id, "")
            if row.line is None and reason:
                grades = {
                    line.row.id: Grade(
                        self._grades[line.row.id], self._reasons.get(line.row.id, "") or reason
                    )
                    for line in row.suggestion.lines
                }
                grade = self._grades.get(row.id)
                found[row.id] = Ending(self.outcome_of(row), reason, grades, grade)
        return found

    def outcome_of(self, row: GradeRow) -> Outcome:
        """Return what becomes of an objective: as chosen, else as its grade suggests."""
        suggested = suggest_outcome(self.grade_of(row), row.suggestion.row.commitment)
        return self._outcomes.get(row.id, suggested)

    def grade_of(self, row: GradeRow) -> Decimal:
        """Return the grade of a row; of an objective the mean of those below it."""
        if row.line is not None or not row.suggestion.lines:
            return self._grades[row.id]
        lines = row.suggestion.lines
        mean = mean_grade((self._grades[line.row.id], line.row.weight) for line in lines)
        return mean if mean is not None else Decimal(0)

    def place_of(self, row_id: str) -> int | None:
        """Return where a row stands."""
        return next((at for at, row in enumerate(self.rows) if row.id == row_id), None)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def takes(self, place: int, column: int) -> bool:
        """Say whether something can be typed there."""
        row = self.rows[place]
        if column == GRADE:
            return row.line is not None or not row.suggestion.lines
        return column == REASON or (column == OUTCOME and row.line is None)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let what takes something be typed into."""
        flags = super().flags(index)
        if self.takes(index.row(), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, column.id)
        if role == Qt.ItemDataRole.EditRole:
            is_outcome = index.column() == OUTCOME
            return self.outcome_of(row) if is_outcome else self._text(row, column.id)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and row.line is None:
            font = QFont()
            font.setBold(True)
            return font
        return column.muted if role == MUTED_ROLE else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed; what is no grade is refused with the reason."""
        row = self.rows[index.row()]
        if role != Qt.ItemDataRole.EditRole or not self.takes(index.row(), index.column()):
            return False
        if index.column() == REASON:
            self._reasons[row.id] = str(value).strip()
        elif index.column() == OUTCOME:
            self._outcomes[row.id] = Outcome(value)
        else:
            try:
                self._grades[row.id] = check_grade(parse_decimal(str(value)))
            except OkrError as error:
                self.refused.emit(error)
                return False
        self.is_typed = True
        self.dataChanged.emit(self.index(0, GRADE), self.index(len(self.rows) - 1, REASON))
        self.edited.emit()
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a header."""
        across = orientation == Qt.Orientation.Horizontal
        return header_data(self.columns[section], role) if across else None

    def _text(self, row: GradeRow, column: str) -> str:
        if column == "title":
            return row.title
        if column == "owner":
            return row.line.row.owner if row.line else row.suggestion.row.owner
        if column == "progress":
            return "–" if row.progress is None else format_percent(row.progress)
        if column == "kind":
            one = row.line.commitment if row.line else row.suggestion.row.commitment
            return name_of(one)
        if column == "grade":
            return grade_text(self.grade_of(row))
        if column == "outcome":
            return "" if row.line else name_of(self.outcome_of(row))
        return self._reasons.get(row.id, "")


def grade_text(grade: Decimal) -> str:
    """Return a grade with one decimal, or with two where it has them: 0,7 or 0,65."""
    return format_decimal(grade, 1 if grade == round(grade, 1) else 2)


def left_open(model: GradeModel) -> int:
    """Return how many objectives have no reason yet, and so stay open."""
    return sum(row.line is None for row in model.rows) - len(model.endings())


def told(model: GradeModel) -> str:
    """Return how many objectives are ready to be closed."""
    ready = len(model.endings())
    count = ready + left_open(model)
    return _("{ready} of {count} objectives have a reason and will be closed.").format(
        ready=ready, count=count
    )
