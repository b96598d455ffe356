"""What is archived: every kind in one list, with who put it away and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, Table, select

from okrdesk.db import schema
from okrdesk.db.among import in_chunks
from okrdesk.db.joining import named_by
from okrdesk.db.queries.by_key import rows_by_key
from okrdesk.domain.archiving import ARCHIVED
from okrdesk.domain.dates import day_at
from okrdesk.domain.permissions import Right
from okrdesk.domain.structure import Key, parents_of
from okrdesk.domain.text import fold
from okrdesk.services.desk import Desk
from okrdesk.services.reach import people_in_reach

_change, _person = schema.change, schema.person
_Act = tuple[str, str, datetime | None]
_NOBODY: _Act = ("", "", None)


@dataclass(frozen=True)
class Wanted:
    """What to look for: of one kind, put away by a person, on some days (both included), by words.

    What a change of long ago or of elsewhere archived has no day here, and no person.
    """

    entity: str | None = None
    person_id: str | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""

    def lets_in(self, row: "ArchivedRow") -> bool:
        """Say whether a row is looked for."""
        if self.entity not in (None, row.entity) or self.person_id not in (None, row.person_id):
            return False
        day = day_at(row.at) if row.at else date.min
        if (self.since and day < self.since) or (self.until and day > self.until):
            return False
        return fold(self.text) in fold(f"{row.title} {row.belongs_to}")


@dataclass(frozen=True)
class ArchivedRow:
    """One archived object: its name, what or whom it belongs to, who put it away and when."""

    id: str
    entity: str
    title: str
    belongs_to: str
    person_id: str
    person: str
    at: datetime | None


def find_archived(desk: Desk, wanted: Wanted | None = None) -> tuple[ArchivedRow, ...]:
    """Return what is archived, what was put away last first; tasks of those in reach alone."""
    wanted = wanted or Wanted()
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        found = _archived(desk, connection, wanted.entity)
        names = names_of(connection, desk.agency_id, found)
        acts = _acts(connection, desk.agency_id, found)
    rows = (_row(key, names[key], acts[key[1]]) for key in found)
    kept = filter(wanted.lets_in, rows)
    return tuple(sorted(kept, key=lambda row: _moment(row.at), reverse=True))


def _row(key: Key, names: tuple[str, str], act: _Act) -> ArchivedRow:
    title, whole = names
    person_id, person, at = act
    return ArchivedRow(key[1], key[0], title, whole, person_id, person, at)


def names_of(
    connection: Connection, agency_id: str, found: Mapping[Key, RowMapping]
) -> dict[Key, tuple[str, str]]:
    """Return what objects are called, and what or whom each belongs to."""
    ups = {key: _belongs_to(key, row) for key, row in found.items()}
    wholes = rows_by_key(connection, agency_id, ups.values())
    titles = {key: title_of(row) for key, row in wholes.items()}
    return {key: (title_of(row), titles.get(ups[key], "")) for key, row in found.items()}


def title_of(row: RowMapping) -> str:
    """Return what an archived object is called."""
    return str(row.get("title") or row.get("name") or row.get("text") or "")


def _archived(desk: Desk, connection: Connection, entity: str | None) -> dict[Key, RowMapping]:
    found: dict[Key, RowMapping] = {}
    for name in ARCHIVED if entity is None else (entity,):
        table: Table = schema.JOURNALLED[name]
        rows = connection.execute(
            select(table).where(
                table.c.agency_id == desk.agency_id, table.c.archived, ~table.c.deleted
            )
        ).mappings()
        found |= {(name, row["id"]): row for row in rows}
    reach = people_in_reach(desk, connection, Right.READ_EVALUATIONS)
    if reach is None:
        return found
    return {
        key: row
        for key, row in found.items()
        if key[0] != "task" or row["owner_person_id"] in reach
    }


def _belongs_to(key: Key, row: RowMapping) -> Key:
    """Return what an archived object is a part of, or else who owns it; ids may be empty."""
    up = next(parents_of(key, dict(row)), None)
    if up is not None and up[0] != "cycle":
        return up
    unit = row.get("owner_unit_id") if key[0] != "task" else None
    return ("unit", unit) if unit else ("person", row.get("owner_person_id") or "")


def _acts(connection: Connection, agency_id: str, keys: Iterable[Key]) -> dict[str, _Act]:
    """Return who archived each object last, by id and name, and when."""
    ids = {id for _entity, id in keys}
    found: dict[str, _Act] = dict.fromkeys(ids, _NOBODY)
    for chunk in in_chunks(ids):
        rows = connection.execute(
            select(_change.c.eid, _change.c.actor, _change.c.wall, _change.c.fields, _person.c.name)
            .outerjoin(_person, named_by(_person, _change.c.actor))
            .where(_change.c.agency_id == agency_id, _change.c.eid.in_(chunk))
            .order_by(_change.c.hlc)
        )
        for row in rows:
            if row.fields.get("archived"):
                found[row.eid] = (row.actor, row.name or "", row.wall)
    return found


def _moment(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0
