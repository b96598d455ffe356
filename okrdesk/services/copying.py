"""Copying objectives into another cycle: chosen key results, no check-ins, nothing reached yet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.journal import Work
from okrdesk.db.rows import cycle_of, key_result_of, objective_of, objective_values
from okrdesk.domain.act import Act
from okrdesk.domain.copying import key_result_copy, objective_copy
from okrdesk.domain.identity import new_id
from okrdesk.domain.objective import Cycle
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch, open_cycle
from okrdesk.services.desk import Desk, Done
from okrdesk.services.key_results import insert_key_result
from okrdesk.services.objectives import checked_objective

Chosen = Mapping[str, Collection[str] | None]
"""The objectives to copy, each with the key results to take along; None takes all of them."""


@dataclass(frozen=True)
class Origin:
    """What an objective or key result was copied from."""

    id: str
    title: str
    cycle: str


def copy_objectives(desk: Desk, cycle_id: str, chosen: Chosen) -> Done[tuple[str, ...]]:
    """Copy objectives into the cycle `cycle_id` in one act; return the ids of the copies.

    Dates keep their place in the cycle; each copy knows what it was copied from. Raises Refused:
    NOT_FOUND, NO_AUTHORITY, CYCLE_CLOSED, SAME_CYCLE, ARCHIVED.
    """
    with desk.write(Act.COPY_OBJECTIVES) as work:
        cycle = open_cycle(work.connection, desk.agency_id, cycle_id)
        ids = tuple(_copy(desk, work, cycle, id, taken) for id, taken in chosen.items())
    return Done(ids, frozenset(work.touched))


def find_origin(connection: Connection, agency_id: str, id: str | None) -> Origin | None:
    """Return what an objective was copied from, where that is known here."""
    if id is None:
        return None
    objective, cycle = schema.objective, schema.cycle
    row = connection.execute(
        select(objective.c.id, objective.c.title, cycle.c.name)
        .join(cycle, named_by(cycle, objective.c.cycle_id))
        .where(objective.c.agency_id == agency_id, objective.c.id == id, ~objective.c.deleted)
    ).first()
    return Origin(row.id, row.title, row.name) if row else None


def _copy(desk: Desk, work: Work, cycle: Cycle, id: str, taken: Collection[str] | None) -> str:
    row = fetch(work.connection, schema.objective, desk.agency_id, id)
    objective = objective_of(row)
    if objective.archived:
        raise Refused(Code.ARCHIVED, title=objective.title)
    if objective.cycle_id == cycle.id:
        raise Refused(Code.SAME_CYCLE, title=objective.title, cycle=cycle.name)
    old = cycle_of(fetch(work.connection, schema.cycle, desk.agency_id, objective.cycle_id))
    copied = replace(objective_copy(objective, old, cycle), id=new_id())
    made = checked_objective(desk, work.connection, copied)
    work.add(schema.objective, id=made.id, **objective_values(made))
    table = schema.key_result
    rows = work.connection.execute(
        select(table)
        .where(
            table.c.agency_id == desk.agency_id,
            table.c.objective_id == id,
            ~table.c.archived,
            ~table.c.deleted,
        )
        .order_by(table.c.ordinal, table.c.id)
    ).mappings()
    wanted = [one for one in map(key_result_of, rows) if taken is None or one.id in taken]
    unknown = set(taken or ()) - {one.id for one in wanted}
    if unknown:
        raise Refused(Code.NOT_FOUND, text=min(unknown))
    for one in wanted:
        copied_part = replace(key_result_copy(one, old, cycle), objective_id=made.id)
        insert_key_result(work, made, copied_part)
    return made.id
