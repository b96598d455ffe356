"""The criteria of a sheet as rows of a table: the most points, and the marks of each level."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal
from PySide6.QtGui import QFont

from okrdesk.domain.evaluation.pack import Criterion, RulePack
from okrdesk.domain.evaluation.steps import Level
from okrdesk.domain.numbers import format_decimal
from okrdesk.i18n import N_, _
from ui.widgets.cells import MUTED_ROLE
from ui.widgets.rows import NOWHERE, Column, Index, header_data

QUARTER = Decimal("0.25")
"""What the arrow keys add to a mark or take from it, where the criterion names no step."""
LEVELS = (Level.SELF, Level.HEAD, Level.AUTHORITY)
MOST = 1
"""The column of the most points."""
_FIRST_OF_LEVELS = 2


@dataclass(frozen=True)
class MarkRow:
    """A row of the criteria tree; a group's points are the sum of its leaves."""

    id: str
    criterion: Criterion
    depth: int
    is_bonus: bool = False

    @property
    def is_leaf(self) -> bool:
        """Whether it is marked itself."""
        return not self.criterion.parts

    @property
    def text(self) -> str:
        """Number and name, a part further in than its group."""
        indent = "\u2003" * self.depth
        number = f"{self.criterion.number}. " if self.criterion.number else ""
        return f"{indent}{number}{self.criterion.name}"

    @property
    def step(self) -> Decimal:
        """What one press of an arrow key changes: a tick is given or taken whole."""
        if self.criterion.is_tick:
            return self.criterion.points
        return self.criterion.step or QUARTER


COLUMNS = (
    Column("name", N_("Criterion"), text=lambda row: row.text, width=0),
    Column("most", N_("At\nmost"), width=3, right=True, muted=True),
    Column("self", N_("By\nself"), width=5, right=True),
    Column("head", N_("By\nhead"), width=5, right=True),
    Column("authority", N_("Autho-\nrity"), width=5, right=True),
)
_TIPS = {
    "self": N_("The person's own marks"),
    "head": N_("The marks of the direct head"),
    "authority": N_("The marks of the competent authority"),
}


