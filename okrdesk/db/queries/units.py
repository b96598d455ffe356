"""The units of an agency as a tree: parents before children, siblings in Vietnamese order."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.office import in_force
from okrdesk.db.queries.unit_pasts import UnitPast, pasts_on
from okrdesk.domain.text import collation_key


@dataclass(frozen=True)
class UnitRow:
    """One unit in the tree; `depth` counts from 0, `people` and `leader` are of the day asked."""

    id: str
    code: str
    name: str
    parent_id: str | None
    depth: int
    ordinal: int
    from_on: date | None
    to_on: date | None
    people: int
    leader: str


def unit_rows(
    connection: Connection, agency_id: str, on: date | None, today: date
) -> tuple[UnitRow, ...]:
    """Return the units in force on `on` (None: all that ever were) in tree order.

    Units are called, and stand, as on that day. A unit whose parent is not shown stands at the top.
    People are counted on `on`, else `today`.
    """
    unit = schema.unit
    statement = select(unit).where(unit.c.agency_id == agency_id, ~unit.c.deleted)
    if on is not None:
        statement = statement.where(in_force(unit, on))
    rows: list[Mapping[str, Any]] = [*connection.execute(statement).mappings()]
    if on is not None:
        pasts = pasts_on(connection, agency_id, on)
        rows = [_as_it_was(row, pasts.get(row["id"])) for row in rows]
    people = _people(connection, agency_id, on or today)
    leaders = _leaders(connection, agency_id, on or today)
    return tuple(
        UnitRow(
            id=row["id"],
            code=row["code"],
            name=row["name"],
            parent_id=row["parent_id"],
            depth=depth,
            ordinal=row["ordinal"],
            from_on=row["from_on"],
            to_on=row["to_on"],
            people=people.get(row["id"], 0),
            leader=leaders.get(row["id"], ""),
        )
        for depth, row in _in_tree_order(rows)
    )


def _as_it_was(row: Mapping[str, Any], past: UnitPast | None) -> Mapping[str, Any]:
    if past is None:
        return row
    return {**row, "name": past.name, "parent_id": past.parent_id}


def _in_tree_order(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield (depth, row); units in a loop, which only a merge of machines can make, come last."""
    known = {row["id"] for row in rows}
    below: dict[str | None, list[Mapping[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["ordinal"], collation_key(row["name"]))):
        below[row["parent_id"] if row["parent_id"] in known else None].append(row)
    seen: set[str] = set()
    for start in [*below[None], *rows]:
        stack = [(0, start)]
        while stack:
            depth, row = stack.pop()
            if row["id"] not in seen:
                seen.add(row["id"])
                yield depth, row
                stack += [(depth + 1, child) for child in reversed(below[row["id"]])]


def _people(connection: Connection, agency_id: str, day: date) -> dict[str, int]:
    post, person = schema.post, schema.person
    rows = connection.execute(
        select(post.c.unit_id, func.count(post.c.person_id.distinct()).label("people"))
        .join(person, named_by(person, post.c.person_id))
        .where(
            post.c.agency_id == agency_id,
            ~post.c.deleted,
            ~person.c.deleted,
            ~person.c.archived,
            in_force(post, day),
        )
        .group_by(post.c.unit_id)
    )
    return {row.unit_id: row.people for row in rows}


def _leaders(connection: Connection, agency_id: str, day: date) -> dict[str, str]:
    post, person = schema.post, schema.person
    rows = connection.execute(
        select(post.c.unit_id, person.c.name)
        .join(person, named_by(person, post.c.person_id))
        .where(
            post.c.agency_id == agency_id,
            post.c.is_leader,
            ~post.c.deleted,
            ~person.c.deleted,
            ~person.c.archived,
            in_force(post, day),
        )
        .order_by(post.c.from_on.desc(), post.c.id.desc())
    )
    return {row.unit_id: row.name for row in rows}
