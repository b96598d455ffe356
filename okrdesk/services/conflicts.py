"""Where two people changed one field, neither having seen the other: both values, and a choice.

The server keeps the later value and records the other beside it, for both authors. Either of them
decides: what stands stays, the other value comes back, or a third is written. The choice is one act
with the change of the field, and is undone like any other until it was sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.domain.act import Act
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.field_names import field_name
from okrdesk.services.checks import Row, fetch
from okrdesk.services.desk import Desk, Done
from okrdesk.services.replaying import checked, read_wire
from okrdesk.services.subjects import Subject, Subjects

_conflict = schema.conflict
_TOMBSTONE = "deleted"


class Choice(StrEnum):
    """What a person chooses: the own value, the other's, or a third."""

    MINE = "mine"
    THEIRS = "theirs"
    OTHER = "other"


class Chosen(StrEnum):
    """What was chosen, the same for both authors: what stood, what had lost, or a third value."""

    KEPT = "kept"
    LOST = "lost"
    OTHER = "other"


@dataclass(frozen=True)
class Side:
    """One of the two values: in words and as stored, by whom, and when on the author's clock."""

    value: str
    wire: Any
    who: str
    person_id: str
    at: datetime


@dataclass(frozen=True)
class ConflictRow:
    """Two values of one field. `kept` stands now unless `chosen` says otherwise.

    `mine` and `theirs` are the same two as seen from this desk. `is_deletion` says that one of them
    took the object away, so the choice is to restore it or to leave it; there is no third.
    """

    id: str
    object: Subject
    field: str
    label: str
    kept: Side
    lost: Side
    mine: Side
    theirs: Side
    is_deletion: bool
    chosen: Chosen | None = None
    chosen_by: str = ""
    chosen_at: datetime | None = None


def find_conflicts(desk: Desk, *, decided: bool = False) -> list[ConflictRow]:
    """Return the conflicts that this person is a party to and nobody decided (or that were).

    The latest edit comes first.
    """
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        rows = connection.execute(
            select(_conflict).where(*_wanted(desk, decided=decided))
        ).mappings()
        found = _told(desk, connection, [row for row in rows if _is_party(desk, row)])
    return sorted(found, key=lambda one: (max(one.kept.at, one.lost.at), one.id), reverse=True)


def find_conflict(desk: Desk, conflict_id: str) -> ConflictRow:
    """Return one conflict; raise Refused(NOT_FOUND) where there is none."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        row = fetch(connection, _conflict, desk.agency_id, conflict_id)
        return _told(desk, connection, [row])[0]


def count_conflicts(desk: Desk, connection: Connection) -> int:
    """Return how many conflicts wait for this person's choice."""
    rows = connection.execute(select(_conflict).where(*_wanted(desk, decided=False))).mappings()
    return sum(_is_party(desk, row) for row in rows)


def decide(desk: Desk, conflict_id: str, choice: Choice, value: Any = None) -> Done[str]:
    """Settle a conflict; `value` is the third value (as stored, JSON) where `choice` is OTHER.

    Raises Refused: NOT_FOUND, NO_AUTHORITY where the person is neither author or may not change the
    object any more, BAD_VALUE for a third value where one side deleted the object, and what the
    field's checks raise.
    """
    with desk.write(Act.DECIDE_CONFLICT) as work:
        row = fetch(work.connection, _conflict, desk.agency_id, conflict_id)
        desk.require(work.connection, Right.READ_OBJECTIVES)
        if not _is_party(desk, row):
            raise Refused(Code.NO_AUTHORITY)
        chosen = _chosen(desk, row, choice)
        if row["field"] == _TOMBSTONE:
            _settle_deletion(desk, work, row, chosen)
        elif chosen is not Chosen.KEPT:
            wire = value if chosen is Chosen.OTHER else row["lost"]["value"]
            _put(desk, work, row, {row["field"]: wire})
        elif row["choice"] not in (None, Chosen.KEPT):  # changed one's mind: bring it back
            _put(desk, work, row, {row["field"]: row["kept"]["value"]})
        work.change(
            _conflict,
            conflict_id,
            choice=chosen.value,
            chosen_by=desk.person_id,
            chosen_at=work.author.now,
        )
    return Done(conflict_id, frozenset(work.touched))


