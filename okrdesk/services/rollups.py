"""Figures of units whose objectives do not arrive on this PC, as the server last counted them."""

from collections.abc import Mapping
from dataclasses import dataclass

from okrdesk.db.queries.rollups import Figures, Place, figures_of_units, stored_figures
from okrdesk.db.queries.units import unit_rows
from okrdesk.domain.health import Health
from okrdesk.services.desk import Desk
from okrdesk.services.lists import unit_with_all_below


@dataclass(frozen=True)
class UnitFigures:
    """What is told of a unit with all below it in a cycle; `progress` is 0–1, None without parts.

    `health` counts key results by the mark they show.
    """

    unit_id: str
    cycle_id: str
    objectives: int
    key_results: int
    progress: float | None
    overdue: int
    health: Mapping[Health, int]


def find_rollups(desk: Desk, cycle_id: str | None = None) -> list[UnitFigures]:
    """Return the server's figures of units too deep to arrive in full, of a cycle or of all."""
    with desk.view() as view:
        found = stored_figures(view)
    return _listed(found, cycle_id)


def units_in_figures(desk: Desk, cycle_id: str, unit_id: str | None = None) -> int:
    """Return how many units, of all or of one with those below, are told in figures in a cycle.

    What counts the rows that are here leaves them out.
    """
    told = {one.unit_id for one in find_rollups(desk, cycle_id)}
    return len(told & unit_with_all_below(desk, unit_id) if unit_id else told)


def count_units(desk: Desk, cycle_id: str | None = None) -> list[UnitFigures]:
    """Return the same figures for every unit: counted from the rows, where these are here."""
    with desk.view() as view:
        units = unit_rows(view.connection, view.agency_id, None, view.today)
        parents = {unit.id: unit.parent_id for unit in units}
        found = figures_of_units(view, parents, stored_figures(view))
    return _listed(found, cycle_id)


def _listed(found: Mapping[Place, Figures], cycle_id: str | None) -> list[UnitFigures]:
    return [
        UnitFigures(
            unit_id=unit,
            cycle_id=cycle,
            objectives=figures.total.number,
            key_results=figures.key_results,
            progress=figures.total.progress,
            overdue=figures.overdue,
            health={Health(mark): count for mark, count in sorted(figures.health.items())},
        )
        for (unit, cycle), figures in sorted(found.items())
        if cycle_id in (None, cycle)
    ]
