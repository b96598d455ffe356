"""A plan written by an import: objectives and key results of a cycle, inside one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.journal import Work
from okrdesk.db.queries.in_force import approved_of
from okrdesk.db.rows import key_result_of, key_result_values, objective_of, objective_values
from okrdesk.domain.objective import KeyResult, Objective, Owner
from okrdesk.domain.permissions import Right
from okrdesk.services.bulk import Authority, Counts, save_rows
from okrdesk.services.desk import Desk
from okrdesk.services.key_results import retargets
from okrdesk.services.reviews import write_submission


@dataclass(frozen=True)
class Plan:
    """Objectives and key results to write; those whose id is in `known` exist and are changed."""

    objectives: Sequence[Objective]
    key_results: Sequence[KeyResult]
    owners: frozenset[Owner]
    known: frozenset[str]
    reasons: Mapping[str, str] = field(default_factory=dict)


def save_plan(desk: Desk, work: Work, plan: Plan, rights: Authority) -> Counts:
    """Write a plan whose rows were checked; `owners` are those of all objectives concerned.

    Objectives with `reasons`, of which an approved target changes, are submitted anew with them.
    Raises Refused(NO_AUTHORITY) where an owner is out of reach.
    """
    rights.require(Right.IMPORT_PLANS, list(plan.owners))
    objectives = [{"id": each.id} | objective_values(each) for each in plan.objectives]
    key_results = [{"id": each.id} | key_result_values(each) for each in plan.key_results]
    counts = save_rows(work, schema.objective, objectives, plan.known)
    counts += save_rows(work, schema.key_result, key_results, plan.known)
    for objective_id, reason in plan.reasons.items():
        write_submission(desk, work, objective_id, reason)
    return counts


def load_plan(
    desk: Desk, connection: Connection, cycle_id: str
) -> tuple[list[Objective], list[KeyResult]]:
    """Return the objectives and key results of a cycle that are not archived, by two queries."""
    objective, key_result = schema.objective, schema.key_result
    lives = (
        objective.c.agency_id == desk.agency_id,
        objective.c.cycle_id == cycle_id,
        ~objective.c.deleted,
        ~objective.c.archived,
    )
    objectives = connection.execute(select(objective).where(*lives)).mappings()
    key_results = connection.execute(
        select(key_result)
        .join(objective, named_by(objective, key_result.c.objective_id))
        .where(*lives, ~key_result.c.deleted, ~key_result.c.archived)
        .order_by(key_result.c.ordinal)
    ).mappings()
    return [objective_of(row) for row in objectives], [key_result_of(row) for row in key_results]


def retargeted(
    desk: Desk, connection: Connection, pairs: Sequence[tuple[KeyResult, KeyResult]]
) -> frozenset[str]:
    """Return the ids of the key results, known and as wanted, whose approved target changes."""
    objectives = {known.objective_id for known, _wanted in pairs}
    approved = approved_of(connection, desk.agency_id, sorted(objectives))
    return frozenset(
        known.id
        for known, wanted in pairs
        if retargets(
            approved.get(known.objective_id),
            {"id": known.id} | key_result_values(known),
            key_result_values(wanted),
        )
    )
