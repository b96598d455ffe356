"""The list as a workbook: the rows that the filters let through, with the columns that show.

The item of a directive that each carries out stands beside them, as an import reads it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.i18n import N_, _
from ui.screens.objectives import load
from ui.screens.objectives.columns import COLUMNS, FORMATS, exported, is_key_result

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

_AT_ONCE = 400
_LEVELS = {"group": N_("Unit or person"), "objective": N_("Objective"), "key": N_("Key result")}


@dataclass(frozen=True)
class Sheet:
    """The rows to write, in order, the columns that show, and what cites the item served, by id."""

    columns: tuple[str, ...]
    rows: tuple[Any, ...]
    serves: Mapping[str, str]


def rows_to_export(wanted: load.Wanted, columns: Sequence[str], desk: "Desk") -> Sheet:
    """Return every row that `wanted` lets through: groups, objectives, key results."""
    listed = load.listed(wanted, desk)
    if wanted.grouped:
        rows = tuple(_grouped(listed.groups, desk))
    else:
        rows = tuple(_with_key_results(listed.ids, desk))
    return Sheet(tuple(columns), rows, _serves(rows, desk))


def write_sheet(sheet: Sheet, path: Path, tell: Callable[..., object]) -> Path:
    """Write the workbook; a worker's business."""
    from okrdesk.exchange.export import ExportColumn, write_rows

    titles = {column.id: _(column.title) for column in COLUMNS}
    columns = [ExportColumn(_("Level"))]
    columns += [ExportColumn(titles[id], FORMATS.get(id, "")) for id in sheet.columns]
    columns.append(ExportColumn(_("Item of a directive")))

    def lines() -> Iterator[list[Any]]:
        for place, row in enumerate(sheet.rows):
            if place % 500 == 0:
                tell(place, len(sheet.rows))
            cells = [_cell(id, row) for id in sheet.columns]
            yield [_level(row), *cells, sheet.serves.get(getattr(row, "id", ""))]

    return write_rows(path, _("Objectives"), columns, lines())


def _with_key_results(ids: Sequence[str], desk: "Desk") -> Iterator[Any]:
    for first in range(0, len(ids), _AT_ONCE):
        chunk = ids[first : first + _AT_ONCE]
        below: dict[str, list[Any]] = {id: [] for id in chunk}
        for row in load.key_results_under(chunk, desk):
            below[row.objective_id].append(row)
        for objective in load.objective_rows(chunk, desk):
            yield objective
            yield from below[objective.id]


def _serves(rows: Sequence[Any], desk: "Desk") -> Mapping[str, str]:
    from okrdesk.services.citing import find_served

    works = [row for row in rows if not hasattr(row, "objective_ids")]
    found: dict[str, str] = {}
    for entity, is_below in (("objective", False), ("key_result", True)):
        ids = [row.id for row in works if is_key_result(row) is is_below]
        found |= {id: one.cited for id, one in find_served(desk, entity, ids).items()}
    return found


def _grouped(groups: Sequence[Any], desk: "Desk") -> Iterator[Any]:
    for group in groups:
        yield group
        yield from _with_key_results(group.objective_ids, desk)
        yield from _grouped(group.groups, desk)


def _level(row: Any) -> str:
    if hasattr(row, "objective_ids"):
        return _(_LEVELS["group"])
    return _(_LEVELS["key" if is_key_result(row) else "objective"])


def _cell(column: str, row: Any) -> Any:
    if hasattr(row, "objective_ids") and column not in ("title", "progress"):
        return None
    return exported(column, row)
