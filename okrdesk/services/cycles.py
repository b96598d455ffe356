"""Cycles: a year, quarter or month of objectives, nested by date, from draft to closed."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.cycles import CycleRow, cycle_rows, enclosing_cycle, running_cycle
from okrdesk.db.rows import cycle_of
from okrdesk.domain.act import Act
from okrdesk.domain.dates import ROMAN, Period, PeriodKind, format_date, parse_period
from okrdesk.domain.objective import Cycle, CycleKind, CycleState
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.i18n import N_, _
from okrdesk.services.checks import clean_title, fetch, in_order, unused_code
from okrdesk.services.desk import Desk, Done
from okrdesk.services.missing import find_unsettled

__all__ = [
    "NEXT_STATES",
    "CycleRow",
    "add_cycle",
    "current_cycle",
    "edit_cycle",
    "find_cycle",
    "find_cycles",
    "propose_cycle",
    "set_cycle_state",
]

NEXT_STATES: dict[CycleState, tuple[CycleState, ...]] = {
    CycleState.DRAFT: (CycleState.SUBMITTED,),
    CycleState.SUBMITTED: (CycleState.RUNNING, CycleState.DRAFT),
    CycleState.RUNNING: (CycleState.CLOSING, CycleState.DRAFT),
    CycleState.CLOSING: (CycleState.CLOSED,),
    CycleState.CLOSED: (),
}
"""Where a cycle may go next; back from running to draft only while nothing was checked in."""

_NAMES = {
    PeriodKind.YEAR: N_("Year {year}"),
    PeriodKind.QUARTER: N_("Quarter {quarter}/{year}"),
    PeriodKind.MONTH: N_("Month {month}/{year}"),
}
_PARENTS = {
    CycleKind.YEAR: (),
    CycleKind.QUARTER: (CycleKind.YEAR,),
    CycleKind.MONTH: (CycleKind.QUARTER, CycleKind.YEAR),
}
_cycle = schema.cycle


def propose_cycle(desk: Desk, code: str) -> Cycle:
    """Return a draft cycle for "2026", "2026-Q4" or "2026-10": name, dates, parent; not written.

    Raises Refused(BAD_PERIOD).
    """
    cycle = draft_cycle(parse_period(code))
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        parent = enclosing_cycle(connection, desk.agency_id, cycle)
    return replace(cycle, parent_id=parent.id if parent else None)


def draft_cycle(period: Period) -> Cycle:
    """Return the cycle of a period as a draft that is not written yet and has no parent."""
    return Cycle(
        id="",
        code=period.code,
        name=_name_of(period),
        kind=CycleKind(period.kind.value),
        start_on=period.start,
        end_on=period.end,
        state=CycleState.DRAFT,
    )


def add_cycle(desk: Desk, cycle: Cycle) -> Done[str]:
    """Write a new cycle, as a draft whatever state it carries; return its id.

    Raises Refused: NO_AUTHORITY, MISSING_FIELD, BAD_PERIOD (also of another kind), CODE_TAKEN,
    DATES_UPSIDE_DOWN, DATE_OUTSIDE, CYCLE_NESTING, NOT_FOUND (parent).
    """
    with desk.write(Act.ADD_CYCLE) as work:
        desk.require(work.connection, Right.EDIT_CYCLES)
        values = _checked_values(desk, work.connection, cycle, known_as=None)
        id = work.add(_cycle, **values, state=CycleState.DRAFT.value)
    return Done(id, frozenset(work.touched))


def edit_cycle(desk: Desk, cycle: Cycle) -> Done[str]:
    """Change the cycle that has the same id, but for its state; raise as `add_cycle` does.

    A closed cycle is refused (CYCLE_CLOSED).
    """
    with desk.write(Act.EDIT_CYCLE) as work:
        desk.require(work.connection, Right.EDIT_CYCLES)
        before = cycle_of(fetch(work.connection, _cycle, desk.agency_id, cycle.id))
        if before.state is CycleState.CLOSED:
            raise Refused(Code.CYCLE_CLOSED, cycle=before.name)
        values = _checked_values(desk, work.connection, cycle, known_as=cycle.id)
        work.change(_cycle, cycle.id, **values)
    return Done(cycle.id, frozenset(work.touched))


def set_cycle_state(desk: Desk, cycle_id: str, state: CycleState) -> Done[str]:
    """Take a cycle one step on, or back to draft, by `NEXT_STATES`; who and when is in its history.

    It is closed only once all of its objectives are, and each was approved or dropped, with no
    approval waiting. Raises Refused: NO_AUTHORITY, NOT_FOUND, CYCLE_STEP, CYCLE_NOT_SETTLED and
    CYCLE_NOT_JUDGED naming how many are wanting and in which units.
    """
    act = Act.CLOSE_CYCLE if state is CycleState.CLOSED else Act.SET_CYCLE_STATE
    with desk.write(act) as work:
        desk.require(work.connection, Right.EDIT_CYCLES)
        cycle = cycle_of(fetch(work.connection, _cycle, desk.agency_id, cycle_id))
        back = cycle.state is CycleState.RUNNING and state is CycleState.DRAFT
        if state not in NEXT_STATES[cycle.state] or (
            back and _has_check_ins(desk, work.connection, cycle_id)
        ):
            raise Refused(Code.CYCLE_STEP, field="state", cycle=cycle.name)
        if state is CycleState.CLOSED:
            _require_settled(desk, work.connection, cycle)
        work.change(_cycle, cycle_id, state=state.value)
    return Done(cycle_id, frozenset(work.touched))


def _require_settled(desk: Desk, connection: Connection, cycle: Cycle) -> None:
    found = find_unsettled(desk, connection, cycle)
    if found.open:
        count, where = found.open, found.where
        raise Refused(Code.CYCLE_NOT_SETTLED, cycle=cycle.name, count=count, where=where)
    if found.unjudged:
        count, where = found.unjudged, found.where_unjudged
        raise Refused(Code.CYCLE_NOT_JUDGED, cycle=cycle.name, count=count, where=where)


def find_cycles(desk: Desk) -> tuple[CycleRow, ...]:
    """Return all cycles, the newest first; of those with the same start, the longer first."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return cycle_rows(connection, desk.agency_id)


