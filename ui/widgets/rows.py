"""Models for tables: columns declared once, ids first, rows fetched by the page when they come
into view.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from okrdesk.i18n import _
from ui.operations import Query
from ui.widgets.cells import CELL_ROLE, MUTED_ROLE
from ui.widgets.marks import MarkCell, ProgressCell, word_of

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
PAGE = 100
Fetch = Callable[[Any, Sequence[str]], Sequence[Any]]


@dataclass(frozen=True)
class Column:
    """One column: `text(row)` is shown and copied; `cell(row)` may give a MarkCell or ProgressCell
    instead.

    `width` is in characters, 0 stretches; `sort` is the key that the query understands, "" for
    unsortable; `optional` columns start hidden and are offered by the column chooser.
    """

    id: str
    title: str
    text: Callable[[Any], str] | None = None
    cell: Callable[[Any], MarkCell | ProgressCell | None] | None = None
    width: int = 12
    right: bool = False
    sort: str = ""
    optional: bool = False
    tip: Callable[[Any], str | None] | None = None
    muted: bool = False


def cell_data(column: Column, row: Any, role: int) -> Any:
    """Return what `column` says of `row` under a Qt role; shared by tables and trees."""
    if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        return _text_of(column, row)
    if role == CELL_ROLE:
        return column.cell(row) if column.cell else None
    if role == Qt.ItemDataRole.TextAlignmentRole:
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
    if role == Qt.ItemDataRole.ToolTipRole:
        return column.tip(row) if column.tip else None
    if role == MUTED_ROLE:
        return column.muted
    return None


def header_data(column: Column, role: int) -> Any:
    """Return what the header of `column` says under a Qt role."""
    if role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    ):
        return _(column.title)
    if role == Qt.ItemDataRole.TextAlignmentRole:
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
    return None


class RowModel(QAbstractTableModel):
    """Rows of a table in the order that SQL gave.

    `set_ids` shows placeholders at once; rows in view are asked for by `fetch(desk, ids) -> rows`
    (each with an `id`), on the database thread. `set_rows` fills it without fetching, for short
    lists.
    """

    sort_asked = Signal(str, bool)

    def __init__(
        self,
        columns: Sequence[Column],
        owner: QObject,
        fetch: Fetch | None = None,
    ) -> None:
        super().__init__(owner)
        self.columns = tuple(columns)
        self._owner = owner
        self._fetch = fetch
        self._ids: list[str] = []
        self._place: dict[str, int] = {}
        self._rows: dict[str, Any] = {}
        self._asked: set[int] = set()
        self._round = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        self._wanted: set[int] = set()

    def set_ids(self, ids: Sequence[str]) -> None:
        """Show these rows, reading each anew when it comes into view."""
        self.beginResetModel()
        self._round += 1
        self._ids = list(ids)
        self._place = {one: place for place, one in enumerate(self._ids)}
        self._asked.clear()
        self._wanted.clear()
        self._rows = {one: row for one, row in self._rows.items() if one in self._place}
        self.endResetModel()

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows, which are complete."""
        self.beginResetModel()
        self._round += 1
        self._rows = {row.id: row for row in rows}
        self._ids = [row.id for row in rows]
        self._place = {one: place for place, one in enumerate(self._ids)}
        self._asked = set(range(len(self._ids) // PAGE + 1))
        self.endResetModel()

    def shows(self, rows: Sequence[Any]) -> bool:
        """Say whether just these rows are shown, equal and in this order."""
        return self._ids == [row.id for row in rows] and all(
            self._rows.get(row.id) == row for row in rows
        )

    def row(self, place: int) -> Any | None:
        """Return the row at `place`, or None while it is on its way."""
        return self._rows.get(self._ids[place]) if 0 <= place < len(self._ids) else None

    def id_at(self, place: int) -> str | None:
        """Return the id at `place`."""
        return self._ids[place] if 0 <= place < len(self._ids) else None

    def place_of(self, row_id: str) -> int | None:
        """Return where the row with this id stands."""
        return self._place.get(row_id)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell, asking for its page where it is not here yet."""
        row = self._rows.get(self._ids[index.row()])
        if row is None or index.row() // PAGE not in self._asked:
            self._want(index.row() // PAGE)
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        return cell_data(self.columns[index.column()], row, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a header."""
        return (
            header_data(self.columns[section], role)
            if orientation == Qt.Orientation.Horizontal
            else None
        )

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask the screen to query in another order; SQL sorts, not the model."""
        if 0 <= column < len(self.columns) and self.columns[column].sort:
            self.sort_asked.emit(self.columns[column].sort, order == Qt.SortOrder.DescendingOrder)

    def _want(self, page: int) -> None:
        if self._fetch is not None and page not in self._asked:
            self._wanted.add(page)
            if not self._timer.isActive():
                self._timer.start(0)

    def _ask(self) -> None:
        pages, self._wanted = sorted(self._wanted - self._asked), set()
        self._asked.update(pages)
        fetch, this_round = self._fetch, self._round
        if fetch is None:
            return
        for page in pages:
            ids = self._ids[page * PAGE : (page + 1) * PAGE]
            took = partial(self._take, page, this_round)
            Query(partial(_fetch_page, fetch, ids)).success(took).run(self._owner)

    def _take(self, page: int, this_round: int, rows: Sequence[Any]) -> None:
        if this_round != self._round:
            return
        self._rows.update({row.id: row for row in rows})
        first, last = page * PAGE, min(len(self._ids), (page + 1) * PAGE) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))


def _fetch_page(fetch: Fetch, ids: Sequence[str], desk: Any) -> Sequence[Any]:
    return fetch(desk, ids)


def _text_of(column: Column, row: Any) -> str:
    if column.text is not None:
        return column.text(row)
    cell = column.cell(row) if column.cell else None
    if isinstance(cell, MarkCell):
        return word_of(cell.health)
    return cell.text() if isinstance(cell, ProgressCell) else ""