class MarksModel(QAbstractTableModel):
    """All rows of a pack's tree; the column of one level can be typed into."""

    marked = Signal()
    """Somebody typed a mark."""
    refused = Signal(object)
    """What was typed is no mark of this MarkRow."""

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self.columns = COLUMNS
        self.rows: list[MarkRow] = []
        self.level: Level | None = None
        self._marks: dict[Level, dict[str, Decimal]] = {level: {} for level in LEVELS}

    @property
    def marks(self) -> dict[str, Decimal]:
        """The marks in the column that is typed into."""
        return dict(self._marks[self.level]) if self.level else {}

    def show(
        self, pack: RulePack, marks: Mapping[Level, Mapping[str, Decimal]], level: Level | None
    ) -> None:
        """Show the tree of `pack` with the marks given so far; `level` may be typed."""
        self.beginResetModel()
        self.rows = [*_rows(pack.criteria), *_rows(pack.bonus_criteria, is_bonus=True)]
        self._marks = {one: dict(marks.get(one, {})) for one in LEVELS}
        self.level = level
        self.endResetModel()

    def shows(self, column: int) -> bool:
        """Say whether a column has anything to say: a level that neither types nor has is idle."""
        if column < _FIRST_OF_LEVELS:
            return True
        level = LEVELS[column - _FIRST_OF_LEVELS]
        return level is Level.SELF or level is self.level or bool(self._marks[level])

    def level_column(self) -> int | None:
        """Return the column that is typed into."""
        return None if self.level is None else _FIRST_OF_LEVELS + LEVELS.index(self.level)

    def mark_at(self, place: int) -> Decimal | None:
        """Return what stands in a row of the column that is typed into."""
        return None if self.level is None else self._points(self.rows[place].criterion, self.level)

    def set_mark(self, place: int, mark: Decimal | None) -> bool:
        """Write a mark into a row, or take it away; False where the row does not allow it."""
        row = self.rows[place]
        if self.level is None or not row.is_leaf:
            return False
        if mark is not None and not is_allowed(row, mark):
            self.refused.emit(row)
            return False
        if mark is None:
            self._marks[self.level].pop(row.id, None)
        else:
            self._marks[self.level][row.id] = mark
        self._tell()
        return True

    def fill(self, marks: Mapping[str, Decimal]) -> None:
        """Write `marks` where there is none yet."""
        if self.level is not None:
            self._marks[self.level] = {**marks, **self._marks[self.level]}
            self._tell()

    def replace(self, marks: Mapping[str, Decimal]) -> None:
        """Write `marks` in place of what stands there."""
        if self.level is not None:
            self._marks[self.level] = dict(marks)
            self._tell()

    def place_of(self, row_id: str) -> int | None:
        """Return where a criterion stands."""
        return next((at for at, row in enumerate(self.rows) if row.id == row_id), None)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the leaves of one column be typed into."""
        flags = super().flags(index)
        if index.column() == self.level_column() and self.rows[index.row()].is_leaf:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, column)
        if role == Qt.ItemDataRole.EditRole:
            mark = self.mark_at(index.row())
            return "" if mark is None else format_decimal(mark)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and not row.is_leaf:
            return _bold()
        if role == MUTED_ROLE:
            return column.muted or (column.id in _TIPS and index.column() != self.level_column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a header."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.ToolTipRole and column.id in _TIPS:
            return _(_TIPS[column.id])
        return header_data(column, role)

    def _text(self, row: MarkRow, column: Column) -> str:
        if column.id == "most":
            return format_decimal(row.criterion.points)
        if column.id in _TIPS:
            points = self._points(row.criterion, Level(column.id))
            return "" if points is None else format_decimal(points)
        return column.text(row) if column.text else ""

    def _points(self, criterion: Criterion, level: Level) -> Decimal | None:
        """Return a leaf's mark, or the sum of what is marked below a group."""
        marks = self._marks[level]
        if criterion.id in marks or not criterion.parts:
            return marks.get(criterion.id)
        found = [self._points(part, level) for part in criterion.parts]
        given = [one for one in found if one is not None]
        return sum(given, Decimal(0)) if given else None

    def _tell(self) -> None:
        column = self.level_column()
        if column is not None and self.rows:
            self.dataChanged.emit(self.index(0, column), self.index(len(self.rows) - 1, column))
        self.marked.emit()


def is_allowed(row: MarkRow, mark: Decimal) -> bool:
    """Say whether `mark` may stand in `row`: within its points, and a multiple of its step."""
    most, step = row.criterion.points, row.criterion.step
    if row.criterion.is_tick:
        return mark in (0, most)
    return 0 <= mark <= most and not (step is not None and mark % step)


def allowed_text(row: MarkRow) -> str:
    """Return which marks a row takes, as a sentence."""
    most = format_decimal(row.criterion.points)
    if row.criterion.is_tick:
        return _("Here either {most} points are given or none.").format(most=most)
    if row.criterion.step is None:
        return _("A mark here lies between 0 and {most}.").format(most=most)
    step = format_decimal(row.criterion.step)
    return _("A mark here lies between 0 and {most}, in steps of {step}.").format(
        most=most, step=step
    )


def full_marks(pack: RulePack) -> dict[str, Decimal]:
    """Return the most points of every leaf of the general criteria."""
    return {leaf.id: leaf.points for row in pack.criteria for leaf in row.leaves()}


def _rows(
    criteria: tuple[Criterion, ...], depth: int = 0, is_bonus: bool = False
) -> Iterator[MarkRow]:
    for criterion in criteria:
        yield MarkRow(criterion.id, criterion, depth, is_bonus)
        yield from _rows(criterion.parts, depth + 1, is_bonus)


def _bold() -> QFont:
    font = QFont()
    font.setBold(True)
    return font
