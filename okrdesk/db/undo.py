"""Taking back the last act: the journal's own records say what every value was.

Undo writes a new group of changes that names the one it takes back, so history only grows. What was
created gets a tombstone, what was set is set back; where somebody else has changed a field since,
nothing is undone at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, exists, select

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.db.types import from_wire
from okrdesk.domain.act import Act
from okrdesk.errors import Code, Refused

_change = schema.change


@dataclass(frozen=True)
class Undoable:
    """The group of changes that undo would take back next, and the act it came from."""

    group: str
    act: Act


def last_undoable(
    connection: Connection, agency_id: str, device: str, person_id: str
) -> Undoable | None:
    """Return the person's last act on this device that is neither undone nor an undo."""
    undone = _change.alias("undone")
    row = connection.execute(
        select(_change.c.grp, _change.c.action)
        .where(
            _change.c.agency_id == agency_id,
            _change.c.device == device,
            _change.c.actor == person_id,
            _change.c.undoes.is_(None),
            _change.c.action.in_([act.value for act in Act if act.can_be_undone]),
            ~exists().where(
                undone.c.agency_id == _change.c.agency_id, undone.c.undoes == _change.c.grp
            ),
        )
        .order_by(_change.c.dseq.desc())
        .limit(1)
    ).first()
    return Undoable(row.grp, Act(row.action)) if row else None


def undo(work: Work, group: str) -> None:
    """Take back every change of `group`; raise Refused(CHANGED_SINCE) where one cannot be."""
    records = work.connection.execute(
        select(_change)
        .where(_change.c.agency_id == work.author.agency_id, _change.c.grp == group)
        .order_by(_change.c.dseq.desc())
    ).all()
    _refuse_if_built_upon(work, records)
    for record in records:
        _take_back(work, record)


def _take_back(work: Work, record: Any) -> None:
    table = schema.JOURNALLED[record.entity]
    if record.op in ("create", "append"):
        work.remove(table, record.eid)
    elif record.op == "delete":
        work.bring_back(table, record.eid)
    elif record.op == "restore":
        work.remove(table, record.eid)
    else:
        was = {name: from_wire(table.c[name].type, value) for name, value in record.was.items()}
        work.change(table, record.eid, **was)


def _refuse_if_built_upon(work: Work, records: Sequence[Any]) -> None:
    """Refuse where a later group, not itself undone, changed the same field of the same object."""
    if not records:
        return
    later = _later_changes(work, records)
    for record in records:
        for other in later.get(record.eid, ()):
            whole = "create" in (record.op, other.op)
            if whole or other.fields.keys() & record.fields.keys():
                raise Refused(Code.CHANGED_SINCE)


def _later_changes(work: Work, records: Sequence[Any]) -> dict[str, list[Any]]:
    undone = _change.alias("undone")
    touched = {record.eid for record in records}
    rows = work.connection.execute(
        select(_change.c.eid, _change.c.op, _change.c.fields).where(
            _change.c.agency_id == work.author.agency_id,
            _change.c.hlc > max(record.hlc for record in records),
            _change.c.undoes.is_(None),
            ~exists().where(
                undone.c.agency_id == _change.c.agency_id, undone.c.undoes == _change.c.grp
            ),
        )
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        if row.eid in touched:
            found.setdefault(row.eid, []).append(row)
    return found
