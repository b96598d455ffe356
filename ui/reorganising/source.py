"""What the wizard reads and writes: runs on the database thread, the report on a worker."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from okrdesk.domain.organisation import Agency
from okrdesk.domain.reorganisation import Plan

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done
    from okrdesk.services.reorganisation import Followed, Report
    from okrdesk.services.units import UnitRow


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


@dataclass(frozen=True)
class Head:
    """What the report on paper bears: the agency, and who makes it and when."""

    agency: Agency
    compiler: str
    at: datetime


def head(desk: "Desk") -> Head:
    """Return what the report on paper bears."""
    from okrdesk.services.office import find_agency, find_own_name

    return Head(find_agency(desk), find_own_name(desk), desk.store.now())


def write_report(path: Path, report: "Report", head: Head) -> Path:
    """Write the report as PDF, or as a workbook where the suffix says so; return the path.

    Raises `Fault` FILE_NOT_WRITTEN.
    """
    if path.suffix.lower() == ".xlsx":
        from okrdesk.exchange.reorganisation_list import write_reorganisation_list

        return write_reorganisation_list(report, path)
    from okrdesk.forms.reorganisation_paper import write_reorganisation

    return write_reorganisation(report, head.agency, head.compiler, head.at, path)
