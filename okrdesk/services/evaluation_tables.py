"""A unit's results in one table: lines by name, how the levels are spread, quotas, who is missing.

A quota is shown, with who is over it; it never demotes anyone by itself (NĐ 335/2025, Điều 20).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from okrdesk.db.queries.office import units_below
from okrdesk.domain.evaluation.pack import Band, RulePack, Standing
from okrdesk.domain.evaluation.quota import (
    Member,
    QuotaCount,
    Rated,
    count_quotas,
    group_of,
)
from okrdesk.domain.evaluation.steps import Level
from okrdesk.domain.evaluation.workflow import EvaluationState
from okrdesk.domain.permissions import Right
from okrdesk.domain.text import name_key
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_names import Known, figure_of, known_of, total_of
from okrdesk.services.evaluation_rights import Rights
from okrdesk.services.evaluation_rows import (
    Missing,
    Stand,
    missing_in,
    stands_in,
    units_and_above,
)
from okrdesk.services.evaluations import Brought, brought_of, may_edit
from okrdesk.services.periods import Period, fetch_period
from okrdesk.services.unit_ratings import bands_of_units

_OWN_NAMES = 2
"""A unit with none above it is named by its own id and code alone."""


@dataclass(frozen=True)
class UnitRow:
    """One person's line in the table of a unit: figures of the score that counts by now.

    Bands are ids of the pack. `outcome_of` says whose score the figures are; None without any.
    `group` is the pack's name of those with similar tasks, for the quota. `may_edit` says whether
    the person at the desk may note days of absence and scores brought along.
    """

    id: str
    person_id: str
    code: str
    name: str
    born_on: date | None
    title: str
    unit_id: str | None
    unit: str
    is_leader: bool
    state: EvaluationState
    outcome_of: Level | None
    general: Decimal | None
    points: Decimal | None
    total: Decimal | None
    self_total: Decimal | None
    self_band: str | None
    proposed_band: str | None
    approved_band: str | None
    days: int | None
    days_present: int | None
    brought: tuple[Brought, ...]
    note: str
    pack_id: str
    group: str
    may_edit: bool = False

    @property
    def band(self) -> str | None:
        """The band that counts by now: approved, else proposed, else the own one."""
        return self.approved_band or self.proposed_band or self.self_band


@dataclass(frozen=True)
class BandCount:
    """How many have a band, and their share of all who have one (0 to 1)."""

    band: Band
    count: int
    share: float


@dataclass(frozen=True)
class UnitTable:
    """A unit's results: lines by name, how the levels are spread, the quotas, who is missing."""

    period: Period
    rows: tuple[UnitRow, ...]
    bands: Mapping[str, Band]
    distribution: tuple[BandCount, ...]
    quotas: tuple[QuotaCount, ...]
    missing: tuple[Missing, ...]


def unit_table(desk: Desk, period_id: str, unit_id: str | None = None) -> UnitTable:
    """Return the results of a unit with all below it, or of the agency, as far as one may read.

    Quotas are counted over what is shown. Raises Refused(NOT_FOUND).
    """
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        agency_id = desk.agency_id
        period = fetch_period(connection, agency_id, period_id)
        rights = Rights(desk, connection)
        units = units_below(connection, agency_id, frozenset([unit_id])) if unit_id else None
        stands = [
            stand
            for stand in stands_in(connection, agency_id, period_id).values()
            if (units is None or stand.row.unit_id in units)
            and rights.may(Right.READ_EVALUATIONS, stand.row.owner_person_id)
        ]
        known = known_of(connection, desk, stands)
        missing = [
            one
            for one in missing_in(connection, desk, period)
            if rights.may(Right.READ_EVALUATIONS, one.person_id)
            and (units is None or _works_in(rights, one, units))
        ]
        above = units_and_above(connection, agency_id)
        ratings = bands_of_units(connection, agency_id, period_id)
    made = (
        replace(
            _unit_row(stand, known, above),
            may_edit=not period.is_closed and may_edit(rights, stand.row.owner_person_id),
        )
        for stand in stands
    )
    rows = sorted(made, key=_by_name)
    roots = {unit for unit, names in above.items() if len(names) <= _OWN_NAMES}
    rated = [ratings[unit] for unit in roots if unit in ratings]
    return _table(period, rows, known, (missing, rated))