def find_cycle(desk: Desk, id: str) -> Cycle:
    """Return one cycle; raise Refused(NOT_FOUND) where there is none."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return cycle_of(fetch(connection, _cycle, desk.agency_id, id))


def current_cycle(desk: Desk) -> Cycle | None:
    """Return the running cycle that holds today: a month before its quarter, then the year."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return running_cycle(connection, desk.agency_id, desk.today())


def _name_of(period: Period) -> str:
    return _(_NAMES[period.kind]).format(
        year=period.start.year,
        quarter=ROMAN[(period.start.month - 1) // 3],
        month=f"{period.start.month:02}",
    )


def _checked_values(
    desk: Desk, connection: Connection, cycle: Cycle, *, known_as: str | None
) -> dict[str, Any]:
    period = _period(cycle)
    name = clean_title(cycle.name, "Name", "name", 100)
    unused_code(connection, _cycle, desk.agency_id, period.code, known_as)
    in_order(cycle.start_on, cycle.end_on)
    _within(cycle, period.start, period.end)
    if cycle.parent_id:
        parent = cycle_of(fetch(connection, _cycle, desk.agency_id, cycle.parent_id))
        if parent.kind not in _PARENTS[cycle.kind]:
            raise Refused(Code.CYCLE_NESTING, field="parent_id")
        _within(cycle, parent.start_on, parent.end_on)
    for child in _children(desk, connection, known_as):
        _within(child, cycle.start_on, cycle.end_on)
    return {
        "code": period.code,
        "name": name,
        "kind": cycle.kind.value,
        "start_on": cycle.start_on,
        "end_on": cycle.end_on,
        "parent_id": cycle.parent_id,
    }


def _period(cycle: Cycle) -> Period:
    """Return the period that the code names; refuse one of another kind than the cycle's."""
    try:
        period = parse_period(clean_title(cycle.code, "Code", "code", 20))
    except Refused as error:
        raise Refused(error.code, field="code", **error.params) from error
    if period.kind.value != cycle.kind.value:
        raise Refused(Code.BAD_PERIOD, field="code", text=cycle.code)
    return period


def _within(cycle: Cycle, start: date, end: date) -> None:
    """Refuse a cycle that goes beyond `start`..`end`, at the date that does."""
    for field, day in (("start_on", cycle.start_on), ("end_on", cycle.end_on)):
        if not start <= day <= end:
            raise Refused(
                Code.DATE_OUTSIDE,
                field=field,
                date=format_date(day),
                start=format_date(start),
                end=format_date(end),
            )


def _children(desk: Desk, connection: Connection, id: str | None) -> list[Cycle]:
    if id is None:
        return []
    rows = connection.execute(
        select(_cycle).where(
            _cycle.c.agency_id == desk.agency_id, _cycle.c.parent_id == id, ~_cycle.c.deleted
        )
    ).mappings()
    return [cycle_of(row) for row in rows]


def _has_check_ins(desk: Desk, connection: Connection, cycle_id: str) -> bool:
    check_in, key_result, objective = schema.check_in, schema.key_result, schema.objective
    found = connection.scalar(
        select(check_in.c.id)
        .join(key_result, named_by(key_result, check_in.c.key_result_id))
        .join(objective, named_by(objective, key_result.c.objective_id))
        .where(
            check_in.c.agency_id == desk.agency_id,
            objective.c.cycle_id == cycle_id,
            ~check_in.c.deleted,
        )
        .limit(1)
    )
    return found is not None
