"""What a person should check in: due and overdue key results, the most urgent first."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select

from okrdesk.db import schema
from okrdesk.db.queries.health import shown_health
from okrdesk.db.queries.in_force import key_results_in_force
from okrdesk.db.queries.view import View
from okrdesk.domain.health import Health
from okrdesk.domain.objective import KeyResult
from okrdesk.domain.permissions import Actor
from okrdesk.domain.progress import Kind


@dataclass(frozen=True)
class DueRow:
    """One key result to check in, with what the list shows of it."""

    id: str
    title: str
    objective_id: str
    objective: str
    kind: Kind
    value: Decimal | None
    target: Decimal | None
    measure_unit: str
    progress: float
    health: Health
    due_on: date | None
    last_on: date | None
    has_draft: bool


_kr, _state, _objective = schema.key_result, schema.key_result_state, schema.objective
_cycle, _draft = schema.cycle, schema.draft


def due_key_results(view: View, actor: Actor, until: date) -> list[DueRow]:
    """Return the actor's key results whose check-in is due by `until`, overdue first, then by day.

    Those of a unit as a whole are on the list of its head and deputies.
    """
    health = shown_health(view)
    is_overdue = case((health == Health.OVERDUE.value, 0), else_=1)
    query = (
        _listed(view, actor, health)
        .where(_mine(actor), _state.c.due_on <= until, _cycle.c.state.in_(["running", "closing"]))
        .order_by(is_overdue, _state.c.due_on, _kr.c.title)
    )
    rows = list(view.connection.execute(query).mappings())
    counted = key_results_in_force(view.connection, view.agency_id, rows)
    return [_row(row, one) for row, one in zip(rows, counted, strict=True)]


def _mine(actor: Actor) -> ColumnElement[bool]:
    units = actor.head_of | actor.deputy_of
    return or_(
        _kr.c.owner_person_id == actor.person_id,
        and_(_kr.c.owner_person_id.is_(None), _kr.c.owner_unit_id.in_(units)),
    )


def _listed(view: View, actor: Actor, health: ColumnElement[str]) -> Select[Any]:
    """Return the columns of `DueRow` for all key results that still count."""
    agency_id = _kr.c.agency_id
    drafted = and_(
        _draft.c.agency_id == agency_id,
        _draft.c.person_id == actor.person_id,
        _draft.c.kind == "check-in",
        _draft.c.subject_id == _kr.c.id,
    )
    return (
        select(
            _kr,
            _objective.c.title.label("objective"),
            _state.c.value,
            _state.c.progress,
            health.label("health"),
            _state.c.due_on,
            _state.c.last_on,
            _draft.c.subject_id.is_not(None).label("has_draft"),
        )
        .join(_state, and_(_state.c.agency_id == agency_id, _state.c.id == _kr.c.id))
        .join(
            _objective,
            and_(_objective.c.agency_id == agency_id, _objective.c.id == _kr.c.objective_id),
        )
        .join(_cycle, and_(_cycle.c.agency_id == agency_id, _cycle.c.id == _objective.c.cycle_id))
        .outerjoin(_draft, drafted)
        .where(
            agency_id == view.agency_id,
            ~_kr.c.archived,
            ~_kr.c.deleted,
            ~_objective.c.archived,
            ~_objective.c.deleted,
        )
    )


def _row(row: Any, counted: KeyResult) -> DueRow:
    return DueRow(
        id=row["id"],
        title=row["title"],
        objective_id=row["objective_id"],
        objective=row["objective"],
        kind=counted.measure.kind,
        value=row["value"],
        target=counted.measure.target,
        measure_unit=counted.measure_unit,
        progress=row["progress"],
        health=Health(row["health"]),
        due_on=row["due_on"],
        last_on=row["last_on"],
        has_draft=row["has_draft"],
    )
