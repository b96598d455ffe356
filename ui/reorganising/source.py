"""What the wizard reads and writes: runs on the database thread, the workbook on a worker."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.domain.reorganisation import Plan
from okrdesk.i18n import N_, _

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done
    from okrdesk.services.reorganisation import Followed, Report
    from okrdesk.services.units import UnitRow

ENTITIES = {
    "unit": N_("Unit below"),
    "person": N_("Person"),
    "objective": N_("Objective"),
    "key_result": N_("Key result"),
    "task": N_("Task"),
    "indicator": N_("Indicator"),
    "directive_item": N_("Directive item led"),
    "objective_share": N_("Objective shared"),
    "support": N_("Directive item supported"),
}


@dataclass(frozen=True)
class Ground:
    """The day, and the units in force on it in tree order."""

    today: date
    units: "tuple[UnitRow, ...]"


def ground(desk: "Desk") -> Ground:
    """Return what the first page offers."""
    from okrdesk.services.units import find_units

    return Ground(desk.today(), find_units(desk, desk.today()))


def preview(plan: Plan, desk: "Desk") -> "Report":
    """Return what a plan would do."""
    from okrdesk.services.reorganisation import preview as read

    return read(desk, plan)


def carry_out(plan: Plan, desk: "Desk") -> "Done[Report]":
    """Carry a plan out."""
    from okrdesk.services.reorganisation import reorganise

    return reorganise(desk, plan)


def lines(report: "Report") -> "tuple[Followed, ...]":
    """Return all that follows, or stays: units, people, work."""
    return (*report.below, *report.people, *report.work)


def write_report(path: Path, report: "Report") -> Path:
    """Write the report as a workbook; return the path. Raises `Fault` FILE_NOT_WRITTEN."""
    from okrdesk.exchange.export import ExportColumn, write_rows

    names = (N_("Part"), N_("Name"), N_("Before"), N_("After"), N_("People"), N_("Open objectives"))
    cells: list[list[Any]] = []
    for side, rows in ((_("Before"), report.before), (_("After"), report.after)):
        cells += [
            [f"{_('Unit')} – {side}", row.name, row.above, "", row.people, row.objectives]
            for row in rows
        ]
    cells += [
        [_(ENTITIES[one.entity]), one.title, one.before, one.after, None, None]
        for one in lines(report)
    ]
    columns = [ExportColumn(_(name)) for name in names]
    return write_rows(path, _("Reorganisation"), columns, cells)
