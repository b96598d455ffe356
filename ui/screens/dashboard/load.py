"""What the dashboard asks on the database thread."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from okrdesk.services.coverage import Coverage
    from okrdesk.services.dashboard import Behind, Dashboard, Wanted
    from okrdesk.services.desk import Desk, Touched
    from okrdesk.services.lists import KeyResultRow


@dataclass(frozen=True)
class Narrowing:
    """What the screen is narrowed to: ids of the top bar and of the filters, or None for all."""

    cycle: str | None = None
    unit: str | None = None
    axis: str | None = None
    directive: str | None = None

    def wanted(self) -> "Wanted":
        """Return the same for the service."""
        from okrdesk.domain.directive import Axis
        from okrdesk.services.dashboard import Wanted

        axis = Axis(self.axis) if self.axis else None
        return Wanted(self.cycle, self.unit, axis, self.directive)


@dataclass(frozen=True)
class Directives:
    """The directives that can be chosen, by id and code, and how they are covered.

    `figures_only` counts the units not all of whose objectives are on this PC, nor in the numbers.
    """

    choices: tuple[tuple[str, str], ...]
    coverage: "Coverage"
    figures_only: int = 0


def first(narrowing: Narrowing, desk: "Desk") -> "Dashboard":
    """Return what stands today."""
    from okrdesk.services.dashboard import open_dashboard

    return open_dashboard(desk, narrowing.wanted())


def trace(narrowing: Narrowing, desk: "Desk") -> int:
    """Count some of the weeks that are missing; return how many that were."""
    from okrdesk.services.dashboard import count_missing

    return count_missing(desk, narrowing.wanted())


def weeks(dashboard: "Dashboard", desk: "Desk") -> "Dashboard":
    """Return the dashboard with its weeks."""
    from okrdesk.services.dashboard import add_weeks

    return add_weeks(desk, dashboard)


def moved(dashboard: "Dashboard", touched: "Touched", desk: "Desk") -> "Dashboard":
    """Return the dashboard after a change."""
    from okrdesk.services.dashboard import refresh_dashboard

    return refresh_dashboard(desk, dashboard, touched)


def moves_little(touched: "Touched") -> bool:
    """Say whether `moved` is quick after a change; else all is read again, bit by bit.

    The window's thread may ask: nothing is read.
    """
    from okrdesk.services.dashboard import moves_little as moves

    return moves(touched)


def directives(narrowing: Narrowing, desk: "Desk") -> Directives:
    """Return the directives to choose from, and the coverage of those chosen."""
    from okrdesk.services.coverage import find_coverage

    whole = find_coverage(desk)
    choices = tuple((row.directive.id, row.directive.code) for row in whole.directives)
    known = narrowing.directive in dict(choices)
    chosen = narrowing.directive if known else None
    is_narrow = chosen or narrowing.unit
    coverage = find_coverage(desk, chosen, narrowing.unit) if is_narrow else whole
    return Directives(choices, coverage, _figures_only(narrowing, desk))


def _figures_only(narrowing: Narrowing, desk: "Desk") -> int:
    from okrdesk.services.cycles import current_cycle
    from okrdesk.services.rollups import units_in_figures

    running = current_cycle(desk)
    cycle = narrowing.cycle or (running.id if running else None)
    return units_in_figures(desk, cycle, narrowing.unit) if cycle else 0


def paper(dashboard: "Dashboard", desk: "Desk") -> "tuple[dict[str, Any], datetime]":
    """Return what the page of the dashboard is filled with, and the moment."""
    from okrdesk.forms.dashboard_paper import paper_data

    return paper_data(desk, dashboard), desk.store.now()


def write_page(
    dashboard: "Dashboard", told: "tuple[dict[str, Any], datetime]", file: "Path"
) -> "Path":
    """Draw the page and write it, on a worker."""
    from okrdesk.charts.dashboard import page_pictures
    from okrdesk.forms.dashboard_paper import on_paper, write_dashboard

    data, at = told
    return write_dashboard(data, page_pictures(on_paper(dashboard)), at, file)


def key_results(ids: tuple[str, ...], desk: "Desk") -> "list[KeyResultRow]":
    """Return the rows of key results, in the order of `ids`."""
    from okrdesk.services.lists import find_key_result_rows

    return find_key_result_rows(desk, ids)


@dataclass(frozen=True)
class Counted:
    """What a number counts: ids of key results, and of the objectives that they belong to."""

    key_results: tuple[str, ...]
    objectives: tuple[str, ...]


def behind(dashboard: "Dashboard", wanted: "Behind", _desk: "Desk") -> Counted:
    """Return what a number counts."""
    from okrdesk.services.dashboard import key_results_behind, objectives_behind

    return Counted(key_results_behind(dashboard, wanted), objectives_behind(dashboard, wanted))
