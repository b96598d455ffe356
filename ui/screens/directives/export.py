"""The items as a workbook, with real dates and percentages; a worker's business."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from okrdesk.i18n import _
from okrdesk.names import name_of

if TYPE_CHECKING:
    from okrdesk.services.coverage import ItemRow


def write_coverage(path: Path, rows: "Sequence[ItemRow]") -> Path:
    """Write items as they are shown; return the path. Raises `Fault` FILE_NOT_WRITTEN."""
    from okrdesk.exchange.export import ExportColumn, write_rows

    columns = [
        ExportColumn(_("Directive")),
        ExportColumn(_("Article")),
        ExportColumn(_("Task of the directive")),
        ExportColumn(_("Lead unit")),
        ExportColumn(_("Supporting units")),
        ExportColumn(_("Due")),
        ExportColumn(_("Target of the task")),
        ExportColumn(_("Axis of results")),
        ExportColumn(_("Objectives")),
        ExportColumn(_("Key results")),
        ExportColumn(_("Tasks")),
        ExportColumn(_("Progress"), "0 %"),
        ExportColumn(_("State")),
        ExportColumn(_("Last recorded")),
    ]
    cells = (
        [
            row.directive,
            row.item.article,
            row.item.title,
            row.lead,
            ", ".join(row.supports),
            row.item.due_on,
            row.item.target,
            name_of(row.item.axis) if row.item.axis else "",
            row.objectives,
            row.key_results,
            row.tasks,
            row.progress,
            name_of(row.state),
            row.moved_on,
        ]
        for row in rows
    )
    return write_rows(path, _("Coverage of directives"), columns, cells)
