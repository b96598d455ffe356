"""The year of a person, from the approved scores of its periods and those brought from elsewhere.

A month goes before the quarter it lies in; a quarter in which no month was evaluated stands for
itself. Who had no post on the last day of a period, or was away too long, has nothing in it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from okrdesk.db.queries.people import Wanted
from okrdesk.domain.dates import parse_period
from okrdesk.domain.evaluation.outcome import Block, BlockCode, Outcome
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.year import PeriodScore, score_year
from okrdesk.domain.objective import CycleKind
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_names import figure_of, periods_of
from okrdesk.services.evaluation_rows import Stand, candidates, is_excused, stands_between
from okrdesk.services.evaluations import brought_of
from okrdesk.services.periods import Period
from okrdesk.services.rule_packs import kept_packs

Scores = tuple[PeriodScore, ...]


def year_outcome(pack: RulePack, periods: Scores, knock_outs: Collection[str]) -> Outcome:
    """Return the year's score as other scores are: a total and a band, or what is missing."""
    known = {one.id for one in pack.knock_outs}
    knocked_out = tuple(sorted(known & set(knock_outs)))
    year = score_year(pack, periods, knocked_out=bool(knocked_out))
    blocked = tuple(
        Block(BlockCode.PERIOD_MISSING, {"period": code}, code) for code in year.missing
    )
    if not year.counted and not blocked:
        blocked = (Block(BlockCode.NO_DATA),)
    return Outcome(
        components={},
        result=None,
        general=None,
        points=None,
        bonus=Decimal(0),
        total=year.total,
        band=year.band,
        blocked=blocked,
        knocked_out=knocked_out,
    )


def freeze_year(periods: Scores) -> list[dict[str, Any]]:
    """Return the scores of a year as the document that a score of the year keeps."""
    return [
        {**asdict(one), "total": None if one.total is None else str(one.total)} for one in periods
    ]


def thaw_year(document: Sequence[Mapping[str, Any]]) -> Scores:
    """Return the scores that `freeze_year` froze."""
    return tuple(
        PeriodScore(**{**one, "total": None if one["total"] is None else Decimal(one["total"])})
        for one in document
    )


def scores_of_year(
    connection: Connection, desk: Desk, days: tuple[date, date], people: Collection[str]
) -> dict[str, Scores]:
    """Return the scores of the periods that lie within `days`, by person and in order."""
    first, last = days
    within = {
        id: period
        for id, period in periods_of(connection, desk.agency_id).items()
        if period.kind is not CycleKind.YEAR and first <= period.start_on and period.end_on <= last
    }
    stands: dict[str, dict[str, Stand]] = defaultdict(dict)
    for stand in stands_between(connection, desk.agency_id, within, people).values():
        stands[stand.row.owner_person_id][stand.row.period_id] = stand
    excused = _excused(connection, desk, within, stands)
    return {
        person_id: _scores(within, stands[person_id], excused[person_id]) for person_id in people
    }


def _scores(
    periods: Mapping[str, Period], stands: Mapping[str, Stand], excused: set[str]
) -> Scores:
    found: dict[str, PeriodScore] = {}
    for stand in stands.values():
        for one in brought_of(stand.row.brought):
            found[one.period] = PeriodScore(one.period, one.points, brought=True)
    for id, period in periods.items():
        if period.code not in found:
            found[period.code] = _score(period, stands.get(id), id in excused)
    months = [one for one in found.values() if "Q" not in one.code]
    covered = {_quarter(one.code) for one in months}
    kept = [one for one in found.values() if "Q" not in one.code or one.code not in covered]
    return tuple(sorted(kept, key=lambda one: parse_period(one.code).start))


def _score(period: Period, stand: Stand | None, is_out: bool) -> PeriodScore:
    if stand is None:
        return PeriodScore(period.code, None, excused=is_out)
    approved = stand.scores.get(stand.situation.approved or "")
    total, days = figure_of(approved, "total"), stand.row.days_present or stand.row.days
    return PeriodScore(period.code, total, days, excused=is_out and total is None)


def _quarter(month: str) -> str:
    year, number = month.split("-")
    return f"{year}-Q{(int(number) + 2) // 3}"


def _excused(
    connection: Connection,
    desk: Desk,
    periods: Mapping[str, Period],
    stands: Mapping[str, Mapping[str, Stand]],
) -> dict[str, set[str]]:
    """Return, by person, the periods in which there was nothing to evaluate."""
    packs = kept_packs(connection, desk.agency_id)
    found: dict[str, set[str]] = defaultdict(lambda: set(periods))
    for id, period in periods.items():
        for one in candidates(connection, desk, period.kind, period.end_on, Wanted(archived=True)):
            stand = stands.get(one.person.id, {}).get(id)
            pack = packs.get(stand.row.rule_pack_id if stand else one.pack_id or "")
            if pack is not None and not is_excused(pack, one.person, stand, period.end_on):
                found[one.person.id].discard(id)
    return found
