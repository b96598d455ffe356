"""Which units this PC asks its server for in full, though they lie too deep to come by themselves.

From the third level below whoever leads it, a unit arrives as figures. The objectives of some such
units may be wanted nevertheless: the wish is this PC's own, goes along with every sync, and what it
brought leaves again with it. Beyond a person's reach the server does not follow it.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from okrdesk.db import schema
from okrdesk.db.store import get_meta, put_meta
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch
from okrdesk.services.desk import Desk

MOST_PINS = 200
"""How many units one PC may ask for."""
_PINS = "pins"


def pins_of(connection: Connection) -> list[str]:
    """Return the ids of the units that this PC asks for."""
    return list(get_meta(connection, _PINS) or [])


def find_pins(desk: Desk) -> list[str]:
    """Return the ids of the units that this PC asks for."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return pins_of(connection)


def pin_unit(desk: Desk, unit_id: str) -> None:
    """Ask for a unit in full from the next sync on.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, TOO_MANY_PINS.
    """
    with desk.write_device() as connection:
        fetch(connection, schema.unit, desk.agency_id, unit_id)
        desk.require(connection, Right.READ_OBJECTIVES, [Owner(unit_id=unit_id)])
        _put(connection, [*pins_of(connection), unit_id])


def unpin_unit(desk: Desk, unit_id: str) -> None:
    """Be content with the figures of a unit from the next sync on; raise Refused(NO_AUTHORITY)."""
    with desk.write_device() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        _put(connection, (one for one in pins_of(connection) if one != unit_id))


def _put(connection: Connection, units: Iterable[str]) -> None:
    wanted = sorted(set(units))
    if len(wanted) > MOST_PINS:
        raise Refused(Code.TOO_MANY_PINS, most=str(MOST_PINS))
    put_meta(connection, _PINS, wanted)
