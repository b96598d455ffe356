"""The sheet of an evaluation: all that a screen draws and a form prints, in one frozen view.

The score of the work and the progress of the key results stand beside each other and are never
mixed: two numbers. A live score while typing is `domain.evaluation.scoring.score(sheet.pack,
sheet.filled(marks))`; nothing of it needs the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from okrdesk.db.queries.people import PersonRow
from okrdesk.domain.evaluation.outcome import Outcome
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.scoring import score
from okrdesk.domain.evaluation.sheet import Sheet
from okrdesk.domain.evaluation.steps import RIGHT_TO_SCORE, STEPS, Level, StepKind
from okrdesk.domain.evaluation.workflow import EvaluationState, Situation
from okrdesk.domain.evaluation.year import PeriodScore
from okrdesk.domain.identity import evaluation_id
from okrdesk.domain.objective import CycleKind
from okrdesk.domain.permissions import Right
from okrdesk.domain.text import name_key
from okrdesk.services.complaints import Complaint, complaint_of, filing_ends
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_cases import Case, cases_of, open_cases
from okrdesk.services.evaluation_leading import Suggestions, suggestions_of
from okrdesk.services.evaluation_progress import Progress, progress_of
from okrdesk.services.evaluation_rights import Rights
from okrdesk.services.evaluation_rows import Stand, stands_in, stands_of, stands_of_person
from okrdesk.services.evaluation_years import year_outcome
from okrdesk.services.evaluations import Brought, brought_of
from okrdesk.services.frozen_scores import thaw_outcome
from okrdesk.services.periods import Period, fetch_period
from okrdesk.services.scores import Marks, marks_of, sheet_with


@dataclass(frozen=True)
class ScoreView:
    """A score that was given: what, what came out, by whom and when; `band` is what it proposes."""

    id: str
    level: Level
    marks: Marks
    outcome: Outcome
    band: str | None
    who: str
    at: datetime


@dataclass(frozen=True)
class StepView:
    """A decision: what, by whom, when, why, and on which score."""

    id: str
    kind: StepKind
    who: str
    at: datetime
    comment: str
    due_on: date | None
    score_id: str | None


@dataclass(frozen=True)
class EvaluationSheet:
    """One evaluation as a screen or a form shows it.

    `facts` is the sheet of tasks without marks; that of a year has the scores of its periods
    (`year`) instead. `scores` are the last of each level, `approved` the one that was approved,
    `decided` the one that counts by now, `inherited` one's own marks of last period, to start from.
    `suggestions` are grades that follow from those under a head, by component, with their figures.
    `may` and `may_score` say what the person at the desk may do now. `complain_until` is the last
    day to complain, where the rules name one.
    """

    id: str
    period: Period
    person: PersonRow
    unit_id: str | None
    unit: str
    title: str
    is_leader: bool
    note: str
    pack_id: str
    pack: RulePack
    facts: Sheet
    year: tuple[PeriodScore, ...] | None
    situation: Situation
    scores: Mapping[Level, ScoreView]
    decided: ScoreView | None
    approved: ScoreView | None
    inherited: Marks | None
    steps: tuple[StepView, ...]
    brought: tuple[Brought, ...]
    progress: Progress
    suggestions: Suggestions
    complaint: Complaint | None
    complain_until: date | None
    may: frozenset[StepKind]
    may_score: frozenset[Level]

    @property
    def state(self) -> EvaluationState:
        """Where the evaluation stands."""
        return self.situation.state

    @property
    def is_locked(self) -> bool:
        """Whether its period is closed and it was not reopened."""
        return self.period.is_closed and not self.situation.is_unlocked

    @property
    def points_by_criterion(self) -> dict[str, Decimal]:
        """The most points of each row of the criteria, groups too."""
        roots = (*self.pack.criteria, *self.pack.bonus_criteria)
        return {row.id: row.points for root in roots for row in _rows(root)}

    def filled(self, marks: Marks) -> Sheet:
        """Return the sheet with marks on it, to be scored."""
        return sheet_with(self.facts, marks)

    def outcome(self, marks: Marks) -> Outcome:
        """Return what marks would make, while they are typed; of a year, what its periods make."""
        if self.year is not None:
            return year_outcome(self.pack, self.year, marks.knock_outs)
        return score(self.pack, self.filled(marks))

    def to_start_from(self, level: Level) -> Marks:
        """Return what a level begins to type from: its own last marks, else those before it.

        An officer's come from last period's sheet; d, đ and e are asked once and carried on.
        """
        if level in self.scores:
            own = self.scores[level].marks
            newest = max(self.scores.values(), key=lambda one: one.at)
            return own if newest.level in (level, Level.AUTHORITY) else _carried(newest.marks, own)
        before = [one for one in (Level.HEAD, Level.SELF) if one in self.scores and one != level]
        if level is not Level.SELF and before:
            return _carried(self.scores[before[0]].marks, Marks())
        return self.inherited or Marks()


def sheet_of(desk: Desk, evaluation_id: str) -> EvaluationSheet:
    """Return the sheet of one evaluation; raise Refused: NOT_FOUND, NO_AUTHORITY."""
    return sheets_of(desk, [evaluation_id])[0]


def sheets_of(desk: Desk, evaluation_ids: Sequence[str]) -> list[EvaluationSheet]:
    """Return sheets in the order asked, for a unit's forms; raise as `sheet_of` does."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        cases, rights = open_cases(desk, connection, evaluation_ids)
        return _sheets(desk, connection, cases, rights)


