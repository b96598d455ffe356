"""What stands behind the items of directives: objectives, key results and tasks that name them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, select

from okrdesk.db import schema
from okrdesk.db.among import any_of, in_chunks
from okrdesk.db.joining import named_by
from okrdesk.db.queries.task_parts import Choice, parts_of
from okrdesk.domain.coverage import Part
from okrdesk.domain.tasks import TaskState

_objective, _key_result, _task, _link = (
    schema.objective,
    schema.key_result,
    schema.task,
    schema.link,
)
_objective_state, _key_result_state = schema.objective_state, schema.key_result_state
_NO_LONGER = (TaskState.CANCELLED, TaskState.ROLLED_OVER)


@dataclass(frozen=True)
class Behind:
    """An objective, key result or task behind an item; as a `Part` where it counts by itself."""

    entity: str
    id: str
    part: Part | None


def work_behind(
    connection: Connection, agency_id: str, item_ids: Collection[str]
) -> Mapping[str, list[Behind]]:
    """Return what stands behind each of the items, objectives first; none where nothing does.

    What is archived, cancelled or rolled over does not count.
    """
    found: dict[str, list[Behind]] = defaultdict(list)
    for chunk in in_chunks(item_ids):
        objectives = _objectives(connection, agency_id, chunk)
        moved = _moved_under(connection, agency_id, {row.id for row in objectives})
        for row in objectives:
            part = Part(_share(row.progress), row.end_on, moved.get(row.id))
            found[row.directive_item_id].append(Behind("objective", row.id, part))
        served = {(row.directive_item_id, row.id) for row in objectives}
        for row in _key_results(connection, agency_id, chunk):
            counts = (row.directive_item_id, row.objective_id) not in served
            part = Part(_share(row.progress), row.end_on, row.last_on)
            behind = Behind("key_result", row.id, part if counts else None)
            found[row.directive_item_id].append(behind)
        for item_id, id, part in _tasks(connection, agency_id, chunk):
            found[item_id].append(Behind("task", id, part))
    return found


def _objectives(connection: Connection, agency_id: str, items: list[str]) -> list[Any]:
    state = _objective_state
    statement = (
        select(
            _objective.c.id, _objective.c.directive_item_id, _objective.c.end_on, state.c.progress
        )
        .outerjoin(state, named_by(state, _objective.c.id))
        .where(
            _objective.c.agency_id == agency_id,
            any_of(_objective.c.directive_item_id, "items"),
            ~_objective.c.deleted,
            ~_objective.c.archived,
        )
        .order_by(_objective.c.end_on, _objective.c.id)
    )
    return list(connection.execute(statement, {"items": items}))


def _key_results(connection: Connection, agency_id: str, items: list[str]) -> list[Any]:
    statement = (
        _with_state(
            _key_result.c.id,
            _key_result.c.objective_id,
            _key_result.c.directive_item_id,
            _key_result.c.end_on,
            _key_result_state.c.progress,
            _key_result_state.c.last_on,
        )
        .join(_objective, named_by(_objective, _key_result.c.objective_id))
        .where(
            _key_result.c.agency_id == agency_id,
            any_of(_key_result.c.directive_item_id, "items"),
            ~_objective.c.deleted,
            ~_objective.c.archived,
        )
        .order_by(_key_result.c.end_on, _key_result.c.id)
    )
    return list(connection.execute(statement, {"items": items}))


def _tasks(
    connection: Connection, agency_id: str, items: list[str]
) -> Iterator[tuple[str, str, Part]]:
    condition = and_(any_of(_task.c.directive_item_id, "items"), ~_task.c.archived)
    choice = Choice(agency_id, condition, {"items": items})
    names = ("id", "directive_item_id", "quantity", "assigned_by", "due_on")
    rows = connection.execute(
        select(*(_task.c[name] for name in names))
        .where(_task.c.agency_id == agency_id, ~_task.c.deleted, condition)
        .order_by(_task.c.due_on, _task.c.id),
        choice.values,
    ).all()
    parts = parts_of(connection, choice) if rows else {}
    for row in rows:
        of_task = parts[row.id]
        if of_task.state(row.assigned_by, row.quantity) in _NO_LONGER:
            continue
        done = min(Fraction(of_task.done()) / Fraction(row.quantity), Fraction(1))
        yield row.directive_item_id, row.id, Part(done, row.due_on, of_task.done_on())


def _moved_under(
    connection: Connection, agency_id: str, objective_ids: Collection[str]
) -> dict[str, date]:
    """Return the last day on which a check-in was made at or below each objective.

    Below it lie its key results and all that contributes to it or to one of them.
    """
    last: dict[str, date] = {}
    children: dict[str, set[str]] = {}
    wave = set(objective_ids)
    while wave:
        children |= {id: set() for id in wave}
        owners = {id: id for id in wave}
        for row in _read(connection, _UNDER, agency_id, wave):
            owners[row.id] = row.objective_id
            if row.last_on is not None:
                last[row.objective_id] = max(row.last_on, last.get(row.objective_id, row.last_on))
        for row in _read(connection, _CHILDREN, agency_id, owners.keys()):
            children[owners[row.parent_id]].add(row.child_id)
        wave = {child for id in wave for child in children[id]} - children.keys()
    moved = {id: _latest(id, children, last) for id in objective_ids}
    return {id: day for id, day in moved.items() if day is not None}


def _latest(id: str, children: Mapping[str, set[str]], last: Mapping[str, date]) -> date | None:
    """Return the latest day of an objective and of all below it, each looked at once."""
    seen: set[str] = set()
    waiting = [id]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += children.get(one, ())
    return max((last[one] for one in seen if one in last), default=None)


def _with_state(*columns: Any) -> Select[Any]:
    state = _key_result_state
    return (
        select(*columns)
        .join(state, named_by(state, _key_result.c.id))
        .where(~_key_result.c.deleted, ~_key_result.c.archived)
    )


_agency: BindParameter[str] = bindparam("agency_id")
_UNDER = _with_state(
    _key_result.c.id, _key_result.c.objective_id, _key_result_state.c.last_on
).where(_key_result.c.agency_id == _agency, any_of(_key_result.c.objective_id, "ids"))
_CHILDREN = select(_link.c.child_id, _link.c.parent_id).where(
    _link.c.agency_id == _agency,
    any_of(_link.c.parent_id, "ids"),
    _link.c.kind == "contributes",
    ~_link.c.deleted,
)


def _read(
    connection: Connection, statement: Select[Any], agency_id: str, ids: Collection[str]
) -> Iterator[Any]:
    for chunk in in_chunks(ids):
        yield from connection.execute(statement, {"agency_id": agency_id, "ids": chunk})


def _share(progress: float | None) -> Fraction:
    return Fraction(str(progress or 0))
