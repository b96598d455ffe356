"""The units of the office: added, corrected, and read as a tree; what they become is elsewhere."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.db.queries.units import UnitRow, unit_rows
from okrdesk.domain.act import Act
from okrdesk.domain.organisation import Unit
from okrdesk.domain.permissions import Right
from okrdesk.domain.rollup import find_loop
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import clean_title, fetch, in_order, unused_code
from okrdesk.services.desk import Desk, Done
from okrdesk.services.units_then import unit_on

__all__ = ["UnitRow", "add_unit", "edit_unit", "find_unit", "find_units"]

_unit = schema.unit


def add_unit(desk: Desk, unit: Unit) -> Done[str]:
    """Write a new unit and return its id; the id that `unit` carries is ignored.

    Raises Refused: NO_AUTHORITY, MISSING_FIELD, TOO_LONG, CODE_TAKEN, DATES_UPSIDE_DOWN, NOT_FOUND
    (the unit above).
    """
    with desk.write(Act.ADD_UNIT) as work:
        desk.require(work.connection, Right.EDIT_ORGANISATION)
        id = work.add(_unit, **_checked_values(desk, work, unit, known_as=None))
    return Done(id, frozenset(work.touched))


def edit_unit(desk: Desk, unit: Unit) -> Done[str]:
    """Change the unit that has the same id; raise as `add_unit` does, and UNIT_LOOP."""
    with desk.write(Act.EDIT_UNIT) as work:
        desk.require(work.connection, Right.EDIT_ORGANISATION)
        fetch(work.connection, _unit, desk.agency_id, unit.id)
        work.change(_unit, unit.id, **_checked_values(desk, work, unit, known_as=unit.id))
    return Done(unit.id, frozenset(work.touched))


def find_units(desk: Desk, on: date | None = None) -> tuple[UnitRow, ...]:
    """Return the units in force on `on` (None: all that ever were) in tree order, with depth."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        return unit_rows(connection, desk.agency_id, on, desk.today())


def find_unit(desk: Desk, id: str, on: date | None = None) -> Unit:
    """Return one unit, called and standing as on a day; raise Refused(NOT_FOUND)."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        row = fetch(connection, _unit, desk.agency_id, id)
        then = unit_on(connection, desk.agency_id, id, on or desk.today())
    return Unit(
        id=row["id"],
        code=row["code"],
        name=then.name,
        parent_id=then.parent_id,
        from_on=row["from_on"],
        to_on=row["to_on"],
        ordinal=row["ordinal"],
    )


def _checked_values(desk: Desk, work: Work, unit: Unit, *, known_as: str | None) -> dict[str, Any]:
    code = clean_title(unit.code, "Code", "code", 40)
    name = clean_title(unit.name, "Name", "name", 300)
    unused_code(work.connection, _unit, desk.agency_id, code, known_as)
    if unit.from_on and unit.to_on:
        in_order(unit.from_on, unit.to_on, "to_on")
    if unit.parent_id:
        fetch(work.connection, _unit, desk.agency_id, unit.parent_id)
        _refuse_loop(desk, work.connection, known_as, unit.parent_id)
    return {
        "code": code,
        "name": name,
        "parent_id": unit.parent_id,
        "from_on": unit.from_on,
        "to_on": unit.to_on,
        "ordinal": unit.ordinal,
    }


def _refuse_loop(desk: Desk, connection: Connection, id: str | None, parent_id: str) -> None:
    rows = connection.execute(
        select(_unit.c.id, _unit.c.parent_id).where(
            _unit.c.agency_id == desk.agency_id, ~_unit.c.deleted
        )
    )
    parents = {row.id: [row.parent_id] for row in rows if row.parent_id}
    if id and find_loop(parents, id, parent_id):
        raise Refused(Code.UNIT_LOOP, field="parent_id")