def _wanted(desk: Desk, *, decided: bool) -> list[ColumnElement[bool]]:
    """Return the conditions on the rows; what two people chose at once is settled by the clock."""
    is_open = _conflict.c.choice.is_(None)
    return [
        _conflict.c.agency_id == desk.agency_id,
        ~_conflict.c.deleted,
        _conflict.c.entity != "conflict",
        ~is_open if decided else is_open,
    ]


def _is_party(desk: Desk, row: Row) -> bool:
    return desk.person_id in (row["kept"]["actor"], row["lost"]["actor"])


def _chosen(desk: Desk, row: Row, choice: Choice) -> Chosen:
    """Return what a choice means for both; where both values are one person's, mine stands now."""
    if choice is Choice.OTHER:
        return Chosen.OTHER
    kept_is_mine = row["kept"]["actor"] == desk.person_id
    return Chosen.KEPT if kept_is_mine == (choice is Choice.MINE) else Chosen.LOST


def _settle_deletion(desk: Desk, work: Work, row: Row, chosen: Chosen) -> None:
    """Restore the object, or leave it deleted; the edit itself is in the row already."""
    if chosen is Chosen.OTHER:
        raise Refused(Code.BAD_VALUE, field="value", text="", allowed="mine, theirs")
    table = schema.JOURNALLED[row["entity"]]
    stored = _stored(work, row)
    checked(desk, work, table, stored)
    keeps_deleted = (row["kept"] if chosen is Chosen.KEPT else row["lost"])["value"] is True
    (work.remove if keeps_deleted else work.bring_back)(table, row["eid"])


def _put(desk: Desk, work: Work, row: Row, fields: Mapping[str, Any]) -> None:
    """Set fields of the object that a conflict is about, by the rules of its service."""
    table = schema.JOURNALLED[row["entity"]]
    stored = _stored(work, row)
    values = read_wire(table, fields, stored)
    clean = checked(desk, work, table, {**stored, **values})
    work.change(table, row["eid"], **{name: clean[name] for name in values})


def _stored(work: Work, row: Row) -> dict[str, Any]:
    table = schema.JOURNALLED[row["entity"]]
    found = work.connection.execute(
        select(table).where(table.c.agency_id == work.author.agency_id, table.c.id == row["eid"])
    )
    stored = found.mappings().first()
    if stored is None:
        raise Refused(Code.NOT_FOUND, text=row["eid"])
    return {str(name): stored[name] for name in stored}


def _told(desk: Desk, connection: Connection, rows: list[Row]) -> list[ConflictRow]:
    subjects = Subjects(connection, desk.agency_id)
    for row in rows:
        sides = (row["kept"], row["lost"])
        subjects.load(((row["entity"], row["eid"]), _fields(row, side)) for side in sides)
        subjects.load((("person", side["actor"]), {}) for side in sides)
        subjects.load([(("person", row["chosen_by"]), {})] if row["chosen_by"] else [])
    return [_conflict_row(desk, subjects, row) for row in rows]


def _conflict_row(desk: Desk, subjects: Subjects, row: Row) -> ConflictRow:
    kept, lost = (_side(subjects, row, row[name]) for name in ("kept", "lost"))
    is_mine = kept.person_id == desk.person_id
    return ConflictRow(
        id=row["id"],
        object=subjects.of(row["entity"], row["eid"]),
        field=row["field"],
        label=field_name(row["entity"], row["field"]),
        kept=kept,
        lost=lost,
        mine=kept if is_mine else lost,
        theirs=lost if is_mine else kept,
        is_deletion=row["field"] == _TOMBSTONE,
        chosen=Chosen(row["choice"]) if row["choice"] else None,
        chosen_by=subjects.person(row["chosen_by"]) if row["chosen_by"] else "",
        chosen_at=row["chosen_at"],
    )


def _fields(row: Row, side: Mapping[str, Any]) -> Mapping[str, Any]:
    if row["field"] == _TOMBSTONE and isinstance(side["value"], dict):
        return side["value"]
    return {row["field"]: side["value"]}


def _side(subjects: Subjects, row: Row, side: Mapping[str, Any]) -> Side:
    fields = subjects.fields(row["entity"], _fields(row, side))
    if row["field"] == _TOMBSTONE and isinstance(side["value"], dict):
        text = "\n".join(f"{field.label}: {field.value}" for field in fields)
    else:
        text = subjects.text(row["entity"], row["field"], side["value"])
    return Side(
        value=text,
        wire=side["value"],
        who=subjects.person(side["actor"]) or side["actor"],
        person_id=side["actor"],
        at=datetime.fromtimestamp(side["wall"] / 1000, UTC),
    )
