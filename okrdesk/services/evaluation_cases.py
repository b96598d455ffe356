"""A case: one evaluation with all that is needed to score it or to decide on it, in one moment.

Working days are counted by the calendar of the evaluation's pack and by the office's own days off
and days worked (`office_setting`), as they stand now. A score keeps the days that each task was
late, and the days of the period, as numbers: no calendar is asked for what is approved, so a
holiday that is entered, or taken back, later never changes a closed period.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.queries.office import load_office
from okrdesk.db.queries.people import PersonRow, Wanted, person_rows
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.sheet import Sheet, TaskFacts
from okrdesk.domain.evaluation.sheet_documents import read_sheet
from okrdesk.domain.evaluation.steps import Level, StepKind
from okrdesk.domain.evaluation.workflow import Situation, next_scores, next_steps
from okrdesk.domain.evaluation.working_days import WorkCalendar
from okrdesk.domain.objective import CycleKind
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_rights import Rights
from okrdesk.services.evaluation_rows import Stand, days_in_post, stands_of
from okrdesk.services.evaluation_years import Scores, scores_of_year, thaw_year
from okrdesk.services.periods import Period, fetch_period
from okrdesk.services.rule_packs import pack_of
from okrdesk.services.task_facts import Span, facts_of
from okrdesk.services.unit_ratings import bands_of_units


@dataclass(frozen=True)
class Case:
    """An evaluation with its person, period and rules; `facts` is its sheet without any mark.

    That of a year has the scores of its periods instead (`year`).

    Once it is approved the facts are those it was approved by; before, they are the tasks' of now.
    `calendar` are the working days of the pack and of the office.
    """

    stand: Stand
    person: PersonRow
    period: Period
    pack: RulePack
    calendar: WorkCalendar
    facts: Sheet
    year: Scores | None
    today: date

    @property
    def id(self) -> str:
        """The id of the evaluation."""
        return str(self.stand.row.id)

    @property
    def is_of_head(self) -> bool:
        """Whether it is of the head of its unit; deputies lead, but not the unit."""
        return heads(self.person, self.stand.row.unit_id)

    @property
    def situation(self) -> Situation:
        """Where the evaluation stands."""
        return self.stand.situation

    @property
    def is_overdue(self) -> bool:
        """Whether the day by which the officer was to score is over."""
        due_on = self.period.dues.self_due_on
        return due_on is not None and due_on < self.today

    @property
    def next_steps(self) -> frozenset[StepKind]:
        """The decisions that are open, whoever may take them."""
        closed, late = self.period.is_closed, self.is_overdue
        return next_steps(self.situation, is_closed=closed, is_overdue=late)

    @property
    def next_scores(self) -> frozenset[Level]:
        """The levels that may score now, whoever may."""
        closed, late = self.period.is_closed, self.is_overdue
        return next_scores(self.situation, is_closed=closed, is_overdue=late)


def heads(person: PersonRow, unit_id: str | None) -> bool:
    """Say whether somebody heads a unit by the posts that were read."""
    return any(post.is_leader and post.unit_id == unit_id for post in person.posts)


def open_case(desk: Desk, connection: Connection, id: str) -> tuple[Case, Rights]:
    """Return one case and the rights over it; raise Refused: NOT_FOUND, NO_AUTHORITY."""
    cases, rights = open_cases(desk, connection, [id])
    return cases[0], rights


def open_cases(desk: Desk, connection: Connection, ids: Sequence[str]) -> tuple[list[Case], Rights]:
    """Return cases in the order of `ids`; raise Refused: NOT_FOUND, NO_AUTHORITY (to read one)."""
    stands = stands_of(connection, desk.agency_id, ids)
    rights = Rights(desk, connection)
    for id in ids:
        if id not in stands:
            raise Refused(Code.NOT_FOUND, text=id)
        rights.require(Right.READ_EVALUATIONS, stands[id].row.owner_person_id)
    return cases_of(desk, connection, [stands[id] for id in ids]), rights


def cases_of(desk: Desk, connection: Connection, stands: Sequence[Stand]) -> list[Case]:
    """Return the cases of evaluations that were read, by a few queries for all of them."""
    agency_id = desk.agency_id
    period_ids = {stand.row.period_id for stand in stands}
    periods = {id: fetch_period(connection, agency_id, id) for id in period_ids}
    pack_ids = {stand.row.rule_pack_id for stand in stands}
    packs = {id: pack_of(fetch(connection, schema.rule_pack, agency_id, id)) for id in pack_ids}
    office = load_office(connection, agency_id)
    calendars = {id: office.calendar(pack.calendar) for id, pack in packs.items()}
    people = _people(desk, connection, stands, periods)
    facts = _facts(connection, agency_id, stands, (periods, calendars, people))
    years = _years(connection, desk, stands, periods)
    return [
        Case(
            stand,
            people[stand.row.period_id, stand.row.owner_person_id],
            periods[stand.row.period_id],
            packs[stand.row.rule_pack_id],
            calendars[stand.row.rule_pack_id],
            facts[stand.row.id],
            years.get(stand.row.id),
            desk.today(),
        )
        for stand in stands
    ]


def frozen_sheet(connection: Connection, agency_id: str, score_id: str) -> Sheet:
    """Return the whole sheet that a score was computed from, as it was frozen then."""
    return read_sheet(_inputs(connection, agency_id, score_id)["sheet"])


def _inputs(connection: Connection, agency_id: str, score_id: str) -> dict[str, Any]:
    table = schema.score
    found: dict[str, Any] = connection.execute(
        select(table.c.inputs).where(table.c.agency_id == agency_id, table.c.id == score_id)
    ).scalar_one()
    return found


def without_marks(sheet: Sheet) -> Sheet:
    """Return the facts of a sheet alone."""
    return replace(sheet, marks={}, ticks={}, leadership={}, knock_outs=frozenset())


_People = dict[tuple[str, str], PersonRow]
_Known = tuple[dict[str, Period], dict[str, WorkCalendar], _People]


def _facts(
    connection: Connection, agency_id: str, stands: Sequence[Stand], known: _Known
) -> dict[str, Sheet]:
    """Return the sheet of each evaluation: frozen where approved, else from the tasks of now."""
    periods, calendars, people = known
    found: dict[str, Sheet] = {}
    groups: dict[tuple[str, str], list[Stand]] = defaultdict(list)
    for stand in stands:
        if periods[stand.row.period_id].kind is CycleKind.YEAR:
            found[stand.row.id] = Sheet(leader=stand.row.is_leader)
        elif stand.situation.approved:
            frozen = frozen_sheet(connection, agency_id, stand.situation.approved)
            found[stand.row.id] = without_marks(frozen)
        else:
            groups[stand.row.period_id, stand.row.rule_pack_id].append(stand)
    for (period_id, pack_id), group in groups.items():
        period = periods[period_id]
        ids = [stand.row.owner_person_id for stand in group]
        span = Span(period.start_on, period.end_on, calendars[pack_id])
        tasks = facts_of(connection, agency_id, ids, span)
        bands = bands_of_units(connection, agency_id, period_id)
        for stand, person_id in zip(group, ids, strict=True):
            person = people[period_id, person_id]
            sheet = _sheet(stand.row, tasks[person_id], days_in_post(person, period.end_on))
            is_head = heads(person, stand.row.unit_id)
            band = bands.get(stand.row.unit_id) if is_head else None
            found[stand.row.id] = replace(sheet, unit_band=band)
    return found


def _years(
    connection: Connection, desk: Desk, stands: Sequence[Stand], periods: dict[str, Period]
) -> dict[str, Scores]:
    """Return the scores of the periods behind each evaluation of a year: frozen where approved."""
    found: dict[str, Scores] = {}
    groups: dict[str, list[Stand]] = defaultdict(list)
    for stand in stands:
        if periods[stand.row.period_id].kind is not CycleKind.YEAR:
            continue
        if stand.situation.approved:
            inputs = _inputs(connection, desk.agency_id, stand.situation.approved)
            found[stand.row.id] = thaw_year(inputs["year"])
        else:
            groups[stand.row.period_id].append(stand)
    for period_id, group in groups.items():
        days = (periods[period_id].start_on, periods[period_id].end_on)
        people = [stand.row.owner_person_id for stand in group]
        scores = scores_of_year(connection, desk, days, people)
        found |= {stand.row.id: scores[stand.row.owner_person_id] for stand in group}
    return found


def _sheet(row: Any, tasks: tuple[TaskFacts, ...], in_post: int | None) -> Sheet:
    return Sheet(
        leader=row.is_leader,
        tasks=tasks,
        days=row.days,
        days_present=row.days_present,
        days_in_post=in_post,
    )


def _people(
    desk: Desk, connection: Connection, stands: Sequence[Stand], periods: dict[str, Period]
) -> _People:
    """Return the people of evaluations by period and id, with the posts of the period's end."""
    found = {}
    for period in periods.values():
        ids = frozenset(
            stand.row.owner_person_id for stand in stands if stand.row.period_id == period.id
        )
        wanted = Wanted(ids=ids, archived=True)
        for row in person_rows(connection, desk.agency_id, wanted, period.end_on):
            found[period.id, row.id] = row
    return found
