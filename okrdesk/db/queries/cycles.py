"""The cycles of an agency, the newest first, and the one that is running today."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from okrdesk.db import schema
from okrdesk.db.rows import cycle_of
from okrdesk.domain.objective import Cycle, CycleKind, CycleState

_LENGTHS = (CycleKind.MONTH, CycleKind.QUARTER, CycleKind.YEAR)


@dataclass(frozen=True)
class CycleRow:
    """One cycle with the code of the one it lies in, and how many objectives it has."""

    id: str
    code: str
    name: str
    kind: CycleKind
    start_on: date
    end_on: date
    state: CycleState
    parent_id: str | None
    parent_code: str
    objectives: int


def all_cycles(connection: Connection, agency_id: str) -> list[Cycle]:
    """Return every cycle: the latest start first, at the same start the longer one first."""
    table = schema.cycle
    rows = connection.execute(
        select(table).where(table.c.agency_id == agency_id, ~table.c.deleted)
    ).mappings()
    cycles = [cycle_of(row) for row in rows]
    return sorted(cycles, key=lambda cycle: (cycle.start_on, cycle.end_on), reverse=True)


def cycle_rows(connection: Connection, agency_id: str) -> tuple[CycleRow, ...]:
    """Return every cycle with what a list shows, in the order of `all_cycles`."""
    objective = schema.objective
    counts = connection.execute(
        select(objective.c.cycle_id, func.count().label("objectives"))
        .where(objective.c.agency_id == agency_id, ~objective.c.deleted, ~objective.c.archived)
        .group_by(objective.c.cycle_id)
    )
    objectives = {row.cycle_id: row.objectives for row in counts}
    cycles = all_cycles(connection, agency_id)
    codes = {cycle.id: cycle.code for cycle in cycles}
    return tuple(
        CycleRow(
            id=cycle.id,
            code=cycle.code,
            name=cycle.name,
            kind=cycle.kind,
            start_on=cycle.start_on,
            end_on=cycle.end_on,
            state=cycle.state,
            parent_id=cycle.parent_id,
            parent_code=codes.get(cycle.parent_id or "", ""),
            objectives=objectives.get(cycle.id, 0),
        )
        for cycle in cycles
    )


def running_cycle(connection: Connection, agency_id: str, day: date) -> Cycle | None:
    """Return the running cycle that holds `day`, the shortest kind first; None where none does."""
    holding = [
        cycle
        for cycle in all_cycles(connection, agency_id)
        if cycle.state is CycleState.RUNNING and cycle.start_on <= day <= cycle.end_on
    ]
    return min(holding, key=lambda cycle: _LENGTHS.index(cycle.kind), default=None)


def enclosing_cycle(connection: Connection, agency_id: str, cycle: Cycle) -> Cycle | None:
    """Return the shortest cycle of a longer kind that `cycle` lies in whole, if there is one."""
    longer = _LENGTHS[_LENGTHS.index(cycle.kind) + 1 :]
    holding = [
        other
        for other in all_cycles(connection, agency_id)
        if other.kind in longer
        and other.start_on <= cycle.start_on
        and cycle.end_on <= other.end_on
    ]
    return min(holding, key=lambda other: _LENGTHS.index(other.kind), default=None)
