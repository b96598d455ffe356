"""The answer to “Vì sao?” behind a number or a mark: what was read, and by which rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.excuses import excuses_of
from okrdesk.db.queries.in_force import key_results_in_force
from okrdesk.db.queries.key_result_rows import key_results_under
from okrdesk.db.queries.key_results import check_ins_of
from okrdesk.db.queries.view import View
from okrdesk.domain.check_in import CheckIn
from okrdesk.domain.excuse import Excuse, holding
from okrdesk.domain.explanation import (
    Explanation,
    HealthCase,
    Part,
    explain_health,
    explain_progress,
    explain_roll_up,
)
from okrdesk.domain.health import Health
from okrdesk.domain.objective import CycleState, KeyResult
from okrdesk.domain.reached import reached_on
from okrdesk.services.checks import fetch
from okrdesk.services.desk import Desk


@dataclass(frozen=True)
class Why:
    """Why a key result has its progress, and why it shows its mark."""

    progress: Explanation
    health: Explanation


def why_key_result(desk: Desk, id: str) -> Why:
    """Explain a key result; raise Refused(NOT_FOUND) where there is none."""
    with desk.view() as view:
        stored = fetch(view.connection, schema.key_result, desk.agency_id, id)
        (key_result,) = key_results_in_force(view.connection, desk.agency_id, [stored])
        entries = check_ins_of(view.connection, desk.agency_id, key_result)
        case = _health_case(view, key_result, entries)
    return Why(_why_progress(key_result, entries, view.today), explain_health(case))


def why_objective(desk: Desk, id: str) -> Explanation:
    """Explain how an objective's progress comes from its key results and aligned objectives."""
    with desk.view() as view:
        own = [Part(row.title, row.progress, row.weight) for row in key_results_under(view, [id])]
        row = fetch(view.connection, schema.objective, desk.agency_id, id)
        below = _aligned_parts(view, id)
    parts = {"key-results": own, "children": below}.get(row["roll_up"], own + below)
    return explain_roll_up(parts)


def _why_progress(key_result: KeyResult, entries: Sequence[CheckIn], today: date) -> Explanation:
    last = entries[-1] if entries else None
    reached = reached_on(key_result, entries, today)
    return explain_progress(
        key_result.measure,
        last.value if last else None,
        steps_done=last.steps_done if last else frozenset(),
        met=reached.met,
        due=reached.due,
        on=last.effective_on if last else None,
    )


def _health_case(view: View, key_result: KeyResult, entries: Sequence[CheckIn]) -> HealthCase:
    last = entries[-1] if entries else None
    reached = reached_on(key_result, entries, last.effective_on if last else view.today)
    state = _state(view, key_result.id)
    return HealthCase(
        start=key_result.start_on,
        end=key_result.end_on,
        today=view.today,
        progress=reached.progress.value,
        coloured_on=last.effective_on if last else None,
        phases=tuple((phase.on, phase.value) for phase in key_result.phases),
        measure=key_result.measure,
        due=state.due_on,
        not_before=state.not_before,
        excuse=holding(_excuses(view, key_result.id), view.today, key_result.end_on),
        closed=state.cycle == CycleState.CLOSED.value or state.colour == Health.CLOSED,
        chosen=last.chosen_colour if last else None,
        reason=last.colour_reason if last else "",
        limits=view.limits,
    )


def _excuses(view: View, id: str) -> tuple[Excuse, ...]:
    return excuses_of(view.connection, view.agency_id, [id]).get(id, ())


def _state(view: View, id: str) -> Any:
    state, objective, cycle = schema.key_result_state, schema.objective, schema.cycle
    return view.connection.execute(
        select(state.c.due_on, state.c.not_before, state.c.colour, cycle.c.state.label("cycle"))
        .join(objective, named_by(objective, state.c.objective_id))
        .join(cycle, named_by(cycle, objective.c.cycle_id))
        .where(state.c.agency_id == view.agency_id, state.c.id == id)
    ).one()


def _aligned_parts(view: View, id: str) -> list[Part]:
    link, objective, state = schema.link, schema.objective, schema.objective_state
    rows = view.connection.execute(
        select(objective.c.title, state.c.progress, link.c.weight)
        .join(objective, named_by(objective, link.c.child_id))
        .join(state, named_by(state, link.c.child_id))
        .where(
            link.c.agency_id == view.agency_id,
            link.c.parent_id == id,
            link.c.kind == "contributes",
            ~link.c.deleted,
            ~objective.c.archived,
            state.c.progress.is_not(None),
        )
        .order_by(objective.c.title)
    )
    return [Part(row.title, row.progress, row.weight) for row in rows]
