"""The tree of units as Qt asks for it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from okrdesk.i18n import N_
from ui.screens.admin.editors import day_text
from ui.widgets.rows import Column, cell_data, header_data

if TYPE_CHECKING:
    from okrdesk.services.units import UnitRow

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()

# The order is that of need: in a narrow window the last ones are reached by scrolling.
COLUMNS = (
    Column("name", N_("Unit"), text=lambda row: row.name, width=56),
    Column("leader", N_("Leader"), text=lambda row: row.leader, width=20),
    Column(
        "people",
        N_("Number of people"),
        text=lambda row: str(row.people or ""),
        width=9,
        right=True,
    ),
    Column("code", N_("Code"), text=lambda row: row.code, width=8, muted=True),
    Column("from", N_("From"), text=lambda row: day_text(row.from_on), width=12),
    Column("to", N_("To"), text=lambda row: day_text(row.to_on), width=12),
    Column("order", N_("Order"), text=lambda row: str(row.ordinal), width=8, optional=True),
)


class UnitModel(QAbstractItemModel):
    """Units below their superior units; rows come in tree order, each with its depth."""

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self.columns = COLUMNS
        self._rows: tuple[UnitRow, ...] = ()
        self._above: list[int] = []
        self._below: dict[int, list[int]] = {}
        self._child: list[int] = []
        self._place: dict[str, int] = {}

    def set_rows(self, rows: "Sequence[UnitRow]") -> None:
        """Show these units."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._place = {row.id: place for place, row in enumerate(self._rows)}
        self._above, self._child, self._below = [], [], {-1: []}
        path: list[int] = []
        for place, row in enumerate(self._rows):
            del path[row.depth :]
            above = path[-1] if path else -1
            self._above.append(above)
            self._child.append(len(self._below[above]))
            self._below[above].append(place)
            self._below[place] = []
            path.append(place)
        self.endResetModel()

    def row(self, index: Index) -> "UnitRow | None":
        """Return the unit at `index`."""
        return self._rows[index.internalId()] if index.isValid() else None

    def find(self, unit_id: str) -> QModelIndex:
        """Return where a unit stands, or nowhere."""
        place = self._place.get(unit_id)
        return NOWHERE if place is None else self._at(place)

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """Return the index of a child."""
        below = self._below.get(parent.internalId() if parent.isValid() else -1, [])
        if 0 <= row < len(below) and 0 <= column < len(self.columns):
            return self.createIndex(row, column, below[row])
        return NOWHERE

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        """Return the index above."""
        above = self._above[index.internalId()] if index.isValid() else -1
        return NOWHERE if above < 0 else self._at(above)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many units lie directly below."""
        if parent.column() > 0:
            return 0
        return len(self._below.get(parent.internalId() if parent.isValid() else -1, []))

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns there are."""
        return len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        row = self.row(index)
        return None if row is None else cell_data(self.columns[index.column()], row, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a header."""
        is_across = orientation == Qt.Orientation.Horizontal
        return header_data(self.columns[section], role) if is_across else None

    def _at(self, place: int) -> QModelIndex:
        return self.createIndex(self._child[place], 0, place)
