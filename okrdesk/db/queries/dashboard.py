"""The facts that a dashboard is counted from: objectives with their key results, and traces."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, case, cast, exists, or_, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.health import open_health
from okrdesk.db.queries.office import in_force
from okrdesk.db.queries.view import View
from okrdesk.db.traces import read_trace
from okrdesk.domain.check_in import BlockerKind
from okrdesk.domain.dashboard import KeyResultFact, ObjectiveFact
from okrdesk.domain.directive import Axis
from okrdesk.domain.health import Health
from okrdesk.domain.objective import RollUp
from okrdesk.domain.progress import Kind
from okrdesk.domain.traces import Trace

_objective, _objective_state = schema.objective, schema.objective_state
_kr, _state, _trace = schema.key_result, schema.key_result_state, schema.key_result_trace
_cycle = schema.cycle


@dataclass(frozen=True)
class Wanted:
    """What a dashboard is narrowed to; None means all. `unit_id` takes in the units below it.

    It is about one cycle; the service names the one that runs today where none is wanted.
    """

    cycle_id: str | None = None
    unit_id: str | None = None
    axis: Axis | None = None
    directive_id: str | None = None


@dataclass(frozen=True)
class BlockerRow:
    """An open blocker with the key result that it stands in the way of."""

    id: str
    kind: BlockerKind
    text: str
    key_result_id: str
    objective_id: str
    key_result: str
    owner: str
    due_on: date | None


def objectives_of(view: View, wanted: Wanted) -> Select[Any]:
    """Return the ids of the objectives of a dashboard in whatever unit, to be part of a query."""
    conditions: list[ColumnElement[bool]] = [
        _objective.c.agency_id == view.agency_id,
        _objective.c.cycle_id == wanted.cycle_id,
        ~_objective.c.deleted,
        ~_objective.c.archived,
    ]
    if wanted.axis:
        conditions.append(_objective.c.axis == wanted.axis.value)
    if wanted.directive_id:
        conditions.append(_serves(view, wanted.directive_id))
    return select(_objective.c.id).where(*conditions)


def objectives_named(view: View, ids: Collection[str]) -> Select[Any]:
    """Return the ids of some objectives as a query, whatever a dashboard is narrowed to."""
    return select(_objective.c.id).where(
        _objective.c.agency_id == view.agency_id, _objective.c.id.in_(ids)
    )


def _serves(view: View, directive_id: str) -> ColumnElement[bool]:
    """Return the condition that an objective, or a key result of it, serves a directive."""
    item = schema.directive_item
    items = select(item.c.id).where(
        item.c.agency_id == view.agency_id, item.c.directive_id == directive_id, ~item.c.deleted
    )
    below = exists().where(
        _kr.c.agency_id == _objective.c.agency_id,
        _kr.c.objective_id == _objective.c.id,
        _kr.c.directive_item_id.in_(items),
        ~_kr.c.archived,
        ~_kr.c.deleted,
    )
    return or_(_objective.c.directive_item_id.in_(items), below)


def span_of(view: View, wanted: Wanted) -> tuple[date, date] | None:
    """Return the first and last day of the cycle of a dashboard, None where there is none."""
    row = view.connection.execute(
        select(_cycle.c.start_on, _cycle.c.end_on).where(
            _cycle.c.agency_id == view.agency_id, _cycle.c.id == wanted.cycle_id
        )
    ).one_or_none()
    return None if row is None else (row.start_on, row.end_on)


def objective_facts(
    view: View, wanted: Select[Any], only: Collection[str] | None = None
) -> dict[str, ObjectiveFact]:
    """Return the facts of the objectives `wanted`, or of those of them that `only` names."""
    ids = wanted if only is None else wanted.where(_objective.c.id.in_(only))
    below: dict[str, list[KeyResultFact]] = defaultdict(list)
    for one in _key_results(view, ids):
        below[one.objective_id].append(one)
    homes = _homes(view)
    rows = view.connection.execute(
        select(
            _objective.c.id,
            _objective.c.title,
            _objective.c.owner_unit_id,
            _objective.c.owner_person_id,
            cast(_objective.c.weight, Float).label("weight"),
            _objective.c.roll_up,
            _objective.c.axis,
            _objective_state.c.progress,
        )
        .outerjoin(_objective_state, named_by(_objective_state, _objective.c.id))
        .where(_objective.c.agency_id == view.agency_id, _objective.c.id.in_(ids))
    )
    return {
        row.id: ObjectiveFact(
            row.id,
            row.title,
            row.owner_unit_id or homes.get(row.owner_person_id, ""),
            row.weight or 0.0,
            RollUp(row.roll_up),
            Axis(row.axis) if row.axis else None,
            row.progress,
            tuple(below[row.id]),
        )
        for row in rows
    }


def _key_results(view: View, objectives: Select[Any]) -> Iterator[KeyResultFact]:
    """Yield facts; in a closed cycle the mark is the last colour, as all of it would be closed."""
    mark = case(
        (
            _cycle.c.state == "closed",
            case((_state.c.colour.is_not(None), _state.c.colour), else_=Health.NOT_STARTED.value),
        ),
        else_=open_health(view),
    )
    rows = view.connection.execute(
        select(
            _state.c.id,
            _state.c.objective_id,
            _kr.c.kind,
            cast(_kr.c.weight, Float),
            _kr.c.start_on,
            _kr.c.end_on,
            _state.c.progress,
            mark,
            _state.c.confidence,
            _state.c.last_on,
            _state.c.due_on,
        )
        .join(_kr, named_by(_kr, _state.c.id))
        .join(_objective, named_by(_objective, _state.c.objective_id))
        .join(_cycle, named_by(_cycle, _objective.c.cycle_id))
        .where(
            _state.c.agency_id == view.agency_id,
            _state.c.objective_id.in_(objectives),
            ~_state.c.archived,
        )
        .order_by(_kr.c.ordinal, _kr.c.id)
    )
    kinds = {kind.value: kind for kind in Kind}
    marks = {mark.value: mark for mark in Health}
    for id, objective, kind, weight, start, end, share, health, *rest in rows:
        yield KeyResultFact(
            id, objective, kinds[kind], weight or 0.0, start, end, share, marks[health], *rest
        )


def traces_of(
    view: View, objectives: Select[Any], only: Collection[str] | None = None
) -> dict[str, Trace]:
    """Return the traces that are kept of the key results of objectives, by key result."""
    ids = objectives if only is None else objectives.where(_objective.c.id.in_(only))
    rows = view.connection.execute(
        select(
            _trace.c.id,
            _trace.c.first_on,
            _trace.c.progress_by_week,
            _trace.c.stands,
            _trace.c.late,
        )
        .join(_state, named_by(_state, _trace.c.id))
        .where(_trace.c.agency_id == view.agency_id, _state.c.objective_id.in_(ids))
    )
    return {row.id: read_trace(row) for row in rows}


def contributing(view: View, parents: Collection[str]) -> dict[str, list[tuple[str, float]]]:
    """Return, per objective, those that contribute to it from below, with their weights."""
    link, child = schema.link, schema.objective
    rows = view.connection.execute(
        select(link.c.parent_id, link.c.child_id, cast(link.c.weight, Float).label("weight"))
        .join(child, named_by(child, link.c.child_id))
        .where(
            link.c.agency_id == view.agency_id,
            link.c.parent_id.in_(parents),
            link.c.kind == "contributes",
            ~link.c.deleted,
            ~child.c.archived,
            ~child.c.deleted,
        )
    )
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for row in rows:
        found[row.parent_id].append((row.child_id, row.weight or 0.0))
    return found


def shares_of(view: View, objectives: Select[Any]) -> dict[str, list[tuple[str, float | None]]]:
    """Return, per objective, the units that answer for it beside its owner, with the weight."""
    share = schema.objective_share
    rows = view.connection.execute(
        select(
            share.c.objective_id,
            share.c.owner_unit_id,
            cast(share.c.weight, Float).label("weight"),
        ).where(
            share.c.agency_id == view.agency_id,
            share.c.objective_id.in_(objectives),
            ~share.c.deleted,
        )
    )
    found: dict[str, list[tuple[str, float | None]]] = defaultdict(list)
    for row in rows:
        found[row.objective_id].append((row.owner_unit_id, row.weight))
    return found


def open_blockers(view: View, objectives: Select[Any]) -> list[BlockerRow]:
    """Return the open blockers of the key results of objectives, the earliest due first."""
    blocker, person = schema.blocker, schema.person
    rows = view.connection.execute(
        select(blocker, _kr.c.title, _kr.c.objective_id, person.c.name)
        .join(_kr, named_by(_kr, blocker.c.key_result_id))
        .outerjoin(person, named_by(person, blocker.c.owner_person_id))
        .where(
            blocker.c.agency_id == view.agency_id,
            ~blocker.c.deleted,
            blocker.c.closed_on.is_(None),
            ~_kr.c.archived,
            ~_kr.c.deleted,
            _kr.c.objective_id.in_(objectives),
        )
        .order_by(blocker.c.due_on.is_(None), blocker.c.due_on, blocker.c.id)
    )
    return [
        BlockerRow(
            row.id,
            BlockerKind(row.kind),
            row.text,
            row.key_result_id,
            row.objective_id,
            row.title,
            row.name or "",
            row.due_on,
        )
        for row in rows
    ]


def _homes(view: View) -> dict[str, str]:
    """Return the unit of the main post of today of each person."""
    post = schema.post
    rows = view.connection.execute(
        select(post.c.person_id, post.c.unit_id)
        .where(post.c.agency_id == view.agency_id, ~post.c.deleted, in_force(post, view.today))
        .order_by(post.c.is_leader, post.c.is_deputy, post.c.share, post.c.id.desc())
    )
    return {row.person_id: row.unit_id for row in rows}
