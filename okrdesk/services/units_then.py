"""A unit as it was called, and stood, on a day: what papers of that day name it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from okrdesk.db import schema
from okrdesk.db.queries.unit_pasts import pasts_on
from okrdesk.services.checks import fetch


@dataclass(frozen=True)
class UnitThen:
    """A unit on a day: its name and the unit above; the code is the one it has now."""

    id: str
    code: str
    name: str
    parent_id: str | None


def unit_on(connection: Connection, agency_id: str, unit_id: str, on: date) -> UnitThen:
    """Return a unit as it was on a day; raise Refused(NOT_FOUND)."""
    row = fetch(connection, schema.unit, agency_id, unit_id)
    past = pasts_on(connection, agency_id, on).get(unit_id)
    if past is None:
        return UnitThen(unit_id, row["code"], row["name"], row["parent_id"])
    return UnitThen(unit_id, row["code"], past.name, past.parent_id)
