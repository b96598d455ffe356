"""What lines of lists of evaluations are made of beside them, read by a few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.queries.people import PersonRow, Wanted, person_rows
from okrdesk.db.queries.unit_pasts import UnitPast, pasts_on
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.office import OfficeSettings
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_rows import Stand
from okrdesk.services.periods import Period, period_of
from okrdesk.services.rule_packs import kept_packs

_period = schema.period


@dataclass(frozen=True)
class Known:
    """Periods, packs, people and names of units by id; what the office has set."""

    periods: Mapping[str, Period]
    packs: Mapping[str, RulePack]
    people: Mapping[str, PersonRow]
    units: Mapping[str, str]
    pasts: Mapping[date, Mapping[str, UnitPast]]
    office: OfficeSettings
    today: date

    def unit_in(self, unit_id: str | None, period_id: str) -> str:
        """Return what a unit was called at the end of a period, "" for none."""
        past = self.pasts[self.periods[period_id].end_on].get(unit_id or "")
        return past.name if past else self.units.get(unit_id or "", "")


def known_of(connection: Connection, desk: Desk, stands: Sequence[Stand]) -> Known:
    """Return what the lines of `stands` are made of."""
    agency_id, unit = desk.agency_id, schema.unit
    wanted = Wanted(ids=frozenset(stand.row.owner_person_id for stand in stands), archived=True)
    used = {stand.row.rule_pack_id for stand in stands}
    packs = kept_packs(connection, agency_id)
    units = connection.execute(select(unit.c.id, unit.c.name).where(unit.c.agency_id == agency_id))
    periods = periods_of(connection, agency_id)
    days = {periods[stand.row.period_id].end_on for stand in stands}
    return Known(
        periods,
        {id: pack for id, pack in packs.items() if id in used},
        {row.id: row for row in person_rows(connection, agency_id, wanted, desk.today())},
        {row.id: row.name for row in units},
        {day: pasts_on(connection, agency_id, day) for day in days},
        desk.office(connection),
        desk.today(),
    )


def periods_of(connection: Connection, agency_id: str) -> dict[str, Period]:
    """Return all periods by id."""
    rows = connection.execute(
        select(_period).where(_period.c.agency_id == agency_id, ~_period.c.deleted)
    ).mappings()
    return {row["id"]: period_of(row) for row in rows}


def total_of(row: Any | None) -> Decimal | None:
    """Return the frozen total of a row of `score`; None without a row or a total."""
    return figure_of(row, "total")


def figure_of(row: Any | None, name: str) -> Decimal | None:
    """Return a frozen figure of a row of `score`."""
    text = row.outcome.get(name) if row is not None else None
    return None if text is None else Decimal(text)


def band_name(pack: RulePack, band: str | None) -> str:
    """Return the short name of a band, "" without one."""
    return next((one.short or one.name for one in pack.bands if one.id == band), "")
