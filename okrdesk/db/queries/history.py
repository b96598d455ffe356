"""The history of one object: every change with before and after, who, and both times."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from okrdesk.db import schema


@dataclass(frozen=True)
class HistoryEntry:
    """One field that one act changed; `before` is None for what did not exist yet."""

    at: datetime
    effective_on: date | None
    who: str
    act: str
    op: str
    entity: str
    eid: str
    field: str
    before: Any
    after: Any


def object_history(
    connection: Connection, agency_id: str, eid: str, limit: int = 500
) -> list[HistoryEntry]:
    """Return the changes of the object `eid` and, for a key result, its check-ins; newest first."""
    change, person, check_in = schema.change, schema.person, schema.check_in
    own_check_ins = select(check_in.c.id).where(
        check_in.c.agency_id == agency_id, check_in.c.key_result_id == eid
    )
    rows = connection.execute(
        select(change, person.c.name.label("who"))
        .outerjoin(
            person, (person.c.agency_id == change.c.agency_id) & (person.c.id == change.c.actor)
        )
        .where(
            change.c.agency_id == agency_id,
            or_(change.c.eid == eid, change.c.eid.in_(own_check_ins)),
        )
        .order_by(change.c.hlc.desc(), change.c.dseq.desc())
        .limit(limit)
    )
    return [
        HistoryEntry(
            at=row.wall,
            effective_on=row.effective_on,
            who=row.who or row.actor,
            act=row.action,
            op=row.op,
            entity=row.entity,
            eid=row.eid,
            field=field,
            before=row.was.get(field),
            after=after,
        )
        for row in rows
        for field, after in row.fields.items()
    ]
