"""What a reorganisation of units does, as a workbook: units before and after, who goes where."""

from pathlib import Path
from typing import Any

from okrdesk.exchange.export import ExportColumn, write_rows
from okrdesk.field_names import FOLLOWING
from okrdesk.i18n import N_, _
from okrdesk.services.reorganisation import Report

_COLUMNS = (
    N_("Part"), N_("Name"), N_("Before"), N_("After"), N_("People"), N_("Open objectives")
)  # fmt: skip


def write_reorganisation_list(report: Report, path: Path) -> Path:
    """Write the report as a workbook; return the path. Raises `Fault` FILE_NOT_WRITTEN."""
    cells: list[list[Any]] = []
    for side, rows in ((_("Before"), report.before), (_("After"), report.after)):
        cells += [
            [f"{_('Unit')} – {side}", row.name, row.above, "", row.people, row.objectives]
            for row in rows
        ]
    cells += [
        [_(FOLLOWING[one.entity]), one.title, one.before, one.after, None, None]
        for one in (*report.below, *report.people, *report.work)
    ]
    columns = [ExportColumn(_(name)) for name in _COLUMNS]
    return write_rows(path, _("Reorganisation"), columns, cells)
