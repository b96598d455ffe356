"""Taking back the last act: the journal's own records say what every value was.

Undo writes a new group of changes that names the one it takes back, so history only grows. What was
created gets a tombstone, what was set is set back; where somebody else has changed a field since,
or hung something on what was created, nothing is undone at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, and_, exists, or_, select

from okrdesk.db import schema
from okrdesk.db.among import in_chunks
from okrdesk.db.journal import Work
from okrdesk.db.queries.hanging import HANGS_ON, naming
from okrdesk.db.types import from_wire
from okrdesk.domain.act import Act
from okrdesk.domain.fate import Fate
from okrdesk.domain.structure import BIRTHS
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
    """Return the person's last act on this device that is neither undone nor an undo.

    What the server did not take changed nothing, so there is nothing of it to take back.
    """
    undone = _change.alias("undone")
    row = connection.execute(
        select(_change.c.grp, _change.c.action)
        .where(
            _change.c.agency_id == agency_id,
            _change.c.device == device,
            _change.c.actor == person_id,
            _change.c.undoes.is_(None),
            _change.c.action.in_([act.value for act in Act if act.can_be_undone]),
            or_(
                _change.c.fate.is_(None),
                and_(
                    _change.c.fate.in_([Fate.APPLIED.value, Fate.SUPERSEDED.value]),
                    _change.c.action.not_in([act.value for act in Act if act.is_final_once_sent]),
                ),
            ),
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
    _refuse_if_changed_since(work, records)
    _refuse_if_built_upon(work, records)
    for (entity, op), batch in groupby(records, key=lambda record: (record.entity, record.op)):
        _take_back(work, schema.JOURNALLED[entity], op, batch)


def _take_back(work: Work, table: Table, op: str, records: Iterable[Any]) -> None:
    """Take back changes of one kind to one table, the newest first."""
    if op == "delete":
        work.bring_back(table, *(record.eid for record in records))
    elif op != "set":
        work.remove(table, *(record.eid for record in records))
    else:
        before: dict[str, dict[str, Any]] = {}
        for record in records:
            before.setdefault(record.eid, {}).update(
                {name: from_wire(table.c[name].type, value) for name, value in record.was.items()}
            )
        work.change_many(table, before)


def _refuse_if_built_upon(work: Work, records: Sequence[Any]) -> None:
    """Refuse where something that the group neither made nor hung there hangs on what it made."""
    leaving: dict[str, set[str]] = defaultdict(set)
    hung: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        if record.op in (*BIRTHS, "restore"):
            leaving[record.entity].add(record.eid)
        for column in record.fields if record.op == "set" else ():
            hung[record.entity, column].add(record.eid)
    where = work.connection, work.author.agency_id
    for entity, ids in leaving.items():
        for name, column in HANGS_ON.get(entity, ()):
            if naming(*where, (name, column), ids) - leaving.get(name, set()) - hung[name, column]:
                raise Refused(Code.CHANGED_SINCE)


def _refuse_if_changed_since(work: Work, records: Sequence[Any]) -> None:
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
    found: dict[str, list[Any]] = {}
    for chunk in in_chunks({record.eid for record in records}):
        rows = work.connection.execute(
            select(_change.c.eid, _change.c.op, _change.c.fields).where(
                _change.c.agency_id == work.author.agency_id,
                _change.c.eid.in_(chunk),
                _change.c.hlc > max(record.hlc for record in records),
                _change.c.undoes.is_(None),
                ~exists().where(
                    undone.c.agency_id == _change.c.agency_id, undone.c.undoes == _change.c.grp
                ),
            )
        )
        for row in rows:
            found.setdefault(row.eid, []).append(row)
    return found
