"""Who may look at work and its evaluation: only those whom the right to read them reaches."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk
from okrdesk.services.reach import people_in_reach

_UP: Mapping[str, tuple[str, ...]] = {
    "task": (),
    "evaluation": (),
    "document": (),
    "task_share": ("task",),
    "delivery": ("task",),
    "fault": ("task",),
    "cause": ("task",),
    "score": ("evaluation",),
    "step": ("task", "evaluation", "cause"),
    "attachment": ("document", "cause"),
}
"""What belongs to one person, and the objects that a part of it may name."""


def require_sight(desk: Desk, connection: Connection, id: str) -> None:
    """Raise Refused(NOT_FOUND) where `id` is a part of somebody's work that is out of reach."""
    people = _people(connection, desk.agency_id, id)
    if not people:
        return
    reach = people_in_reach(desk, connection, Right.READ_EVALUATIONS)
    if reach is not None and not people & reach:
        raise Refused(Code.NOT_FOUND, text=id)


def _people(connection: Connection, agency_id: str, id: str) -> frozenset[str]:
    """Return whose work an object is: its owner, and for a task the co-workers."""
    rows = ((name, _row(connection, agency_id, name, id)) for name in _UP)
    name, row = next(((name, row) for name, row in rows if row is not None), ("", None))
    while row is not None and _UP[name]:
        name = next((above for above in _UP[name] if row[f"{above}_id"]), "")
        row = _row(connection, agency_id, name, row[f"{name}_id"]) if name else None
    if row is None:
        return frozenset()
    return frozenset([row["owner_person_id"], *_sharing(connection, agency_id, row["id"])])


def _row(connection: Connection, agency_id: str, name: str, id: str) -> Any:
    table = schema.JOURNALLED[name]
    statement = select(table).where(table.c.agency_id == agency_id, table.c.id == id)
    return connection.execute(statement).mappings().first()


def _sharing(connection: Connection, agency_id: str, task_id: str) -> list[str]:
    share = schema.task_share
    statement = select(share.c.owner_person_id).where(
        share.c.agency_id == agency_id, share.c.task_id == task_id, ~share.c.deleted
    )
    return list(connection.scalars(statement))
