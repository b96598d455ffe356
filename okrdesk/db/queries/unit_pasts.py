"""What units were called and stood under on an earlier day, from what was kept when it changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from okrdesk.db import schema

_past = schema.unit_past


@dataclass(frozen=True)
class UnitPast:
    """A unit as it was until a day: its name and the unit above it."""

    unit_id: str
    until_on: date
    name: str
    parent_id: str | None


def pasts_on(connection: Connection, agency_id: str, day: date) -> Mapping[str, UnitPast]:
    """Return how units were on `day`, by id; those that are still so are left out."""
    rows = connection.execute(
        select(_past.c.unit_id, _past.c.until_on, _past.c.name, _past.c.parent_id)
        .where(_past.c.agency_id == agency_id, ~_past.c.deleted, _past.c.until_on >= day)
        .order_by(_past.c.until_on.desc(), _past.c.id.desc())
    )
    return {row.unit_id: UnitPast(*row) for row in rows}


def last_changes(connection: Connection, agency_id: str) -> Mapping[str, date]:
    """Return for each unit ever reorganised the last day on which it was as before."""
    rows = connection.execute(
        select(_past.c.unit_id, _past.c.until_on)
        .where(_past.c.agency_id == agency_id, ~_past.c.deleted)
        .order_by(_past.c.until_on)
    )
    return {row.unit_id: row.until_on for row in rows}


class NamesThen:
    """The names of units on days that are over, each day read once."""

    def __init__(self, connection: Connection, agency_id: str, today: date) -> None:
        self._connection, self._agency_id, self._today = connection, agency_id, today
        self._pasts: dict[date, Mapping[str, UnitPast]] = {}

    def name(self, unit_id: str, now: str, day: date) -> str:
        """Return what a unit, called `now`, was called on `day`."""
        if day >= self._today:
            return now
        if day not in self._pasts:
            self._pasts[day] = pasts_on(self._connection, self._agency_id, day)
        past = self._pasts[day].get(unit_id)
        return past.name if past else now
