"""What happened to an object, and taking back the last act."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import Connection, select

from okrdesk.db import schema, undo
from okrdesk.db.among import in_chunks
from okrdesk.db.queries.history import HistoryEntry, object_history
from okrdesk.db.undo import Undoable
from okrdesk.domain.act import Act
from okrdesk.domain.organisation import masked
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk, Done
from okrdesk.services.sight import require_sight

__all__ = [
    "HistoryEntry",
    "Undoable",
    "find_history",
    "find_names",
    "ids_in",
    "next_undo",
    "undo_last",
]

_RIGHTS = {
    act: right
    for right, acts in {
        Right.EDIT_ORGANISATION: (
            Act.EDIT_AGENCY,
            Act.ADD_UNIT,
            Act.EDIT_UNIT,
            Act.REORGANISE,
            Act.ADD_PERSON,
            Act.EDIT_PERSON,
            Act.ADD_POST,
            Act.EDIT_POST,
            Act.REMOVE_POST,
            Act.GRANT_ROLE,
            Act.REVOKE_ROLE,
            Act.IMPORT_ROSTER,
        ),
        Right.EDIT_PERIODS: (Act.ADD_PERIOD, Act.EDIT_PERIOD, Act.CLOSE_PERIOD),
        Right.EDIT_RULES: (
            Act.ADD_RULE_PACK,
            Act.EDIT_RULE_PACK,
            Act.PUBLISH_RULE_PACK,
            Act.ADD_CATALOGUE,
            Act.EDIT_CATALOGUE,
            Act.IMPORT_CATALOGUE,
        ),
        Right.EDIT_CYCLES: (Act.ADD_CYCLE, Act.EDIT_CYCLE, Act.SET_CYCLE_STATE),
        Right.EDIT_MEASURE_UNITS: (Act.ADD_MEASURE_UNIT, Act.EDIT_MEASURE_UNIT),
        Right.EDIT_OFFICE_SETTINGS: (Act.EDIT_OFFICE_SETTING,),
    }.items()
    for act in acts
}
"""The right over the office that an act needed, and that taking it back needs again."""


_CALLED = {
    "person": "name",
    "unit": "name",
    "cycle": "name",
    "objective": "title",
    "key_result": "title",
    "directive": "code",
    "directive_item": "title",
    "indicator": "title",
    "catalogue": "name",
    "catalogue_item": "title",
    "meeting": "title",
}
"""By which column people know what an id in a history stands for."""


def find_history(desk: Desk, eid: str) -> list[HistoryEntry]:
    """Return every change of the object `eid`, newest first; personal numbers come masked.

    Raises Refused(NOT_FOUND) for work, or an evaluation, of somebody out of reach.
    """
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        require_sight(desk, connection, eid)
        entries = object_history(connection, desk.agency_id, eid)
        if desk.may(connection, Right.READ_PERSONAL_NUMBERS):
            return entries
    return [_without_number(entry) for entry in entries]


def ids_in(entries: Iterable[HistoryEntry]) -> set[str]:
    """Return the ids in the fields of changes that name other objects, one or several."""
    return {
        id
        for entry in entries
        if entry.field.endswith(("_id", "_ids"))
        for value in (entry.before, entry.after)
        for id in ([value] if isinstance(value, str) else value or ())
    }


def find_names(desk: Desk, ids: Collection[str]) -> dict[str, str]:
    """Return what people, units and work are called, by id, of those of `ids` that are known."""
    found: dict[str, str] = {}
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        for name, column in _CALLED.items():
            table = schema.JOURNALLED[name]
            for chunk in in_chunks(set(ids) - found.keys()):
                rows = connection.execute(
                    select(table.c.id, table.c[column]).where(
                        table.c.agency_id == desk.agency_id, table.c.id.in_(chunk)
                    )
                )
                found |= {row[0]: row[1] for row in rows}
    return found


def next_undo(desk: Desk) -> Undoable | None:
    """Return what `undo_last` would take back, for the name in the menu."""
    with desk.read() as connection:
        return _last(desk, connection)


def undo_last(desk: Desk) -> Done[Undoable]:
    """Take back the person's last act on this device.

    Raises Refused: NOTHING_TO_UNDO; CHANGED_SINCE where somebody has built upon it; NO_AUTHORITY
    where the right that an act of the office needs was lost since.
    """
    undoable = next_undo(desk)
    if undoable is None:
        raise Refused(Code.NOTHING_TO_UNDO)
    with desk.write(Act.UNDO, undoes=undoable.group) as work:
        if right := _RIGHTS.get(undoable.act):
            desk.require(work.connection, right)
        if _last(desk, work.connection) != undoable:  # another process of this person was quicker
            raise Refused(Code.CHANGED_SINCE)
        undo.undo(work, undoable.group)
    return Done(undoable, frozenset(work.touched))


def _last(desk: Desk, connection: Connection) -> Undoable | None:
    return undo.last_undoable(connection, desk.agency_id, desk.store.device, desk.person_id)


def _without_number(entry: HistoryEntry) -> HistoryEntry:
    if entry.field != "personal_number":
        return entry
    return replace(entry, before=masked(entry.before), after=masked(entry.after))
