"""Evaluation periods: a month, quarter or year that is opened, evaluated, and closed for ever.

A period is known by its code (2026-10, 2026-Q4, 2026). Its id follows from the code, so that two
PCs that open the same month without a network have opened one. Closing needs a decision on
everybody; afterwards a single evaluation is reopened with a reason (`evaluation_steps`), or the
whole period (`reopen_period`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import Connection, func, select

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.domain.act import Act
from okrdesk.domain.dates import format_date, parse_period
from okrdesk.domain.evaluation.steps import PeriodState
from okrdesk.domain.evaluation.workflow import EvaluationState
from okrdesk.domain.evaluation.working_days import WorkCalendar
from okrdesk.domain.identity import period_id
from okrdesk.domain.objective import CycleKind
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import Row, fetch, within
from okrdesk.services.cycles import draft_cycle
from okrdesk.services.desk import Desk, Done
from okrdesk.services.evaluation_rows import Missing, missing_in, states_in
from okrdesk.services.putting import put
from okrdesk.services.task_rules import calendar_on, packs_on

_period = schema.period
_NOTE_LIMIT = 4_000
_SELF_DAYS, _REVIEW_DAYS, _APPROVE_DAYS = 3, 6, 10
"""Working days after the end of a period; where an office says nothing else."""


@dataclass(frozen=True)
class Dues:
    """The days by which officers score, heads review and the authority approves."""

    self_due_on: date | None = None
    review_due_on: date | None = None
    approve_due_on: date | None = None


@dataclass(frozen=True)
class Period:
    """An evaluation period, both days included; `note` is why it was reopened last."""

    id: str
    code: str
    name: str
    kind: CycleKind
    start_on: date
    end_on: date
    state: PeriodState
    dues: Dues = field(default_factory=Dues)
    note: str = ""

    @property
    def is_closed(self) -> bool:
        """Whether it takes no scores any more."""
        return self.state is PeriodState.CLOSED


@dataclass(frozen=True)
class PeriodRow:
    """A period with how many evaluations it has, and how many of them are approved."""

    period: Period
    total: int
    approved: int


def propose_period(desk: Desk, code: str) -> Period:
    """Return the period that a code names with the usual due days; nothing is written.

    Raises Refused(BAD_PERIOD).
    """
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        return _proposed(connection, desk.agency_id, code)


def open_period(desk: Desk, code: str, dues: Dues | None = None) -> Done[str]:
    """Open the period that a code names; return its id.

    Raises Refused: NO_AUTHORITY, BAD_PERIOD, CODE_TAKEN, DATES_UPSIDE_DOWN.
    """
    with desk.write(Act.ADD_PERIOD) as work:
        desk.require(work.connection, Right.EDIT_PERIODS)
        period = _proposed(work.connection, desk.agency_id, code)
        if _by_code(work.connection, desk.agency_id, period.code) is not None:
            raise Refused(Code.CODE_TAKEN, field="code", code=period.code, name=period.name)
        write_period(work, period, _checked(dues) if dues else period.dues)
    return Done(period.id, frozenset(work.touched))


def edit_period(desk: Desk, id: str, dues: Dues) -> Done[str]:
    """Change the due days of a period.

    Raises Refused: NO_AUTHORITY, NOT_FOUND, PERIOD_CLOSED, DATES_UPSIDE_DOWN.
    """
    with desk.write(Act.EDIT_PERIOD) as work:
        desk.require(work.connection, Right.EDIT_PERIODS)
        require_open(fetch_period(work.connection, desk.agency_id, id))
        work.change(_period, id, **_due_values(_checked(dues)))
    return Done(id, frozenset(work.touched))


def close_period(desk: Desk, id: str) -> Done[str]:
    """Close a period in which everybody's evaluation is approved.

    Raises Refused: NO_AUTHORITY, NOT_FOUND, PERIOD_CLOSED, PERIOD_INCOMPLETE (`missing` names who).
    """
    with desk.write(Act.CLOSE_PERIOD) as work:
        desk.require(work.connection, Right.EDIT_PERIODS)
        period = fetch_period(work.connection, desk.agency_id, id)
        require_open(period)
        missing = missing_in(work.connection, desk, period)
        if missing:
            raise _incomplete(period, missing)
        work.change(_period, id, state=PeriodState.CLOSED.value)
    return Done(id, frozenset(work.touched))


def reopen_period(desk: Desk, id: str, reason: str) -> Done[str]:
    """Open a closed period again, with the reason, by who may reopen evaluations.

    What is approved in it stays so, until it is reopened itself; its tasks can be changed again.
    Raises Refused: NO_AUTHORITY, NOT_FOUND, PERIOD_OPEN, REASON_NEEDED, TOO_LONG.
    """
    note = within(reason.strip(), _NOTE_LIMIT, "comment")
    if not note:
        raise Refused(Code.REASON_NEEDED, field="comment")
    with desk.write(Act.REOPEN_PERIOD) as work:
        desk.require(work.connection, Right.REOPEN_EVALUATIONS)
        period = fetch_period(work.connection, desk.agency_id, id)
        if not period.is_closed:
            raise Refused(Code.PERIOD_OPEN, period=period.code)
        work.change(_period, id, state=PeriodState.OPEN.value, note=note)
    return Done(id, frozenset(work.touched))


def find_periods(desk: Desk) -> list[PeriodRow]:
    """Return all periods, the latest first, with how far each has come."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        rows = connection.execute(
            select(_period).where(_period.c.agency_id == desk.agency_id, ~_period.c.deleted)
        ).mappings()
        periods = [period_of(row) for row in rows]
        totals = _totals(connection, desk.agency_id)
        periods.sort(key=lambda one: (one.end_on, one.start_on), reverse=True)
        return [_with_counts(connection, desk, one, totals.get(one.id, 0)) for one in periods]


