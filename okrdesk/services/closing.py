"""Closing objectives: the grades of their key results, their own, an outcome and the reason.

Nothing is carried over by closing; `okrdesk.services.copying` does that where somebody asks for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.among import in_chunks
from okrdesk.db.journal import Work
from okrdesk.db.queries.closings import closures_of_key_results, closures_of_objectives
from okrdesk.db.queries.key_result_rows import KeyResultRow, key_results_under
from okrdesk.db.queries.view import View
from okrdesk.db.rows import objective_of
from okrdesk.domain.act import Act
from okrdesk.domain.closing import (
    Closure,
    Outcome,
    check_grade,
    mean_grade,
    suggest_grade,
    suggest_outcome,
)
from okrdesk.domain.objective import Commitment, CycleState, Objective, Owner
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch, open_cycle, within
from okrdesk.services.desk import Desk, Done
from okrdesk.services.lists import ObjectiveRow, whole_objective_rows

REASON_LIMIT = 2000


@dataclass(frozen=True)
class Grade:
    """A grade (0.0–1.0, one decimal) with its reason of one line."""

    grade: Decimal
    reason: str


@dataclass(frozen=True)
class Ending:
    """How an objective ends; `grades` by key result.

    `grade` counts only where there is no key result: else it is their weighted mean.
    """

    outcome: Outcome
    reason: str
    grades: Mapping[str, Grade] = field(default_factory=dict)
    grade: Decimal | None = None


@dataclass(frozen=True)
class GradeLine:
    """A key result to be graded: its row, what is suggested, and how it was closed before."""

    row: KeyResultRow
    commitment: Commitment
    suggested: Decimal
    closure: Closure | None


@dataclass(frozen=True)
class Suggestion:
    """An objective to be closed; `closure` is its last one, which may have opened it again."""

    row: ObjectiveRow
    lines: tuple[GradeLine, ...]
    suggested: Decimal
    outcome: Outcome
    closure: Closure | None
    may_close: bool

    @property
    def is_closed(self) -> bool:
        """Whether the last closure stands."""
        return self.closure is not None and self.closure.outcome is not None


def suggest(desk: Desk, objective_ids: Sequence[str]) -> tuple[Suggestion, ...]:
    """Return what closing each of the objectives begins with, in that order."""
    with desk.view() as view:
        rows = whole_objective_rows(view, objective_ids)
        key_results = key_results_under(view, objective_ids)
        agency_id = desk.agency_id
        ids = [one.id for one in key_results]
        own = closures_of_objectives(view.connection, agency_id, objective_ids)
        below = closures_of_key_results(view.connection, agency_id, ids)
        commitments = _commitments(view, ids)
        lines: dict[str, list[GradeLine]] = {}
        for one in key_results:
            grade = suggest_grade(one.progress)
            line = GradeLine(one, commitments[one.id], grade, below.get(one.id))
            lines.setdefault(one.objective_id, []).append(line)
        may = {owner: _may(desk, view, owner) for owner in {_owner(row) for row in rows}}
        return tuple(
            _suggestion(row, lines.get(row.id, []), own.get(row.id), may[_owner(row)])
            for row in rows
        )


def close_objective(desk: Desk, objective_id: str, ending: Ending) -> Done[str]:
    """Close an objective and its key results in one act; return the id of its closure.

    A second closure counts instead of the first, but only while the cycle is closing. Raises
    Refused: NOT_FOUND, NO_AUTHORITY, ARCHIVED, CYCLE_CLOSED, CYCLE_NOT_OPEN, CLOSED_FOR_GOOD,
    GRADE_RANGE, REASON_NEEDED, MISSING_FIELD (a key result without grade), TOO_LONG.
    """
    with desk.write(Act.CLOSE_OBJECTIVE) as work:
        id = _close(desk, work, objective_id, ending)
    return Done(id, frozenset(work.touched | {("objective", objective_id)}))


def close_objectives(desk: Desk, endings: Mapping[str, Ending]) -> Done[tuple[str, ...]]:
    """Close several objectives in one act, all or none; raises as `close_objective` does."""
    with desk.write(Act.CLOSE_OBJECTIVE) as work:
        ids = tuple(_close(desk, work, id, ending) for id, ending in endings.items())
    return Done(ids, frozenset(work.touched | {("objective", id) for id in endings}))


def reopen_objective(desk: Desk, objective_id: str, reason: str) -> Done[str]:
    """Open a closed objective again while its cycle is closing; return the id of the word.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, ARCHIVED, CYCLE_CLOSED, CYCLE_NOT_OPEN,
    CLOSED_FOR_GOOD, REASON_NEEDED, TOO_LONG.
    """
    with desk.write(Act.CLOSE_OBJECTIVE) as work:
        objective = _closable(desk, work, objective_id)
        if objective_id not in closures_of_objectives(
            work.connection, desk.agency_id, [objective_id]
        ):
            raise Refused(Code.NOT_FOUND, text=objective.title)
        id = _say(work, reason, objective_id=objective_id)
    return Done(id, frozenset(work.touched | {("objective", objective_id)}))


def find_closure(desk: Desk, objective_id: str) -> Closure | None:
    """Return how an objective was closed; None while it is open."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return standing_closure(connection, desk.agency_id, objective_id)


