"""A list of tasks as a workbook: what the grid shows, in its order, with real numbers and dates."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from okrdesk.exchange.export import ExportColumn, Shown, write_rows
from okrdesk.i18n import N_, _
from okrdesk.names import name_of

if TYPE_CHECKING:
    from okrdesk.services.task_lists import TaskRow


def _shares(row: "TaskRow") -> str:
    return "; ".join(f"{share.name} {share.percent:f} %" for share in row.shares)


_COLUMNS: tuple[tuple[str, "Callable[[TaskRow], Shown]"], ...] = (
    (N_("Task"), lambda row: row.title),
    (N_("Who"), lambda row: row.owner),
    (N_("Unit"), lambda row: row.unit),
    (N_("Source"), lambda row: name_of(row.source)),
    (N_("Catalogue code"), lambda row: row.item_code),
    (N_("Quantity"), lambda row: row.quantity),
    (N_("Coefficient"), lambda row: row.coefficient),
    (N_("Axis of results"), lambda row: name_of(row.axis) if row.axis else ""),
    (N_("Difficulty"), lambda row: row.difficulty_name),
    (N_("Products converted"), lambda row: row.converted),
    (N_("Start"), lambda row: row.start_on),
    (N_("Due"), lambda row: row.due_on),
    (N_("Quantity done"), lambda row: row.done),
    (N_("Done on"), lambda row: row.done_on),
    (N_("Working days late"), lambda row: row.late_days or None),
    (N_("Content errors"), lambda row: row.content_errors or None),
    (N_("Delays"), lambda row: row.delays or None),
    (N_("Errors excused"), lambda row: row.exempt_errors or None),
    (N_("Delays excused"), lambda row: row.exempt_delays or None),
    (N_("Objective cause"), lambda row: name_of(row.cause) if row.cause else ""),
    (N_("State"), lambda row: name_of(row.state)),
    (N_("Assigned by"), lambda row: row.assigner),
    (N_("Co-workers"), _shares),
    (N_("Note"), lambda row: row.note),
    (N_("Item of a directive"), lambda row: row.serves),
)


def write_task_list(path: Path, rows: "Iterable[TaskRow]") -> Path:
    """Write tasks as a list shows them; return the path. Raises `Fault` FILE_NOT_WRITTEN."""
    columns = [ExportColumn(_(title)) for title, _value in _COLUMNS]
    cells = ([value(row) for _title, value in _COLUMNS] for row in rows)
    return write_rows(path, _("Tasks"), columns, cells)
