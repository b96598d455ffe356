"""Objectives: written, changed, linked, archived; with their first key result in one go."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.rows import objective_of, objective_values
from okrdesk.domain.act import Act
from okrdesk.domain.identity import new_id
from okrdesk.domain.objective import KeyResult, LinkKind, Objective
from okrdesk.domain.permissions import Right
from okrdesk.domain.rollup import check_weight, find_loop
from okrdesk.domain.text import tidy
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import (
    clean_title,
    fetch,
    in_order,
    known_item,
    known_owner,
    open_cycle,
    within,
)
from okrdesk.services.desk import Desk, Done
from okrdesk.services.key_results import insert_key_result

TAG_LIMIT, MOST_TAGS = 40, 12
"""Characters of one tag, and tags of one objective."""


def add_objective(
    desk: Desk, objective: Objective, key_results: tuple[KeyResult, ...] = ()
) -> Done[str]:
    """Write a new objective, and any first key results, in one act; return its id.

    The ids that the arguments carry are ignored. Raises Refused: NO_AUTHORITY, MISSING_FIELD,
    TOO_LONG, DATES_UPSIDE_DOWN, CYCLE_CLOSED, and what `add_key_result` raises.
    """
    with desk.write(Act.ADD_OBJECTIVE) as work:
        checked = checked_objective(desk, work.connection, replace(objective, id=new_id()))
        known_item(work.connection, desk.agency_id, checked.directive_item_id, None)
        work.add(schema.objective, id=checked.id, **objective_values(checked))
        for ordinal, key_result in enumerate(key_results):
            placed = replace(key_result, objective_id=checked.id, ordinal=ordinal)
            insert_key_result(work, checked, placed)
    return Done(checked.id, frozenset(work.touched))


def edit_objective(desk: Desk, objective: Objective) -> Done[str]:
    """Change the objective that has the same id; only fields that differ are written.

    Raises what `add_objective` does, and Refused(ARCHIVED).
    """
    with desk.write(Act.EDIT_OBJECTIVE) as work:
        before = objective_of(
            fetch(work.connection, schema.objective, desk.agency_id, objective.id)
        )
        desk.require(work.connection, Right.EDIT_OBJECTIVES, [before.owner])
        open_cycle(work.connection, desk.agency_id, before.cycle_id)
        if before.archived:
            raise Refused(Code.ARCHIVED, title=before.title)
        checked = checked_objective(desk, work.connection, replace(objective, archived=False))
        served = before.directive_item_id
        known_item(work.connection, desk.agency_id, checked.directive_item_id, served)
        work.change(schema.objective, objective.id, **objective_values(checked))
    return Done(objective.id, frozenset(work.touched))


def find_objective(desk: Desk, id: str) -> Objective:
    """Return one objective; raise Refused(NOT_FOUND) where there is none."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return objective_of(fetch(connection, schema.objective, desk.agency_id, id))


@dataclass(frozen=True)
class Alignment:
    """How an objective is linked to the one above it.

    `key_result_id` names the key result above that it goes to, None the objective as a whole;
    `weight` is 0–100, None counts equally.
    """

    kind: LinkKind = LinkKind.CONTRIBUTES
    weight: Decimal | None = None
    key_result_id: str | None = None


WHOLE = Alignment()
"""A link to an objective as a whole, which counts equally."""


def link_objective(
    desk: Desk, child_id: str, parent_id: str, alignment: Alignment = WHOLE
) -> Done[str]:
    """Align the objective `child_id` to `parent_id`, once; a second time changes the alignment.

    Raises Refused: NO_AUTHORITY, NOT_FOUND, WEIGHT_OUT_OF_RANGE, LINK_LOOP naming the path.
    """
    check_weight(alignment.weight)
    link = schema.link
    values: dict[str, Any] = {
        "kind": alignment.kind.value,
        "weight": alignment.weight,
        "key_result_id": alignment.key_result_id,
    }
    with desk.write(Act.LINK_OBJECTIVE) as work:
        child = objective_of(fetch(work.connection, schema.objective, desk.agency_id, child_id))
        fetch(work.connection, schema.objective, desk.agency_id, parent_id)
        _known_part(work.connection, desk.agency_id, parent_id, alignment.key_result_id)
        desk.require(work.connection, Right.EDIT_OBJECTIVES, [child.owner])
        rows = work.connection.execute(
            select(link.c.child_id, link.c.parent_id).where(
                link.c.agency_id == desk.agency_id, ~link.c.deleted
            )
        )
        parents: dict[str, list[str]] = {}
        for row in rows:
            parents.setdefault(row.child_id, []).append(row.parent_id)
        loop = find_loop(parents, child_id, parent_id)
        if loop:
            raise Refused(Code.LINK_LOOP, path=_titles(desk, work.connection, loop))
        known = work.connection.scalar(
            select(link.c.id).where(
                link.c.agency_id == desk.agency_id,
                link.c.child_id == child_id,
                link.c.parent_id == parent_id,
                ~link.c.deleted,
            )
        )
        if known:
            work.change(link, known, **values)
        id = known or work.add(
            link,
            child_id=child_id,
            parent_id=parent_id,
            parent_entity="objective",
            **values,
        )
    return Done(id, frozenset(work.touched))


def unlink_objective(desk: Desk, link_id: str) -> Done[None]:
    """Take an alignment away."""
    with desk.write(Act.UNLINK_OBJECTIVE) as work:
        row = fetch(work.connection, schema.link, desk.agency_id, link_id)
        child = objective_of(
            fetch(work.connection, schema.objective, desk.agency_id, row["child_id"])
        )
        desk.require(work.connection, Right.EDIT_OBJECTIVES, [child.owner])
        work.remove(schema.link, link_id)
    return Done(None, frozenset(work.touched))


def _known_part(
    connection: Connection, agency_id: str, objective_id: str, key_result_id: str | None
) -> None:
    """Raise Refused(NOT_FOUND) unless the key result is one of the objective's."""
    if key_result_id is not None:
        row = fetch(connection, schema.key_result, agency_id, key_result_id)
        if row["objective_id"] != objective_id:
            raise Refused(Code.NOT_FOUND, text=row["title"])


def checked_objective(desk: Desk, connection: Connection, objective: Objective) -> Objective:
    """Return an objective with its texts tidied; raise Refused where it may not be so."""
    desk.require(connection, Right.EDIT_OBJECTIVES, [objective.owner])
    open_cycle(connection, desk.agency_id, objective.cycle_id)
    if not (objective.owner.person_id or objective.owner.unit_id):
        raise Refused(Code.MISSING_FIELD, field="owner", label="Owner")
    known_owner(connection, desk.agency_id, objective.owner)
    in_order(objective.start_on, objective.end_on)
    check_weight(objective.weight)
    return replace(
        objective,
        title=clean_title(objective.title, "Title"),
        description=within(objective.description, 20_000, "description"),
        tags=clean_tags(objective.tags),
    )


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags tidied and sorted, each once whatever its case; raise Refused(TOO_LONG)."""
    found: dict[str, str] = {}
    for tag in map(tidy, tags):
        if tag:
            found.setdefault(tag.casefold(), within(tag, TAG_LIMIT, "tags"))
    if len(found) > MOST_TAGS:
        raise Refused(Code.TOO_MANY_TAGS, field="tags", count=len(found), limit=MOST_TAGS)
    return tuple(sorted(found.values()))


def _titles(desk: Desk, connection: Connection, ids: list[str]) -> str:
    rows = [fetch(connection, schema.objective, desk.agency_id, id) for id in ids]
    return " → ".join(row["title"] for row in rows)
