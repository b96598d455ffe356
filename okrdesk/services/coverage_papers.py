"""The paper of the coverage of directives (B1): what they ask for and how far that has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from okrdesk.domain.coverage import CoverageState
from okrdesk.domain.directive import Directive
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import Right
from okrdesk.services.coverage import Coverage, ItemRow, find_coverage
from okrdesk.services.desk import Desk
from okrdesk.services.paper_ground import ground_of, percent
from okrdesk.services.papers import BandShare, Paper, Span
from okrdesk.services.unit_papers import unit_bearer

_WHOLE: Mapping[str, Any] = {"places": 0}


@dataclass(frozen=True)
class CoverageRow:
    """An item; `progress` in percent, the figures count what stands behind it."""

    name: str
    lead: str
    supports: str
    target: str
    state: CoverageState
    is_overdue: bool
    due: date | None = None
    progress: Decimal | None = field(default=None, metadata=_WHOLE)
    objectives: int = 0
    key_results: int = 0
    tasks: int = 0


@dataclass(frozen=True)
class DirectivePart:
    """A directive with its items; `progress` in percent."""

    directive: Directive
    rows: tuple[CoverageRow, ...]
    progress: Decimal | None = field(default=None, metadata=_WHOLE)


@dataclass(frozen=True, kw_only=True)
class CoveragePaper(Paper):
    """What a unit, with all below it, has a part in; `okr` is the roll-up over the items."""

    parts: tuple[DirectivePart, ...]
    shares: tuple[BandShare, ...] = ()


def find_coverage_paper(desk: Desk, year: str, unit_id: str) -> CoveragePaper:
    """Return the coverage of directives of a unit as of today; `year` only names the sheet.

    Raises Refused: NOT_FOUND, NO_AUTHORITY.
    """
    coverage = find_coverage(desk, unit_id=unit_id)
    with desk.read() as connection:
        desk.require(connection, Right.PRINT_FORMS, [Owner(unit_id=unit_id)])
        ground = ground_of(desk, connection)
        bearer = unit_bearer(desk, connection, unit_id, desk.today())
    return CoveragePaper(
        agency=ground.agency,
        period=Span(year, date(int(year), 1, 1), ground.on),
        bearer=bearer,
        on=ground.on,
        head=ground.head_of_unit(unit_id),
        compiler=ground.names.get(desk.person_id, ""),
        okr=percent(coverage.progress),
        parts=_parts(coverage),
        shares=shares_of(coverage),
    )


def _parts(coverage: Coverage) -> tuple[DirectivePart, ...]:
    return tuple(
        DirectivePart(
            one.directive,
            tuple(
                row_of(row) for row in coverage.items if row.item.directive_id == one.directive.id
            ),
            percent(one.progress),
        )
        for one in coverage.directives
    )


def row_of(row: ItemRow) -> CoverageRow:
    """Return an item as papers tell it."""
    return CoverageRow(
        name=". ".join(filter(None, (row.item.article, row.item.title))),
        lead=row.lead,
        supports="; ".join(row.supports),
        target=row.item.target,
        state=row.state,
        is_overdue=row.is_overdue,
        due=row.item.due_on,
        progress=percent(row.progress),
        objectives=row.objectives,
        key_results=row.key_results,
        tasks=row.tasks,
    )


def shares_of(coverage: Coverage) -> tuple[BandShare, ...]:
    """Return how many items are in each state that some item is in, and their share."""
    total = len(coverage.items)
    counts = {state: coverage.count(state) for state in CoverageState}
    return tuple(
        BandShare(state.value, count, Decimal(100 * count) / total)
        for state, count in counts.items()
        if count
    )
