"""The history of one object: every change with before and after, who, and both times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, or_, select, union_all

from okrdesk.db import schema
from okrdesk.db.joining import named_by

_HANGING = (
    (schema.check_in, "key_result_id"),
    (schema.remark, "objective_id"),
    (schema.remark, "key_result_id"),
    (schema.closure, "objective_id"),
    (schema.closure, "key_result_id"),
    (schema.objective_share, "objective_id"),
    (schema.directive_file, "directive_id"),
    (schema.indicator_target, "indicator_id"),
    (schema.indicator_value, "indicator_id"),
    (schema.conclusion, "meeting_id"),
    (schema.task_share, "task_id"),
    (schema.delivery, "task_id"),
    (schema.fault, "task_id"),
    (schema.cause, "task_id"),
    (schema.step, "task_id"),
    (schema.step, "cause_id"),
    (schema.score, "evaluation_id"),
    (schema.step, "evaluation_id"),
    (schema.attachment, "document_id"),
    (schema.attachment, "cause_id"),
)
"""What a person meets as a part of an object's history, and the column that names the object."""


@dataclass(frozen=True)
class HistoryEntry:
    """One field that one act of a person changed; `before` is None for what did not exist yet."""

    at: datetime
    effective_on: date | None
    actor: str
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
    """Return the changes of the object `eid` and of the logs that hang on it; newest first.

    Before a change was what its author saw, not what this PC held when it came to know: where two
    edited at once, all PCs tell the same.
    """
    change, person = schema.change, schema.person
    own = [
        select(table.c.id).where(table.c.agency_id == agency_id, table.c[column] == eid)
        for table, column in _HANGING
    ]
    rows = connection.execute(
        select(change, person.c.name.label("who"))
        .outerjoin(person, named_by(person, change.c.actor))
        .where(
            change.c.agency_id == agency_id,
            or_(change.c.eid == eid, change.c.eid.in_(union_all(*own))),
        )
        .order_by(change.c.hlc.desc(), change.c.dseq.desc())
        .limit(limit)
    ).all()
    known = _known(rows)
    return [
        HistoryEntry(
            at=row.wall,
            effective_on=row.effective_on,
            actor=row.actor,
            who=row.who or row.actor,
            act=row.action,
            op=row.op,
            entity=row.entity,
            eid=row.eid,
            field=field,
            before=known.get((row.eid, field, row.base.get(field)), row.was.get(field)),
            after=after,
        )
        for row in rows
        for field, after in row.fields.items()
    ]


def _known(rows: Sequence[Any]) -> dict[tuple[str, str, int], Any]:
    """Return what the fields of objects were at the stamps that these changes name, newest first.

    Of what came before this PC's first sync the oldest change here tells, by what it met.
    """
    known = {
        (row.eid, field, stamp): row.was[field]
        for row in rows
        for field, stamp in row.base.items()
        if field in row.was
    }
    for row in rows:
        for stamp in filter(None, (row.hlc, row.hlc_eff)):
            known |= {(row.eid, field, stamp): value for field, value in row.fields.items()}
    return known
