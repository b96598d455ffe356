"""Who may look at work and its evaluation: only those whom the right to read them reaches."""

from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.domain.permissions import Right
from okrdesk.domain.structure import PARENTS, ROOTS, Key, parents_of
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk
from okrdesk.services.reach import people_in_reach

_ROOTS = ROOTS - {"objective", "meeting"}
"""What belongs to one person and is not for everybody to see."""
_PARTS = tuple(
    name
    for name, ups in PARENTS.items()
    if any(up in _ROOTS or up in ("cause", "score") for _column, up in ups)
)
"""What hangs on it, directly or by a cause or a score."""


def require_sight(desk: Desk, connection: Connection, id: str) -> None:
    """Raise Refused(NOT_FOUND) where `id` is a part of somebody's work that is out of reach."""
    if not is_in_sight(desk, connection, id):
        raise Refused(Code.NOT_FOUND, text=id)


def is_in_sight(desk: Desk, connection: Connection, id: str) -> bool:
    """Say whether `id` is no part of anybody's work, or of somebody's who is in reach."""
    people = _people(connection, desk.agency_id, id)
    if not people:
        return True
    reach = people_in_reach(desk, connection, Right.READ_EVALUATIONS)
    return reach is None or bool(people & reach)


def _people(connection: Connection, agency_id: str, id: str) -> frozenset[str]:
    """Return whose work an object is: its owner, and for a task the co-workers."""
    keys = ((name, id) for name in (*sorted(_ROOTS), *_PARTS))
    key: Key | None = next((key for key in keys if _row(connection, agency_id, key)), None)
    while key is not None:
        row = _row(connection, agency_id, key)
        if row is None:
            return frozenset()
        if key[0] in _ROOTS:
            return frozenset([row["owner_person_id"], *_sharing(connection, agency_id, key[1])])
        key = next(parents_of(key, row), None) if key[0] in _PARTS else None
    return frozenset()


def _row(connection: Connection, agency_id: str, key: Key) -> Any:
    table = schema.JOURNALLED[key[0]]
    statement = select(table).where(table.c.agency_id == agency_id, table.c.id == key[1])
    return connection.execute(statement).mappings().first()


def _sharing(connection: Connection, agency_id: str, task_id: str) -> list[str]:
    share = schema.task_share
    statement = select(share.c.owner_person_id).where(
        share.c.agency_id == agency_id, share.c.task_id == task_id, ~share.c.deleted
    )
    return list(connection.scalars(statement))
