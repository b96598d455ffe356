"""What a reorganisation meets: the units, the posts in them, the open work they own."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Connection, Table, and_, or_, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.domain.objective import CycleState
from okrdesk.domain.organisation import Post, Unit
from okrdesk.domain.reorganisation import Ground, Plan, Work
from okrdesk.services.desk import Desk
from okrdesk.services.task_ground import hold

_objective, _cycle = schema.objective, schema.cycle


def read_ground(desk: Desk, connection: Connection, plan: Plan) -> Ground:
    """Return what `plan` meets; posts and work are those of its units and their successors."""
    units = _units(connection, desk.agency_id)
    leaving = [id for id in plan.unit_ids if id in units]
    above = [up for id in leaving if (up := units[id].parent_id)]
    involved = sorted({*leaving, *above, *(unit.id for unit in plan.into)})
    return Ground(
        units,
        _posts(connection, desk.agency_id, involved),
        tuple(_work(desk, connection, involved, plan.on)),
        frozenset(
            connection.scalars(
                select(schema.person.c.id).where(
                    schema.person.c.agency_id == desk.agency_id, schema.person.c.archived
                )
            )
        ),
    )


def _units(connection: Connection, agency_id: str) -> dict[str, Unit]:
    unit = schema.unit
    rows = connection.execute(
        select(
            unit.c.id,
            unit.c.code,
            unit.c.name,
            unit.c.parent_id,
            unit.c.from_on,
            unit.c.to_on,
            unit.c.ordinal,
        ).where(unit.c.agency_id == agency_id, ~unit.c.deleted)
    )
    return {row.id: Unit(*row) for row in rows}


def _posts(connection: Connection, agency_id: str, units: list[str]) -> tuple[Post, ...]:
    post = schema.post
    rows = connection.execute(
        select(
            post.c.id,
            post.c.person_id,
            post.c.unit_id,
            post.c.title,
            post.c.is_leader,
            post.c.is_deputy,
            post.c.share,
            post.c.from_on,
            post.c.to_on,
        )
        .where(post.c.agency_id == agency_id, ~post.c.deleted, any_of(post.c.unit_id, "ids"))
        .order_by(post.c.is_leader.desc(), post.c.share.desc(), post.c.id),
        {"ids": units},
    )
    return tuple(Post(*row) for row in rows)


def _work(desk: Desk, connection: Connection, units: list[str], on: date) -> Iterable[Work]:
    """Yield the open work of `units`, wholes before their parts."""
    agency_id = desk.agency_id
    names = {"ids": units, "agency_id": agency_id}

    def in_open_cycle(table: Table) -> list[tuple[str, str, str, str]]:
        id = table.c.id if table is _objective else table.c.objective_id
        title = (table if "title" in table.c else _objective).c.title
        statement = select(table.c.id, table.c.owner_unit_id, title, id.label("whole"))
        if table is not _objective:
            statement = statement.join(
                _objective, and_(_objective.c.agency_id == agency_id, _objective.c.id == id)
            )
        statement = statement.join(
            _cycle, and_(_cycle.c.agency_id == agency_id, _cycle.c.id == _objective.c.cycle_id)
        ).where(
            table.c.agency_id == agency_id,
            ~table.c.deleted,
            ~_objective.c.deleted,
            _cycle.c.state != CycleState.CLOSED.value,
            any_of(table.c.owner_unit_id, "ids"),
        )
        return [tuple(row) for row in connection.execute(statement, names)]

    for id, unit, title, _whole in in_open_cycle(_objective):
        yield Work("objective", id, unit, title)
    for table in (schema.key_result, schema.objective_share):
        for id, unit, title, whole in in_open_cycle(table):
            yield Work(table.name, id, unit, title, follows=whole)
    yield from _tasks(desk, connection, units)
    yield from _indicators(connection, names, on)
    yield from _items(connection, agency_id, frozenset(units))


def _tasks(desk: Desk, connection: Connection, units: list[str]) -> Iterable[Work]:
    task = schema.task
    ids = connection.scalars(
        select(task.c.id)
        .where(
            task.c.agency_id == desk.agency_id,
            ~task.c.deleted,
            ~task.c.archived,
            any_of(task.c.unit_id, "ids"),
        )
        .order_by(task.c.id),
        {"ids": units},
    ).all()
    for held in hold(desk, connection, ids):
        if held.state.is_open and held.task.unit_id:
            one = held.task
            yield Work("task", one.id, one.unit_id or "", one.title, one.owner_person_id)


def _indicators(connection: Connection, names: Mapping[str, object], on: date) -> Iterable[Work]:
    one = schema.indicator
    rows = connection.execute(
        select(one.c.id, one.c.owner_unit_id, one.c.title).where(
            one.c.agency_id == names["agency_id"],
            ~one.c.deleted,
            ~one.c.archived,
            or_(one.c.to_on.is_(None), one.c.to_on >= on),
            any_of(one.c.owner_unit_id, "ids"),
        ),
        names,
    )
    return [Work("indicator", *row) for row in rows]


def _items(connection: Connection, agency_id: str, units: frozenset[str]) -> Iterable[Work]:
    """Yield the items of directives that a unit leads, then those it supports."""
    one = schema.directive_item
    rows = connection.execute(
        select(one.c.id, one.c.lead_unit_id, one.c.support_unit_ids, one.c.title).where(
            one.c.agency_id == agency_id, ~one.c.deleted, ~one.c.archived
        )
    ).all()
    for row in rows:
        if row.lead_unit_id in units:
            yield Work("directive_item", row.id, row.lead_unit_id, row.title)
    for row in rows:
        for unit in sorted(units.intersection(row.support_unit_ids)):
            yield Work("support", row.id, unit, row.title)
