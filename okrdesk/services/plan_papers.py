"""The papers of the work of a person or a unit in a period: the plan (F7A) and the report (F7B)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.queries.office import units_below
from okrdesk.db.queries.people import PersonRow, Wanted, person_rows
from okrdesk.domain.evaluation.sheet import TaskFacts
from okrdesk.domain.evaluation.steps import Level
from okrdesk.domain.objective import KeyResult, Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.rollup import roll_up
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_sheets import EvaluationSheet, find_sheet
from okrdesk.services.paper_ground import Ground, ground_of, percent, span_of
from okrdesk.services.papers import Bearer, PlanKeyResult, PlanPaper, PlanRow, Span
from okrdesk.services.periods import Period, find_period
from okrdesk.services.registration import find_registration
from okrdesk.services.task_facts import Span as Days
from okrdesk.services.task_facts import facts_of
from okrdesk.services.unit_papers import cycles_around, unit_bearer, unit_progress


@dataclass(frozen=True)
class _Work:
    """What a person or a unit does: whose paper, who heads, the people and their tasks."""

    bearer: Bearer
    head: str
    people: Sequence[PersonRow]
    facts: dict[str, tuple[TaskFacts, ...]]


def find_plan_paper(desk: Desk, period_id: str, owner: Owner) -> PlanPaper:
    """Return the work of a person, or of a unit with all below it.

    Raises Refused: NOT_FOUND, NO_AUTHORITY.
    """
    period = find_period(desk, period_id)
    span = span_of(period)
    with desk.read() as connection:
        desk.require(connection, Right.PRINT_FORMS, [owner])
        ground = ground_of(desk, connection)
        work = _work(desk, connection, ground, (owner, period))
    sheet = _sheet(desk, period, owner)
    key_results, mean = _key_results(desk, owner, span)
    score = sheet.decided or sheet.scores.get(Level.SELF) if sheet else None
    return PlanPaper(
        agency=ground.agency,
        period=span,
        bearer=work.bearer,
        on=ground.on,
        head=work.head,
        compiler=ground.names.get(desk.person_id, ""),
        okr=percent(mean) if owner.person_id else unit_progress(desk, owner.unit_id or "", span),
        tasks=tuple(
            _row(task, person.name) for person in work.people for task in work.facts[person.id]
        ),
        key_results=key_results,
        total=score.outcome.total if score else None,
        weaknesses=score.marks.weaknesses if score else "",
    )


def _work(desk: Desk, connection: Connection, ground: Ground, whose: tuple[Owner, Period]) -> _Work:
    owner, period = whose
    people = _people(desk, connection, ground, whose)
    days = Days(period.start_on, period.end_on)
    facts = facts_of(connection, desk.agency_id, [person.id for person in people], days)
    if owner.person_id is None:
        bearer = unit_bearer(desk, connection, owner.unit_id or "", period.end_on)
        return _Work(bearer, ground.head_of_unit(owner.unit_id), people, facts)
    if not people:
        raise Refused(Code.NOT_FOUND, text=owner.person_id)
    person = people[0]
    head = ground.head_of(person.id, person.unit_id)
    bearer = Bearer(person.name, person.title, person.unit_name, person.code)
    return _Work(bearer, head, people, facts)


def _people(
    desk: Desk, connection: Connection, ground: Ground, whose: tuple[Owner, Period]
) -> list[PersonRow]:
    """Return the person, or those of the unit whose work may be read."""
    owner, period = whose
    if owner.person_id:
        ground.rights.require(Right.READ_EVALUATIONS, owner.person_id)
        wanted = Wanted(ids=frozenset([owner.person_id]), archived=True)
    else:
        units = units_below(connection, desk.agency_id, frozenset([owner.unit_id or ""]))
        wanted = Wanted(units=units)
    return [
        person
        for person in person_rows(connection, desk.agency_id, wanted, period.end_on)
        if ground.rights.may(Right.READ_EVALUATIONS, person.id)
    ]


def _sheet(desk: Desk, period: Period, owner: Owner) -> EvaluationSheet | None:
    """Return a person's evaluation of the period; a unit has none."""
    if owner.person_id is None:
        return None
    return find_sheet(desk, period.id, owner.person_id)


def _key_results(
    desk: Desk, owner: Owner, span: Span
) -> tuple[tuple[PlanKeyResult, ...], Fraction | None]:
    """Return the key results of the shortest cycle around the period, and their progress."""
    around = cycles_around(desk, span)
    if not around:
        return (), None
    registered = find_registration(desk, around[0].id, owner)
    each = [pair for one in registered.objectives for pair in one.key_results]
    states = _states(desk, [key_result.id for key_result, _owner in each])
    rows = tuple(_shown(key_result, name, states.get(key_result.id)) for key_result, name in each)
    reached = [(states[one.id].progress, one.weight) for one, _owner in each if one.id in states]
    return rows, roll_up(reached)


def _states(desk: Desk, ids: list[str]) -> dict[str, Any]:
    table = schema.key_result_state
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        rows = connection.execute(
            select(table.c.id, table.c.progress, table.c.value).where(
                table.c.agency_id == desk.agency_id, any_of(table.c.id, "ids")
            ),
            {"ids": ids},
        )
        return {row.id: row for row in rows}


def _shown(key_result: KeyResult, owner: str, state: Any | None) -> PlanKeyResult:
    return PlanKeyResult(
        name=key_result.title,
        owner=owner,
        measure=key_result.measure,
        unit=key_result.measure_unit,
        reached=state.value if state else None,
        progress=percent(state.progress) if state else None,
        due=key_result.end_on,
    )


def _row(task: TaskFacts, owner: str) -> PlanRow:
    return PlanRow(
        name=task.name,
        owner=owner,
        source=task.kind,
        quantity=task.quantity,
        done=task.done,
        due=task.due_on,
        done_on=task.done_on,
        is_faulty=task.counted_errors > 0,
        is_late=task.counted_delays > 0 or task.counted_late_days > 0,
        settled=task.settled,
    )