def _unit_row(stand: Stand, known: Known, above: Mapping[str, frozenset[str]]) -> UnitRow:
    row, situation = stand.row, stand.situation
    person = known.people.get(row.owner_person_id)
    own, head = stand.score_of(Level.SELF), stand.score_of(Level.HEAD)
    approved = stand.scores.get(situation.approved or "")
    shown = stand.decided if stand.decided is not None else own
    return UnitRow(
        id=row.id,
        person_id=row.owner_person_id,
        code=person.code if person else "",
        name=person.name if person else "",
        born_on=person.born_on if person else None,
        title=row.title,
        unit_id=row.unit_id,
        unit=known.unit_in(row.unit_id, row.period_id),
        is_leader=row.is_leader,
        state=situation.state,
        outcome_of=Level(shown.level) if shown is not None else None,
        general=figure_of(shown, "general"),
        points=figure_of(shown, "points"),
        total=total_of(shown),
        self_total=total_of(own),
        self_band=own.band if own is not None else None,
        proposed_band=head.band if head is not None else None,
        approved_band=approved.band if approved is not None else None,
        days=row.days,
        days_present=row.days_present,
        brought=brought_of(row.brought),
        note=row.note,
        pack_id=row.rule_pack_id,
        group=_group(stand, known, above),
    )


def _by_name(row: UnitRow) -> tuple[Any, ...]:
    return name_key(row.name), row.code, row.id


def _table(
    period: Period,
    rows: Sequence[UnitRow],
    known: Known,
    beside: tuple[Sequence[Missing], Sequence[str]],
) -> UnitTable:
    """Put a table together; `beside` are who is missing, and how the agency itself is rated."""
    missing, of_agency = beside
    bands: dict[str, Band] = {}
    for pack in known.packs.values():
        bands |= {band.id: band for band in pack.bands if band.id not in bands}
    rated = [row for row in rows if row.band is not None]
    counts = [
        BandCount(band, count, count / len(rated) if rated else 0.0)
        for id, band in bands.items()
        for count in [sum(row.band == id for row in rated)]
    ]
    quotas = _quotas(rated, known.packs, of_agency)
    return UnitTable(period, tuple(rows), bands, tuple(counts), quotas, tuple(missing))


def _quotas(
    rated: Sequence[UnitRow], packs: Mapping[str, RulePack], of_agency: Sequence[str]
) -> tuple[QuotaCount, ...]:
    """Count the quotas of people whose packs say the same of them together, once.

    Staff and leaders of one decree have two packs and one quota. An agency that is rated best
    itself may have more.
    """
    found: list[QuotaCount] = []
    asked: set[Any] = set()
    for pack in packs.values():
        key = (pack.quotas, tuple(band.id for band in pack.bands))
        if key in asked:
            continue
        asked.add(key)
        alike = {
            id
            for id, one in packs.items()
            if (one.quotas, tuple(band.id for band in one.bands)) == key
        }
        people = [
            Rated(row.person_id, row.band or "", row.total or Decimal(0), row.group)
            for row in rated
            if row.pack_id in alike
        ]
        found += count_quotas(pack, people, outstanding=pack.bands[0].id in of_agency)
    return tuple(found)


def _group(stand: Stand, known: Known, above: Mapping[str, frozenset[str]]) -> str:
    row, person = stand.row, known.people.get(stand.row.owner_person_id)
    if person is None:
        return ""
    standing = Standing.LEADER if row.is_leader else Standing.STAFF
    units = above.get(row.unit_id, frozenset())
    return group_of(known.packs[row.rule_pack_id], Member(standing, person.kind, row.title, units))


def _works_in(rights: Rights, one: Missing, units: frozenset[str]) -> bool:
    return bool(rights.units_of(one.person_id) & units)