def sheets_on(
    desk: Desk, connection: Connection, stands: Sequence[Stand], rights: Rights
) -> list[EvaluationSheet]:
    """Return the sheets of evaluations inside a transaction that reads more; in the order given.

    Raises Refused(NO_AUTHORITY) where one of them may not be read.
    """
    for stand in stands:
        rights.require(Right.READ_EVALUATIONS, stand.row.owner_person_id)
    return _sheets(desk, connection, cases_of(desk, connection, stands), rights)


def sheets_in(desk: Desk, period_id: str) -> list[EvaluationSheet]:
    """Return the sheets of a period that the person at the desk may read, by name."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        rights = Rights(desk, connection)
        stands = [
            stand
            for stand in stands_in(connection, desk.agency_id, period_id).values()
            if rights.may(Right.READ_EVALUATIONS, stand.row.owner_person_id)
        ]
        sheets = _sheets(desk, connection, cases_of(desk, connection, stands), rights)
    return sorted(sheets, key=_by_name)


def own_sheet(desk: Desk, period_id: str) -> EvaluationSheet | None:
    """Return the own sheet of a period, None where it is not prepared."""
    return find_sheet(desk, period_id, desk.person_id)


def find_sheet(desk: Desk, period_id: str, person_id: str) -> EvaluationSheet | None:
    """Return somebody's sheet of a period, None where it is not prepared; raise as `sheet_of`."""
    id = evaluation_id(period_id, person_id)
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        if not stands_of(connection, desk.agency_id, [id]):
            return None
    return sheet_of(desk, id)


def _by_name(sheet: EvaluationSheet) -> tuple[Any, ...]:
    return (name_key(sheet.person.name), sheet.id)


def _sheets(
    desk: Desk, connection: Connection, cases: list[Case], rights: Rights
) -> list[EvaluationSheet]:
    progress = progress_of(connection, desk.agency_id, cases)
    suggestions = suggestions_of(connection, desk.agency_id, cases)
    return [
        _sheet(
            case,
            rights,
            (progress[case.id], suggestions.get(case.id, {})),
            _inherited(desk, connection, case) if case.person.id == desk.person_id else None,
        )
        for case in cases
    ]


def _sheet(
    case: Case, rights: Rights, beside: tuple[Progress, Suggestions], inherited: Marks | None
) -> EvaluationSheet:
    row, situation = case.stand.row, case.situation
    post = next((post for post in case.person.posts if post.unit_id == row.unit_id), None)
    views = {id: _score_view(score) for id, score in case.stand.scores.items()}
    return EvaluationSheet(
        id=case.id,
        period=case.period,
        person=case.person,
        unit_id=row.unit_id,
        unit=post.unit_name if post else case.person.unit_name,
        title=row.title,
        is_leader=row.is_leader,
        note=row.note,
        pack_id=row.rule_pack_id,
        pack=case.pack,
        facts=case.facts,
        year=case.year,
        situation=situation,
        scores={level: views[given.id] for level, given in situation.latest.items()},
        decided=views.get(situation.decided or ""),
        approved=views.get(situation.approved or ""),
        inherited=inherited,
        steps=tuple(_step_view(step) for step in case.stand.steps),
        brought=brought_of(row.brought),
        progress=beside[0],
        suggestions=beside[1],
        complaint=complaint_of(case),
        complain_until=filing_ends(case),
        may=_may(case, rights),
        may_score=frozenset(
            level
            for level in case.next_scores
            if rights.may(RIGHT_TO_SCORE[level], row.owner_person_id)
        ),
    )


def _may(case: Case, rights: Rights) -> frozenset[StepKind]:
    owner, needed = case.stand.row.owner_person_id, STEPS["evaluation"]
    may = {kind for kind in case.next_steps if rights.may(needed[kind], owner)}
    last = filing_ends(case)
    if last is not None and last < case.today:
        may.discard(StepKind.COMPLAIN)
    return frozenset(may)


def _score_view(row: Any) -> ScoreView:
    return ScoreView(
        row.id,
        Level(row.level),
        marks_of(row._mapping),
        thaw_outcome(row.outcome),
        row.band,
        row.who or "",
        row.entered_at,
    )


def _step_view(row: Any) -> StepView:
    return StepView(
        row.id,
        StepKind(row.kind),
        row.who or "",
        row.entered_at,
        row.comment,
        row.due_on,
        row.score_id,
    )


def _carried(before: Marks, own: Marks) -> Marks:
    """Return the marks of the level before, with one's own remarks."""
    return Marks(
        before.marks,
        before.leadership or own.leadership,
        before.knock_outs,
        own.strengths,
        own.weaknesses,
        own.comment,
    )


def _inherited(desk: Desk, connection: Connection, case: Case) -> Marks | None:
    """Return the general marks of the person's last period of the same kind, as far as they fit."""
    if case.situation.latest or case.period.kind is CycleKind.YEAR:
        return None
    stands = stands_of_person(connection, desk.agency_id, case.person.id).values()
    former = [
        (period.end_on, score)
        for stand in stands
        if (score := _score_to_inherit(stand)) is not None
        and (period := fetch_period(connection, desk.agency_id, stand.row.period_id)).kind
        is case.period.kind
        and period.end_on < case.period.start_on
    ]
    if not former:
        return None
    marks = marks_of(max(former, key=lambda pair: pair[0])[1]._mapping).marks
    fitting = {row.id for root in case.pack.criteria for row in _rows(root)}
    return Marks({id: mark for id, mark in marks.items() if id in fitting})


def _score_to_inherit(stand: Stand) -> Any | None:
    return stand.scores.get(stand.situation.approved or "") or stand.score_of(Level.SELF)


def _rows(row: Any) -> list[Any]:
    return [row, *(each for part in row.parts for each in _rows(part))]
