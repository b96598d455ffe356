"""Handing objectives down the tree of units: one below the other, linked, to units and people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.rows import key_result_of, objective_of, objective_values
from okrdesk.domain.act import Act
from okrdesk.domain.identity import new_id
from okrdesk.domain.objective import KeyResult, Objective, Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.rollup import check_weight
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch
from okrdesk.services.desk import Desk, Done
from okrdesk.services.key_results import insert_key_result
from okrdesk.services.objectives import WHOLE, Alignment, checked_objective

MOST_OWNERS = 200


@dataclass(frozen=True)
class HandDown:
    """What is handed down from an objective, and to whom.

    Each owner gets an objective of the same title, dates, axis and item of a directive, linked to
    the one above by `alignment`, with copies of the key results `key_result_ids`; the target of
    each copy is theirs to change.
    """

    objective_id: str
    owners: tuple[Owner, ...]
    key_result_ids: tuple[str, ...] = ()
    alignment: Alignment = WHOLE
    title: str = ""


def hand_down(desk: Desk, wanted: HandDown) -> Done[tuple[str, ...]]:
    """Write an objective for each owner, in one act; return their ids in the order of the owners.

    Raises Refused: NOT_FOUND, MISSING_FIELD without an owner, NO_AUTHORITY over one of them,
    ARCHIVED, CYCLE_CLOSED, WEIGHT_OUT_OF_RANGE, TOO_LONG.
    """
    if not wanted.owners:
        raise Refused(Code.MISSING_FIELD, field="owners", label="Owner")
    if len(wanted.owners) > MOST_OWNERS:
        raise Refused(Code.TOO_MANY_OWNERS, field="owners", most=str(MOST_OWNERS))
    alignment = wanted.alignment
    check_weight(alignment.weight)
    with desk.write(Act.ASSIGN_OBJECTIVE) as work:
        connection = work.connection
        desk.require(connection, Right.READ_OBJECTIVES)
        above = objective_of(
            fetch(connection, schema.objective, desk.agency_id, wanted.objective_id)
        )
        if above.archived:
            raise Refused(Code.ARCHIVED, title=above.title)
        copies = _key_results(connection, desk.agency_id, wanted)
        made = []
        for owner in dict.fromkeys(wanted.owners):
            below = checked_objective(desk, connection, _below(above, owner, wanted.title))
            work.add(schema.objective, id=below.id, **objective_values(below))
            for ordinal, copy in enumerate(copies):
                placed = replace(copy, objective_id=below.id, owner=owner, ordinal=ordinal)
                insert_key_result(work, below, placed)
            work.add(
                schema.link,
                child_id=below.id,
                parent_id=above.id,
                parent_entity="objective",
                key_result_id=alignment.key_result_id,
                kind=alignment.kind.value,
                weight=alignment.weight,
            )
            made.append(below.id)
    return Done(tuple(made), frozenset(work.touched | {("objective", above.id)}))


def _below(above: Objective, owner: Owner, title: str) -> Objective:
    """Return the objective of an owner below another one; agreeing on it begins anew."""
    fresh = replace(above, id=new_id(), weight=None, copied_from_id=None)
    return replace(fresh, owner=owner, title=title or above.title)


def _key_results(connection: Connection, agency_id: str, wanted: HandDown) -> Sequence[KeyResult]:
    """Return the key results to copy, in the order asked; raise Refused(NOT_FOUND)."""
    table = schema.key_result
    part = wanted.alignment.key_result_id
    ids = [*wanted.key_result_ids, *([part] if part else [])]
    rows = connection.execute(
        select(table).where(
            table.c.agency_id == agency_id,
            table.c.objective_id == wanted.objective_id,
            table.c.id.in_(ids),
            ~table.c.deleted,
        )
    ).mappings()
    known = {row["id"]: key_result_of(row) for row in rows}
    for id in ids:
        if id not in known:
            raise Refused(Code.NOT_FOUND, text=id)
    return [known[id] for id in wanted.key_result_ids]
