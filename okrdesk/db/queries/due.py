"""What a person should check in: due and overdue key results, the most urgent first."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, case, or_, select

from okrdesk.db import schema
from okrdesk.db.queries.health import shown_health
from okrdesk.db.queries.view import View
from okrdesk.domain.health import Health
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


def due_key_results(view: View, actor: Actor, until: date) -> list[DueRow]:
    """Return the actor's key results whose check-in is due by `until`, overdue first, then by day.

    Those of a unit as a whole are on the list of its head and deputies.
    """
    table, state = schema.key_result, schema.key_result_state
    objective, cycle, draft = schema.objective, schema.cycle, schema.draft
    health = shown_health(view)
    units = actor.head_of | actor.deputy_of
    mine = or_(
        table.c.owner_person_id == actor.person_id,
        and_(table.c.owner_person_id.is_(None), table.c.owner_unit_id.in_(units)),
    )
    drafted = and_(
        draft.c.agency_id == table.c.agency_id,
        draft.c.person_id == actor.person_id,
        draft.c.kind == "check-in",
        draft.c.subject_id == table.c.id,
    )
    rows = view.connection.execute(
        select(
            table.c.id,
            table.c.title,
            table.c.objective_id,
            objective.c.title.label("objective"),
            table.c.kind,
            state.c.value,
            table.c.target_value,
            table.c.measure_unit,
            state.c.progress,
            health.label("health"),
            state.c.due_on,
            state.c.last_on,
            draft.c.subject_id.is_not(None).label("has_draft"),
        )
        .join(state, and_(state.c.agency_id == table.c.agency_id, state.c.id == table.c.id))
        .join(
            objective,
            and_(
                objective.c.agency_id == table.c.agency_id, objective.c.id == table.c.objective_id
            ),
        )
        .join(
            cycle,
            and_(cycle.c.agency_id == table.c.agency_id, cycle.c.id == objective.c.cycle_id),
        )
        .outerjoin(draft, drafted)
        .where(
            table.c.agency_id == view.agency_id,
            mine,
            state.c.due_on <= until,
            ~table.c.archived,
            ~table.c.deleted,
            ~objective.c.archived,
            ~objective.c.deleted,
            cycle.c.state.in_(["running", "closing"]),
        )
        .order_by(case((health == Health.OVERDUE.value, 0), else_=1), state.c.due_on, table.c.title)
    )
    return [
        DueRow(
            id=row.id,
            title=row.title,
            objective_id=row.objective_id,
            objective=row.objective,
            kind=Kind(row.kind),
            value=row.value,
            target=row.target_value,
            measure_unit=row.measure_unit,
            progress=row.progress,
            health=Health(row.health),
            due_on=row.due_on,
            last_on=row.last_on,
            has_draft=row.has_draft,
        )
        for row in rows
    ]
