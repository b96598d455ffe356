"""An objective that several units carry: each beside its owner, with a weight of its own there.

The objective, its key results and its history stay one. Its progress counts in the figures of each
unit that shares it with the weight given there, and in those above the owner once, by the owner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.rows import objective_of
from okrdesk.domain.act import Act
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.rollup import check_weight
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch, known_owner, open_cycle
from okrdesk.services.desk import Desk, Done

_share, _unit = schema.objective_share, schema.unit


@dataclass(frozen=True)
class Share:
    """A unit that carries an objective beside its owner; `weight` is 0–100, None counts equally."""

    unit_id: str
    unit: str
    weight: Decimal | None


def find_shares(desk: Desk, objective_id: str) -> tuple[Share, ...]:
    """Return the units that share an objective, by name."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return shares_of(connection, desk.agency_id, objective_id)


def shares_of(connection: Connection, agency_id: str, objective_id: str) -> tuple[Share, ...]:
    """Return the units that share an objective, by name, inside a transaction."""
    rows = connection.execute(
        select(_share.c.owner_unit_id, _unit.c.name, _share.c.weight)
        .join(_unit, named_by(_unit, _share.c.owner_unit_id))
        .where(
            _share.c.agency_id == agency_id,
            _share.c.objective_id == objective_id,
            ~_share.c.deleted,
        )
        .order_by(_unit.c.name, _share.c.id)
    )
    return tuple(Share(*row) for row in rows)


def share_objective(
    desk: Desk, objective_id: str, wanted: Sequence[tuple[str, Decimal | None]]
) -> Done[None]:
    """Let just these units (id, weight) share an objective: others that did no longer do.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, CYCLE_CLOSED, ARCHIVED, WEIGHT_OUT_OF_RANGE,
    SHARED_WITH_OWNER, DUPLICATE.
    """
    weights = dict(wanted)
    for weight in weights.values():
        check_weight(weight)
    if len(weights) < len(wanted):
        raise Refused(Code.SHARED_TWICE, field="unit")
    with desk.write(Act.SHARE_OBJECTIVE) as work:
        connection = work.connection
        row = fetch(connection, schema.objective, desk.agency_id, objective_id)
        objective = objective_of(row)
        desk.require(connection, Right.EDIT_OBJECTIVES, [objective.owner])
        open_cycle(connection, desk.agency_id, objective.cycle_id)
        if objective.archived:
            raise Refused(Code.ARCHIVED, title=objective.title)
        if objective.owner.unit_id in weights:
            raise Refused(Code.SHARED_WITH_OWNER, field="unit")
        for unit_id in weights:
            known_owner(connection, desk.agency_id, Owner(None, unit_id))
        known = connection.execute(
            select(_share.c.id, _share.c.owner_unit_id).where(
                _share.c.agency_id == desk.agency_id,
                _share.c.objective_id == objective_id,
                ~_share.c.deleted,
            )
        ).all()
        for one in known:
            if one.owner_unit_id in weights:
                work.change(_share, one.id, weight=weights.pop(one.owner_unit_id))
            else:
                work.remove(_share, one.id)
        for unit_id, weight in weights.items():
            work.add(_share, objective_id=objective_id, owner_unit_id=unit_id, weight=weight)
    return Done(None, frozenset(work.touched | {("objective", objective_id)}))
