"""Coverage of directives: which items have nothing behind them, which move, which are late.

The states and their order are those of `okrdesk.domain.coverage`. Every piece of work that is on
this PC counts; of tasks only those in reach are named one by one.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection, func, select

from okrdesk.db import schema
from okrdesk.db.directive_rows import directive_of, item_of
from okrdesk.db.queries.coverage import Behind, work_behind
from okrdesk.db.queries.key_result_rows import KeyResultRow, key_result_rows
from okrdesk.db.queries.office import units_below
from okrdesk.db.queries.tree import ObjectiveRow
from okrdesk.domain.coverage import (
    CoverageState,
    is_overdue,
    moved_on,
    progress_of,
    progress_of_items,
    state_of,
)
from okrdesk.domain.directive import Directive, DirectiveItem
from okrdesk.domain.permissions import Right
from okrdesk.services.checks import fetch
from okrdesk.services.desk import Desk
from okrdesk.services.lists import whole_objective_rows
from okrdesk.services.task_lists import TaskRow, rows_in_reach

__all__ = [
    "Coverage",
    "CoverageState",
    "DirectiveRow",
    "ItemDetail",
    "ItemRow",
    "find_coverage",
    "find_item_detail",
]

_directive, _item, _file = schema.directive, schema.directive_item, schema.directive_file


@dataclass(frozen=True)
class ItemRow:
    """An item as a list shows it: units by name, state, progress (0–1), how much stands behind it.

    `is_overdue` says that its deadline is over and it is not done, whether anything stands behind
    it or not; `moved_on` is the last day on which something was recorded behind it.
    """

    item: DirectiveItem
    directive: str
    lead: str
    supports: tuple[str, ...]
    state: CoverageState
    progress: float
    is_overdue: bool
    moved_on: date | None
    objectives: int
    key_results: int
    tasks: int


@dataclass(frozen=True)
class DirectiveRow:
    """A directive as a list shows it: its items by state, progress 0–1 (None without items)."""

    directive: Directive
    items: int
    overdue: int
    progress: float | None
    states: Mapping[CoverageState, int]
    files: int


@dataclass(frozen=True)
class Coverage:
    """Directives, the latest issued first, and their items in the order of the document."""

    directives: tuple[DirectiveRow, ...]
    items: tuple[ItemRow, ...]

    @property
    def progress(self) -> float | None:
        """The roll-up over all items (0–1), None where there are none."""
        whole = progress_of_items(Fraction(str(row.progress)) for row in self.items)
        return None if whole is None else float(whole)

    def count(self, state: CoverageState) -> int:
        """Return how many items are in a state."""
        return sum(row.state is state for row in self.items)


@dataclass(frozen=True)
class ItemDetail:
    """An item with its directive and all that stands behind it, each as its own list shows it."""

    row: ItemRow
    directive: Directive
    objectives: tuple[ObjectiveRow, ...]
    key_results: tuple[KeyResultRow, ...]
    tasks: tuple[TaskRow, ...]


def find_coverage(
    desk: Desk, directive_id: str | None = None, unit_id: str | None = None
) -> Coverage:
    """Return the coverage of one directive or of all.

    Of a unit it holds the items that the unit, or one below it, leads or supports. Archived
    directives and items are left out, but an archived directive asked for by id is shown. Raises
    Refused(NOT_FOUND) for a directive or unit that is not there.
    """
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        if directive_id:
            fetch(connection, _directive, desk.agency_id, directive_id)
        if unit_id:
            fetch(connection, schema.unit, desk.agency_id, unit_id)
        directives = _directives(desk, connection, directive_id)
        items = _items(desk, connection, [one.id for one in directives], unit_id)
        rows = _item_rows(desk, connection, items, {one.id: one.code for one in directives})
        files = _file_counts(desk, connection)
    shown = [_directive_row(one, rows, files) for one in directives]
    if unit_id:
        shown = [row for row in shown if row.items]
    return Coverage(tuple(shown), tuple(rows))


def find_item_detail(desk: Desk, item_id: str) -> ItemDetail:
    """Return one item with what stands behind it; raise Refused(NOT_FOUND)."""
    with desk.view() as view:
        connection = view.connection
        item = item_of(fetch(connection, _item, desk.agency_id, item_id))
        stored = fetch(connection, _directive, desk.agency_id, item.directive_id)
        directive = directive_of(stored)
        (row,) = _item_rows(desk, connection, [item], {directive.id: directive.code})
        behind = work_behind(connection, desk.agency_id, [item_id]).get(item_id, [])
        return ItemDetail(
            row,
            directive,
            tuple(whole_objective_rows(view, _ids(behind, "objective"))),
            tuple(key_result_rows(view, _ids(behind, "key_result"))),
            tuple(rows_in_reach(desk, connection, _ids(behind, "task"))),
        )


def _ids(behind: Sequence[Behind], entity: str) -> list[str]:
    return [one.id for one in behind if one.entity == entity]


def _directives(desk: Desk, connection: Connection, only: str | None) -> list[Directive]:
    chosen = ~_directive.c.archived if only is None else _directive.c.id == only
    rows = connection.execute(
        select(_directive)
        .where(_directive.c.agency_id == desk.agency_id, ~_directive.c.deleted, chosen)
        .order_by(_directive.c.issued_on.desc(), _directive.c.code, _directive.c.id)
    ).mappings()
    return [directive_of(row) for row in rows]


def _items(
    desk: Desk, connection: Connection, directives: Sequence[str], unit_id: str | None
) -> list[DirectiveItem]:
    rows = connection.execute(
        select(_item)
        .where(_item.c.agency_id == desk.agency_id, ~_item.c.deleted, ~_item.c.archived)
        .order_by(_item.c.ordinal, _item.c.id)
    ).mappings()
    place = {id: at for at, id in enumerate(directives)}
    found = [item_of(row) for row in rows if row["directive_id"] in place]
    if unit_id is not None:
        units = units_below(connection, desk.agency_id, frozenset([unit_id]))
        found = [one for one in found if units & {one.lead_unit_id, *one.support_unit_ids}]
    return sorted(found, key=lambda one: place[one.directive_id])


def _item_rows(
    desk: Desk,
    connection: Connection,
    items: Collection[DirectiveItem],
    codes: Mapping[str, str],
) -> list[ItemRow]:
    behind = work_behind(connection, desk.agency_id, [one.id for one in items])
    names = _unit_names(desk, connection)
    today = desk.today()
    return [
        _item_row(one, codes[one.directive_id], behind.get(one.id, []), (names, today))
        for one in items
    ]


def _item_row(
    item: DirectiveItem,
    code: str,
    behind: Sequence[Behind],
    ground: tuple[Mapping[str, str], date],
) -> ItemRow:
    names, today = ground
    parts = [one.part for one in behind if one.part is not None]
    entities = Counter(one.entity for one in behind)
    return ItemRow(
        item=item,
        directive=code,
        lead=names.get(item.lead_unit_id or "", ""),
        supports=tuple(names[id] for id in item.support_unit_ids if id in names),
        state=state_of(item.due_on, parts, today),
        progress=float(progress_of(parts)),
        is_overdue=is_overdue(item.due_on, parts, today),
        moved_on=moved_on(parts),
        objectives=entities["objective"],
        key_results=entities["key_result"],
        tasks=entities["task"],
    )


def _directive_row(
    directive: Directive, rows: Sequence[ItemRow], files: Mapping[str, int]
) -> DirectiveRow:
    own = [row for row in rows if row.item.directive_id == directive.id]
    progress = progress_of_items(Fraction(str(row.progress)) for row in own)
    return DirectiveRow(
        directive,
        len(own),
        sum(row.is_overdue for row in own),
        None if progress is None else float(progress),
        Counter(row.state for row in own),
        files.get(directive.id, 0),
    )


def _unit_names(desk: Desk, connection: Connection) -> dict[str, str]:
    unit = schema.unit
    rows = connection.execute(
        select(unit.c.id, unit.c.name).where(unit.c.agency_id == desk.agency_id, ~unit.c.deleted)
    )
    return {row.id: row.name for row in rows}


def _file_counts(desk: Desk, connection: Connection) -> dict[str, int]:
    rows = connection.execute(
        select(_file.c.directive_id, func.count().label("files"))
        .where(_file.c.agency_id == desk.agency_id, ~_file.c.deleted)
        .group_by(_file.c.directive_id)
    )
    return {row.directive_id: row.files for row in rows}
