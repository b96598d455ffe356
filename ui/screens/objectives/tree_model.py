"""The tree model: ids first, objective rows when they come into view, key results when opened."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from ui.operations import Query
from ui.screens.objectives import load
from ui.screens.objectives.columns import COLUMNS
from ui.screens.objectives.nodes import Key, Node, group_node, objective_node, shape, walk
from ui.widgets.rows import cell_data, header_data

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
CHUNK = 400
"""Objectives shown at once in a flat list; more follow when the end comes into view."""
_BLOCK = 60
"""Objective rows asked for together, around one that came into view."""


class TreeModel(QAbstractItemModel):
    """Objectives, flat or under their units and people, with their key results below.

    `sort_asked(key, descending)` asks the screen for another order; `key_results_arrived` follows
    an answer about key results, `outdated` asks the view to paint again so that rows are read anew,
    `shape_changed` says that some objective turned out to have key results, or none.
    """

    sort_asked = Signal(str, bool)
    key_results_arrived = Signal()
    outdated = Signal()
    shape_changed = Signal()

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self.columns = COLUMNS
        self._owner = owner
        self._ids: list[str] = []
        self._shape: tuple[Any, ...] | None = None
        self._top: list[Node] = []
        self._by_number: dict[int, Node] = {}
        self._by_key: dict[Key, Node] = {}
        self._rows: dict[str, Any] = {}
        self._below: dict[str, list[Any]] = {}
        self._round = 0
        self._wanted: dict[str, None] = {}
        self._opened: dict[str, None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)

    # What is shown

    def set_list(self, ids: Sequence[str]) -> bool:
        """Show a flat list; return whether the tree is a new one (else rows are read anew)."""
        if self._shape is None and self._ids == list(ids):
            self._read_again()
            return False
        self.beginResetModel()
        self._forget()
        self._ids = list(ids)
        self._top = self._known(
            [objective_node(id, None, at) for at, id in enumerate(self._ids[:CHUNK])]
        )
        self.endResetModel()
        return True

    def set_groups(self, groups: Sequence[Any]) -> bool:
        """Show objectives under their units and people; return whether the tree is a new one."""
        new_shape = shape(groups)
        if self._shape == new_shape:
            self._take_groups(groups)
            self._read_again()
            return False
        self.beginResetModel()
        self._forget()
        self._shape = new_shape
        self._top = self._known([group_node(one, None, at) for at, one in enumerate(groups)])
        self.endResetModel()
        return True

    def has_more(self) -> bool:
        """Say whether a flat list has objectives that are not shown yet."""
        return len(self._top) < len(self._ids)

    def show_more(self, until: int | None = None) -> None:
        """Show a further chunk of a flat list, or all up to the place `until`."""
        first = len(self._top)
        last = min(max(first + CHUNK, (until or 0) + 1), len(self._ids))
        if last > first:
            self.beginInsertRows(NOWHERE, first, last - 1)
            added = [objective_node(self._ids[at], None, at) for at in range(first, last)]
            self._top += self._known(added)
            self.endInsertRows()

    def node(self, index: Index) -> Node | None:
        """Return the node at `index`, None for nowhere."""
        return self._by_number.get(index.internalId()) if index.isValid() else None

    def find(self, key: Key) -> QModelIndex:
        """Return where something stands, showing more of a flat list where needed."""
        entity, id = key
        if entity == "objective" and key not in self._by_key and id in self._ids:
            self.show_more(self._ids.index(id))
        node = self._by_key.get(key)
        return NOWHERE if node is None else self._index(node)

    def find_shown(self, key: Key) -> QModelIndex:
        """Return where something stands among the rows that are shown already."""
        node = self._by_key.get(key)
        return NOWHERE if node is None else self._index(node)

    def objective_of(self, key_result_id: str) -> str | None:
        """Return the objective of a key result that was read, None for an unknown one."""
        for id, rows in self._below.items():
            if any(row.id == key_result_id for row in rows):
                return id
        return None

    def open_later(self, objective_id: str) -> None:
        """Read the key results of an objective, as opening it would."""
        self._opened[objective_id] = None
        self._timer.start(0)

    def groups(self) -> Iterable[QModelIndex]:
        """Yield where the units stand; people stay folded."""
        for node in walk(self._top):
            if node.entity == "unit":
                yield self._index(node)

    # Qt's questions

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """Return the index of a child."""
        nodes = self._children(parent)
        if 0 <= row < len(nodes) and 0 <= column < len(self.columns):
            return self.createIndex(row, column, nodes[row].number)
        return NOWHERE

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        """Return the index above."""
        node = self.node(index)
        return self._index(node.parent) if node and node.parent else NOWHERE

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many children are shown."""
        return 0 if parent.column() > 0 else len(self._children(parent))

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns there are."""
        return len(self.columns)

    def hasChildren(self, parent: Index = NOWHERE) -> bool:
        """Say whether a node may be opened."""
        if not parent.isValid():
            return bool(self._top)
        node = self.node(parent)
        return node is not None and parent.column() == 0 and node.may_have_children

    def canFetchMore(self, parent: Index) -> bool:
        """Say whether the key results of an objective are still to be read."""
        node = self.node(parent)
        return node is not None and node.children is None and node.id not in self._opened

    def fetchMore(self, parent: Index) -> None:
        """Read the key results of an objective."""
        node = self.node(parent)
        if node is not None and node.children is None:
            self.open_later(node.id)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell, asking for its row where it is not here yet or out of date."""
        node = self.node(index)
        if node is None:
            return None
        if node.entity == "objective" and node.fresh != self._round:
            self._want(node)
        if node.row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        return cell_data(self.columns[index.column()], node.row, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a header."""
        across = orientation == Qt.Orientation.Horizontal
        return header_data(self.columns[section], role) if across else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask the screen for another order; SQL sorts, not the model."""
        if 0 <= column < len(self.columns) and self.columns[column].sort:
            self.sort_asked.emit(self.columns[column].sort, order == Qt.SortOrder.DescendingOrder)

    # Nodes

    def _children(self, parent: Index) -> list[Node]:
        if not parent.isValid():
            return self._top
        node = self.node(parent)
        return (node.children or []) if node is not None else []

    def _index(self, node: Node) -> QModelIndex:
        return self.createIndex(node.place, 0, node.number)

    def _forget(self) -> None:
        """Empty the tree; rows stay known, so that what comes back is shown at once."""
        self._round += 1
        self._ids, self._shape = [], None
        self._by_number.clear()
        self._by_key.clear()
        self._wanted.clear()
        self._opened.clear()

    def _known(self, nodes: list[Node]) -> list[Node]:
        """Enter new nodes and what is below them, with the rows known from before."""
        for node in walk(nodes):
            self._by_number[node.number] = node
            self._by_key[node.key] = node
            if node.entity != "objective":
                continue
            node.row = self._rows.get(node.id)
            if node.children is None and node.id in self._below:
                node.children = _key_result_nodes(node, self._below[node.id])
                self.open_later(node.id)
        return nodes

    # Reading

    def _read_again(self) -> None:
        """Read anew what is in view and what is open; the rest when it comes into view."""
        self._round += 1
        for node in walk(self._top):
            if node.entity == "objective" and node.children is not None:
                self.open_later(node.id)
        self.outdated.emit()

    def _take_groups(self, groups: Sequence[Any]) -> None:
        pending = list(groups)
        while pending:
            group = pending.pop()
            node = self._by_key.get((group.entity, group.id))
            if node is not None:
                node.row = group
            pending += group.groups

    def _want(self, node: Node) -> None:
        siblings = self._top if node.parent is None else node.parent.children or []
        first = max(0, node.place - _BLOCK // 4)
        for one in siblings[first : first + _BLOCK]:
            if one.entity == "objective" and one.fresh != self._round:
                one.fresh = self._round
                self._wanted[one.id] = None
        if not self._timer.isActive():
            self._timer.start(0)

    def _ask(self) -> None:
        ids, self._wanted = list(self._wanted), {}
        if ids:
            Query(partial(load.objective_rows, ids)).success(self._take_rows).run(self._owner)
        opened = list(self._opened)
        self._opened = {}
        for id in opened:
            node = self._by_key.get(("objective", id))
            if node is not None and node.children is None:
                node.children = []
        if opened:
            took = partial(self._take_key_results, opened)
            Query(partial(load.key_results_under, opened)).success(took).run(self._owner)

    def _take_rows(self, rows: Sequence[Any]) -> None:
        shape_changed = False
        for row in rows:
            before = self._rows.get(row.id)
            self._rows[row.id] = row
            node = self._by_key.get(("objective", row.id))
            if node is None:
                continue
            had = before is None or bool(before.key_results)
            shape_changed = shape_changed or had != bool(row.key_results)
            node.row = row
            self._tell(node)
        if shape_changed:
            self.shape_changed.emit()

    def _take_key_results(self, objective_ids: Sequence[str], rows: Sequence[Any]) -> None:
        by_objective: dict[str, list[Any]] = {id: [] for id in objective_ids}
        for row in rows:
            by_objective[row.objective_id].append(row)
        for id, below in by_objective.items():
            self._below[id] = below
            node = self._by_key.get(("objective", id))
            if node is not None:
                self._replace(node, below)
        self.key_results_arrived.emit()

    def _replace(self, node: Node, rows: Sequence[Any]) -> None:
        """Show `rows` as the key results of an objective, in place where they are the same."""
        children = node.children or []
        if [one.id for one in children] == [row.id for row in rows]:
            for child, row in zip(children, rows, strict=True):
                child.row = row
                self._tell(child)
            return
        at = self._index(node)
        if children:
            self.beginRemoveRows(at, 0, len(children) - 1)
            for child in children:
                self._by_number.pop(child.number, None)
                self._by_key.pop(child.key, None)
            node.children = []
            self.endRemoveRows()
        if rows:
            self.beginInsertRows(at, 0, len(rows) - 1)
            node.children = self._known(
                [Node("key_result", row.id, node, place, row=row) for place, row in enumerate(rows)]
            )
            self.endInsertRows()

    def _tell(self, node: Node) -> None:
        last = self.createIndex(node.place, len(self.columns) - 1, node.number)
        self.dataChanged.emit(self._index(node), last)


def _key_result_nodes(parent: Node, rows: Sequence[Any]) -> list[Node]:
    return [Node("key_result", row.id, parent, place, row=row) for place, row in enumerate(rows)]