def standing_closure(connection: Connection, agency_id: str, objective_id: str) -> Closure | None:
    """Return how an objective was closed, inside a transaction that reads more."""
    word = closures_of_objectives(connection, agency_id, [objective_id]).get(objective_id)
    return word if word and word.outcome else None


def _close(desk: Desk, work: Work, objective_id: str, ending: Ending) -> str:
    _closable(desk, work, objective_id)
    view = View(work.connection, desk.agency_id, desk.today(), desk.office(work.connection).limits)
    parts = []
    for row in key_results_under(view, [objective_id]):
        given = ending.grades.get(row.id)
        if given is None:
            raise Refused(Code.MISSING_FIELD, field="grade", label=row.title)
        grade = check_grade(given.grade)
        _say(work, given.reason, key_result_id=row.id, grade=grade)
        parts.append((grade, row.weight))
    mean = mean_grade(parts)
    if mean is None and ending.grade is not None:
        mean = check_grade(ending.grade, places=2)
    outcome = ending.outcome.value
    return _say(work, ending.reason, objective_id=objective_id, grade=mean, outcome=outcome)


def _closable(desk: Desk, work: Work, objective_id: str) -> Objective:
    """Return an objective of which a closing may be said now."""
    row = fetch(work.connection, schema.objective, desk.agency_id, objective_id)
    objective = objective_of(row)
    desk.require(work.connection, Right.EDIT_OBJECTIVES, [objective.owner])
    if objective.archived:
        raise Refused(Code.ARCHIVED, title=objective.title)
    _require_state(desk, work, objective)
    return objective


def _require_state(desk: Desk, work: Work, objective: Objective) -> None:
    cycle = open_cycle(work.connection, desk.agency_id, objective.cycle_id)
    if not cycle.state.accepts_check_ins:
        raise Refused(Code.CYCLE_NOT_OPEN, cycle=cycle.name)
    known = closures_of_objectives(work.connection, desk.agency_id, [objective.id])
    if known and cycle.state is not CycleState.CLOSING:
        raise Refused(Code.CLOSED_FOR_GOOD, title=objective.title)


def _say(work: Work, reason: str, **values: Any) -> str:
    if not reason.strip():
        raise Refused(Code.REASON_NEEDED, field="reason")
    return work.add(
        schema.closure,
        author_id=work.author.person_id,
        entered_at=work.author.now,
        reason=within(reason.strip(), REASON_LIMIT, "reason"),
        **values,
    )


def _suggestion(
    row: ObjectiveRow, lines: Sequence[GradeLine], closure: Closure | None, may_close: bool
) -> Suggestion:
    mean = mean_grade((line.suggested, line.row.weight) for line in lines)
    grade = suggest_grade(row.progress) if mean is None else mean
    outcome = suggest_outcome(grade, row.commitment)
    return Suggestion(row, tuple(lines), grade, outcome, closure, may_close)


def _owner(row: ObjectiveRow) -> Owner:
    return Owner(row.owner_person_id, row.owner_unit_id)


def _may(desk: Desk, view: View, owner: Owner) -> bool:
    return desk.may(view.connection, Right.EDIT_OBJECTIVES, [owner])


def _commitments(view: View, ids: Sequence[str]) -> dict[str, Commitment]:
    table = schema.key_result
    found: dict[str, Commitment] = {}
    for chunk in in_chunks(ids):
        rows = view.connection.execute(
            select(table.c.id, table.c.commitment).where(
                table.c.agency_id == view.agency_id, table.c.id.in_(chunk)
            )
        )
        found |= {row.id: Commitment(row.commitment) for row in rows}
    return found