def find_period(desk: Desk, text: str) -> Period:
    """Return the period of a code or an id; raise Refused(NOT_FOUND)."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        row = _by_code(connection, desk.agency_id, text)
        return period_of(row or fetch(connection, _period, desk.agency_id, text))


def find_missing(desk: Desk, id: str) -> list[Missing]:
    """Return who keeps a period from being closed, and what is missing of each."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        period = fetch_period(connection, desk.agency_id, id)
        return missing_in(connection, desk, period)


def fetch_period(connection: Connection, agency_id: str, id: str) -> Period:
    """Return a period inside a transaction that reads more; raise Refused(NOT_FOUND)."""
    return period_of(fetch(connection, _period, agency_id, id))


def require_open(period: Period) -> None:
    """Raise Refused(PERIOD_CLOSED) unless the period takes scores."""
    if period.is_closed:
        raise Refused(Code.PERIOD_CLOSED, period=period.code)


def period_of(row: Row) -> Period:
    """Return the period that a row of `period` holds."""
    return Period(
        id=row["id"],
        code=row["code"],
        name=draft_cycle(parse_period(row["code"])).name,
        kind=CycleKind(row["kind"]),
        start_on=row["start_on"],
        end_on=row["end_on"],
        state=PeriodState(row["state"]),
        dues=Dues(row["self_due_on"], row["review_due_on"], row["approve_due_on"]),
        note=row["note"],
    )


def write_period(work: Work, period: Period, dues: Dues) -> None:
    """Write an open period inside an act that does more, such as the sample's."""
    values = {
        "code": period.code,
        "kind": period.kind.value,
        "start_on": period.start_on,
        "end_on": period.end_on,
        "state": period.state.value,
        **_due_values(dues),
    }
    put(work, _period, {period.id: values})


def usual_dues(end_on: date, calendar: WorkCalendar) -> Dues:
    """Return the days that a period has where an office says nothing else."""
    counts = (_SELF_DAYS, _REVIEW_DAYS, _APPROVE_DAYS)
    return Dues(*(calendar.add(end_on, days) for days in counts))


def _proposed(connection: Connection, agency_id: str, code: str) -> Period:
    named = parse_period(code)
    cycle = draft_cycle(named)
    end_on = named.end
    calendar = calendar_on(connection, agency_id, end_on)
    packs = packs_on(connection, agency_id, end_on)
    days = (pack.year.done_before(end_on.year) for pack in packs)
    last = next((day for day in days if day is not None), None)
    dues = usual_dues(end_on, calendar)
    if cycle.kind is CycleKind.YEAR and last is not None:
        dues = _before(last, calendar)
    return Period(
        id=period_id(agency_id, named.code),
        code=named.code,
        name=cycle.name,
        kind=cycle.kind,
        start_on=named.start,
        end_on=end_on,
        state=PeriodState.OPEN,
        dues=dues,
    )


def _before(last: date, calendar: WorkCalendar) -> Dues:
    """Return the days of a year that has to be done before the day `last`."""
    done = last - timedelta(days=1)
    steps = (_APPROVE_DAYS - _SELF_DAYS, _APPROVE_DAYS - _REVIEW_DAYS)
    first, second = (calendar.back(done, days) for days in steps)
    return Dues(first, second, done)


def _checked(dues: Dues) -> Dues:
    days = (dues.self_due_on, dues.review_due_on, dues.approve_due_on)
    given = [day for day in days if day is not None]
    for earlier, later in pairwise(given):
        if later < earlier:
            raise Refused(
                Code.DATES_UPSIDE_DOWN,
                field="approve_due_on",
                start=format_date(earlier),
                end=format_date(later),
            )
    return dues


def _due_values(dues: Dues) -> dict[str, date | None]:
    return {name: getattr(dues, name) for name in Dues.__dataclass_fields__}


def _by_code(connection: Connection, agency_id: str, code: str) -> Row | None:
    return (
        connection.execute(
            select(_period).where(
                _period.c.agency_id == agency_id,
                _period.c.code == code.strip().upper(),
                ~_period.c.deleted,
            )
        )
        .mappings()
        .first()
    )


def _totals(connection: Connection, agency_id: str) -> dict[str, int]:
    evaluation = schema.evaluation
    rows = connection.execute(
        select(evaluation.c.period_id, func.count())
        .where(evaluation.c.agency_id == agency_id, ~evaluation.c.deleted)
        .group_by(evaluation.c.period_id)
    )
    return {row[0]: row[1] for row in rows}


def _with_counts(connection: Connection, desk: Desk, period: Period, total: int) -> PeriodRow:
    """Count what is approved; in a closed period that is all."""
    if period.is_closed or not total:
        return PeriodRow(period, total, total)
    return PeriodRow(period, total, _approved(connection, desk, period))


def _approved(connection: Connection, desk: Desk, period: Period) -> int:
    states = states_in(connection, desk.agency_id, period.id).values()
    return sum(state is EvaluationState.APPROVED for state in states)


def _incomplete(period: Period, missing: Sequence[Missing]) -> Refused:
    names = ", ".join(one.name for one in missing[:5]) + ("…" if len(missing) > 5 else "")
    return Refused(
        Code.PERIOD_INCOMPLETE,
        period=period.code,
        count=len(missing),
        names=names,
        missing=list(missing),
    )
