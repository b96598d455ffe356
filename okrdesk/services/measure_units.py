"""The list of units of measure, which the office extends; archived ones are offered no more."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.domain.act import Act
from okrdesk.domain.permissions import Right
from okrdesk.domain.text import collation_key, tidy
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import clean_title, fetch
from okrdesk.services.desk import Desk, Done

_table = schema.measure_unit


@dataclass(frozen=True)
class MeasureUnitRow:
    """One unit of measure, such as “hồ sơ”."""

    id: str
    name: str
    archived: bool


def add_measure_unit(desk: Desk, name: str) -> Done[str]:
    """Add a unit of measure and return its id; one that was archived comes back.

    Raises Refused: NO_AUTHORITY, MISSING_FIELD, TOO_LONG, NAME_TAKEN.
    """
    clean = clean_title(name, "Name", "name", 60)
    with desk.write(Act.ADD_MEASURE_UNIT) as work:
        desk.require(work.connection, Right.EDIT_MEASURE_UNITS)
        known = _named(desk, work.connection, clean)
        if known and not known.archived:
            raise Refused(Code.NAME_TAKEN, field="name", name=known.name)
        if known:
            work.change(_table, known.id, archived=False)
            id = known.id
        else:
            id = work.add(_table, name=clean)
    return Done(id, frozenset(work.touched))


def rename_measure_unit(desk: Desk, id: str, name: str) -> Done[str]:
    """Change how a unit of measure is written; key results keep the words entered with them."""
    clean = clean_title(name, "Name", "name", 60)
    with desk.write(Act.EDIT_MEASURE_UNIT) as work:
        desk.require(work.connection, Right.EDIT_MEASURE_UNITS)
        fetch(work.connection, _table, desk.agency_id, id)
        known = _named(desk, work.connection, clean)
        if known and known.id != id:
            raise Refused(Code.NAME_TAKEN, field="name", name=known.name)
        work.change(_table, id, name=clean)
    return Done(id, frozenset(work.touched))


def find_measure_units(desk: Desk, *, archived: bool = False) -> tuple[MeasureUnitRow, ...]:
    """Return the units of measure in Vietnamese order; with `archived` also those put away."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        rows = _all(desk, connection)
    shown = [row for row in rows if archived or not row.archived]
    return tuple(sorted(shown, key=lambda row: (collation_key(row.name), row.name)))


def _named(desk: Desk, connection: Connection, name: str) -> MeasureUnitRow | None:
    """Return the row with this name, a difference of case aside ("Hồ sơ" is "hồ sơ")."""
    same = [row for row in _all(desk, connection) if tidy(row.name).casefold() == name.casefold()]
    return min(same, key=lambda row: row.archived, default=None)


def _all(desk: Desk, connection: Connection) -> list[MeasureUnitRow]:
    rows = connection.execute(
        select(_table.c.id, _table.c.name, _table.c.archived).where(
            _table.c.agency_id == desk.agency_id, ~_table.c.deleted
        )
    )
    return [MeasureUnitRow(row.id, row.name, row.archived) for row in rows]
