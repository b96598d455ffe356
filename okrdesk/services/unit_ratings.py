"""How units themselves are rated in a period: recorded by the authority, with a note.

No figure makes a unit's rating; the authority decides (NĐ 335/2025 rates agencies, NĐ 233/2026 does
not rate the head of a unit above it). Where a pack says so, the head's band is held to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.domain.act import Act
from okrdesk.domain.evaluation.pack import Band
from okrdesk.domain.identity import rating_id
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch, within
from okrdesk.services.desk import Desk, Done
from okrdesk.services.periods import fetch_period, require_open
from okrdesk.services.putting import put
from okrdesk.services.rule_packs import published_packs

_rating, _unit = schema.unit_rating, schema.unit
_NOTE_LIMIT = 4_000


@dataclass(frozen=True)
class UnitRating:
    """A unit's rating in a period: the id of a band, None where it was taken back, and why."""

    unit_id: str
    unit: str
    band: str | None
    note: str


def rate_unit(
    desk: Desk, period_id: str, unit_id: str, band: str | None, note: str = ""
) -> Done[str]:
    """Record how a unit is rated in an open period; None takes the rating back. Return its id.

    Raises Refused: NO_AUTHORITY, NOT_FOUND, PERIOD_CLOSED, BAD_VALUE (no band of a pack in force),
    TOO_LONG.
    """
    text = within(note.strip(), _NOTE_LIMIT, "note")
    with desk.write(Act.RATE_UNIT) as work:
        connection = work.connection
        desk.require(connection, Right.APPROVE_EVALUATIONS)
        fetch(connection, _unit, desk.agency_id, unit_id)
        require_open(fetch_period(connection, desk.agency_id, period_id))
        bands = _bands(connection, desk.agency_id)
        if band is not None and band not in bands:
            raise Refused(Code.BAD_VALUE, field="band", text=band, allowed=", ".join(bands))
        id = rating_id(period_id, unit_id)
        values = {"period_id": period_id, "unit_id": unit_id, "band": band, "note": text}
        put(work, _rating, {id: values})
    return Done(id, frozenset(work.touched))


def find_unit_ratings(desk: Desk, period_id: str) -> list[UnitRating]:
    """Return the ratings of units in a period, in the order of the units."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        rows = connection.execute(
            select(_rating.c.unit_id, _unit.c.name, _rating.c.band, _rating.c.note)
            .join(_unit, named_by(_unit, _rating.c.unit_id))
            .where(
                _rating.c.agency_id == desk.agency_id,
                _rating.c.period_id == period_id,
                ~_rating.c.deleted,
            )
            .order_by(_unit.c.ordinal, _unit.c.name, _unit.c.id)
        )
        return [UnitRating(*row) for row in rows]


def find_bands(desk: Desk) -> list[Band]:
    """Return the bands that a unit may be rated by: those of the packs in force, best first."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        return list(_bands(connection, desk.agency_id).values())


def may_rate_units(desk: Desk) -> bool:
    """Say whether the person at the desk records how units are rated."""
    with desk.read() as connection:
        return desk.may(connection, Right.APPROVE_EVALUATIONS)


def bands_of_units(connection: Connection, agency_id: str, period_id: str) -> Mapping[str, str]:
    """Return the bands of the units that are rated in a period, by unit."""
    rows = connection.execute(
        select(_rating.c.unit_id, _rating.c.band).where(
            _rating.c.agency_id == agency_id,
            _rating.c.period_id == period_id,
            _rating.c.band.is_not(None),
            ~_rating.c.deleted,
        )
    )
    return {row.unit_id: row.band for row in rows}


def _bands(connection: Connection, agency_id: str) -> dict[str, Band]:
    packs = published_packs(connection, agency_id).values()
    found: dict[str, Band] = {}
    for pack in packs:
        found |= {band.id: band for band in pack.bands if band.id not in found}
    return dict(sorted(found.items(), key=lambda pair: -pair[1].low))
