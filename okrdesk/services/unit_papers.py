"""The papers of a unit's results in a period: F4, F5, F6A, F6B, F12A."""

from collections import Counter
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from okrdesk.db.queries.cycles import CycleRow
from okrdesk.domain.evaluation.pack import FormWords
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import Right
from okrdesk.services.cycles import find_cycles
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_tables import UnitRow, UnitTable, unit_table
from okrdesk.services.paper_ground import capital, ground_of, percent, span_of
from okrdesk.services.papers import (
    BandShare,
    Bearer,
    BroughtScore,
    ResultRow,
    ResultsPaper,
    Span,
)
from okrdesk.services.rollups import count_units
from okrdesk.services.rule_packs import find_pack
from okrdesk.services.units_then import unit_on


def find_results_paper(desk: Desk, period_id: str, unit_id: str) -> ResultsPaper:
    """Return the results of a unit with all below it, as far as one may read them.

    Raises Refused: NOT_FOUND, NO_AUTHORITY.
    """
    table = unit_table(desk, period_id, unit_id)
    span = span_of(table.period)
    with desk.read() as connection:
        desk.require(connection, Right.PRINT_FORMS, [Owner(unit_id=unit_id)])
        ground = ground_of(desk, connection)
        bearer = unit_bearer(desk, connection, unit_id, span.last)
    packs = [find_pack(desk, id) for id in sorted({row.pack_id for row in table.rows})]
    return ResultsPaper(
        agency=ground.agency,
        period=span,
        bearer=bearer,
        on=ground.on,
        head=ground.head_of_unit(unit_id),
        compiler=ground.names.get(desk.person_id, ""),
        okr=unit_progress(desk, unit_id, span),
        words=packs[0].form if packs else FormWords(),
        rows=tuple(_row(row, table) for row in table.rows),
        shares=_shares(table),
        legal="; ".join(dict.fromkeys(pack.legal.reference for pack in packs)),
    )


def unit_bearer(desk: Desk, connection: Connection, unit_id: str, on: date) -> Bearer:
    """Return a unit as a paper of a day names it, with the one above; raise Refused(NOT_FOUND)."""
    unit = unit_on(connection, desk.agency_id, unit_id, on)
    above = ""
    if unit.parent_id:
        above = unit_on(connection, desk.agency_id, unit.parent_id, on).name
    return Bearer(unit.name, unit=above, code=unit.code, is_person=False)


def cycles_around(desk: Desk, span: Span) -> list[CycleRow]:
    """Return the cycles that a period lies in, the shortest first."""
    around = [
        cycle
        for cycle in find_cycles(desk)
        if cycle.start_on <= span.first and span.last <= cycle.end_on
    ]
    return sorted(around, key=lambda cycle: cycle.end_on - cycle.start_on)


def unit_progress(desk: Desk, unit_id: str, span: Span) -> Decimal | None:
    """Return how far a unit's objectives are in percent, in the shortest cycle around `span`."""
    around = cycles_around(desk, span)
    if not around:
        return None
    figures = {one.unit_id: one.progress for one in count_units(desk, around[0].id)}
    return percent(figures.get(unit_id))


def _row(row: UnitRow, table: UnitTable) -> ResultRow:
    names = {id: capital(band.name) for id, band in table.bands.items()}
    return ResultRow(
        name=row.name,
        unit=row.unit,
        title=row.title,
        code=row.code,
        born_year=str(row.born_on.year) if row.born_on else "",
        general=row.general,
        points=row.points,
        total=row.total,
        own_band=names.get(row.self_band or "", ""),
        proposed_band=names.get(row.proposed_band or "", ""),
        band=names.get(row.approved_band or "", ""),
        days=row.days,
        days_present=row.days_present,
        brought=tuple(BroughtScore(one.period, one.points, one.office) for one in row.brought),
        note=row.note,
    )


def _shares(table: UnitTable) -> tuple[BandShare, ...]:
    """Return how many have each band by the approval, or the head's proposal, and how many none.

    What somebody gave oneself is on the list, but no result of the unit.
    """
    counts = Counter(row.approved_band or row.proposed_band or "" for row in table.rows)
    names = {id: capital(band.name) for id, band in table.bands.items()} | {"": ""}
    return tuple(
        BandShare(name, counts[id], Decimal(100 * counts[id]) / len(table.rows))
        for id, name in names.items()
        if counts[id] or (id and table.rows)
    )
