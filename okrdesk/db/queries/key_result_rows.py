"""Key results as lists show them: all of some objectives, or some by id."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.excuses import excuses_of
from okrdesk.db.queries.health import shown_health
from okrdesk.db.queries.in_force import in_force
from okrdesk.db.queries.view import View
from okrdesk.db.rows import key_result_of
from okrdesk.domain.excuse import Excuse, holding
from okrdesk.domain.health import Health, expected
from okrdesk.domain.objective import KeyResult
from okrdesk.domain.progress import Kind

_kr, _state = schema.key_result, schema.key_result_state
_objective, _cycle, _person, _unit = (
    schema.objective,
    schema.cycle,
    schema.person,
    schema.unit,
)


@dataclass(frozen=True)
class KeyResultRow:
    """A key result as a list shows it, with its numbers, mark and dates.

    `pending` counts the check-ins that are not synchronised yet; `services.lists` fills it in.
    Numbers, dates and the indicator that is read are those in force; `proposed` holds the same row
    with a change of them that waits for approval. Until `excused_until` a confirmed cause holds, by
    which nothing is overdue.
    """

    id: str
    objective_id: str
    title: str
    kind: Kind
    owner: str
    owner_person_id: str | None
    owner_unit_id: str | None
    start_value: Decimal | None
    target_value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    value: Decimal | None
    measure_unit: str
    progress: float
    raw: float | None
    expected: float
    health: Health
    confidence: int | None
    weight: Decimal | None
    last_on: date | None
    due_on: date | None
    start_on: date
    end_on: date
    archived: bool
    pending: int = 0
    proposed: "KeyResultRow | None" = None
    excused_until: date | None = None
    indicator_id: str | None = None


def key_results_under(
    view: View, objective_ids: Sequence[str], *, archived: bool = False
) -> list[KeyResultRow]:
    """Return the key results of the objectives, in the order they are kept in each."""
    condition = and_(_kr.c.objective_id.in_(objective_ids), _kr.c.archived == archived)
    return _rows(view, condition)


def key_result_rows(view: View, ids: Sequence[str]) -> list[KeyResultRow]:
    """Return the rows of the key results `ids`, in that order."""
    found = {row.id: row for row in _rows(view, _kr.c.id.in_(ids))}
    return [found[id] for id in ids if id in found]


def _rows(view: View, condition: ColumnElement[bool]) -> list[KeyResultRow]:
    rows = view.connection.execute(
        select(
            _kr,
            _state.c.value,
            _state.c.progress,
            _state.c.raw,
            _state.c.confidence,
            _state.c.last_on,
            _state.c.due_on,
            _person.c.name.label("person"),
            _unit.c.name.label("unit"),
            shown_health(view).label("health"),
        )
        .join(_state, named_by(_state, _kr.c.id))
        .join(_objective, named_by(_objective, _kr.c.objective_id))
        .join(_cycle, named_by(_cycle, _objective.c.cycle_id))
        .outerjoin(_person, named_by(_person, _kr.c.owner_person_id))
        .outerjoin(_unit, named_by(_unit, _kr.c.owner_unit_id))
        .where(_kr.c.agency_id == view.agency_id, ~_kr.c.deleted, condition)
        .order_by(_kr.c.objective_id, _kr.c.ordinal, _kr.c.id)
    ).mappings()
    found = list(rows)
    own = [key_result_of(row) for row in found]
    counted = in_force(view.connection, view.agency_id, own)
    excused = excuses_of(view.connection, view.agency_id, [one.id for one in own])
    shown = [
        _with_proposal(row, (one, count), view.today)
        for row, one, count in zip(found, own, counted, strict=True)
    ]
    return [_with_excuse(row, excused.get(row.id, ()), view.today) for row in shown]


def _with_excuse(row: KeyResultRow, excuses: Sequence[Excuse], today: date) -> KeyResultRow:
    """Return a row with the day until which it is excused, where it is."""
    now = holding(excuses, today, row.end_on)
    return replace(row, excused_until=now.until(row.end_on)) if now else row


def _with_proposal(row: Any, both: tuple[KeyResult, KeyResult], today: date) -> KeyResultRow:
    """Return a row as it counts, with what is proposed beside it."""
    proposed, counted = both
    shown = _row(row, counted, today)
    if proposed == counted:
        return shown
    return replace(shown, proposed=_row(row, proposed, today))


def _row(row: Any, key_result: KeyResult, today: date) -> KeyResultRow:
    measure = key_result.measure
    plan = [(phase.on, phase.value) for phase in key_result.phases]
    span = (key_result.start_on, key_result.end_on)
    return KeyResultRow(
        id=row["id"],
        objective_id=row["objective_id"],
        title=row["title"],
        kind=measure.kind,
        owner=row["person"] or row["unit"] or "",
        owner_person_id=row["owner_person_id"],
        owner_unit_id=row["owner_unit_id"],
        start_value=measure.start,
        target_value=measure.target,
        low=measure.low,
        high=measure.high,
        value=row["value"],
        measure_unit=key_result.measure_unit,
        progress=row["progress"],
        raw=row["raw"],
        expected=float(expected(*span, today, plan, key_result.measure)),
        health=Health(row["health"]),
        confidence=row["confidence"],
        weight=row["weight"],
        last_on=row["last_on"],
        due_on=row["due_on"],
        start_on=key_result.start_on,
        end_on=key_result.end_on,
        archived=row["archived"],
        indicator_id=key_result.indicator_id,
    )
