"""The sample's evaluations: two closed months, and the last one with evaluations in every state."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.domain.dates import month_end
from okrdesk.domain.evaluation.outcome import Outcome
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.scoring import score
from okrdesk.domain.evaluation.sheet import Sheet
from okrdesk.domain.evaluation.steps import Level, PeriodState, StepKind
from okrdesk.domain.evaluation.working_days import WorkCalendar
from okrdesk.domain.identity import evaluation_id, period_id
from okrdesk.domain.objective import CycleKind
from okrdesk.sample.content import Facts
from okrdesk.sample.roster import Rows
from okrdesk.sample.work import Ground
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_rows import Candidate, candidates
from okrdesk.services.evaluations import write_evaluations
from okrdesk.services.frozen_scores import freeze_inputs, freeze_marks, freeze_outcome
from okrdesk.services.periods import Period, usual_dues, write_period
from okrdesk.services.rule_packs import published_packs, write_packs
from okrdesk.services.scores import Marks, sheet_with
from okrdesk.services.task_facts import Span, facts_of

CLOSED = 2
_QUARTER = Decimal("0.25")
_S, _P, _R, _A = StepKind.SUBMIT, StepKind.PROPOSE, StepKind.RETURN, StepKind.APPROVE
# How far the people of the open month have come, in turn: None has not scored yet.
_COURSES: tuple[tuple[StepKind, ...] | None, ...] = (
    (_S,),
    (_S, _P),
    (_S, _P, _A),
    (_S, _R),
    (_S,),
    (),
    (_S, _P),
    None,
)
_LEVELS = {_S: Level.SELF, _P: Level.HEAD}


@dataclass(frozen=True)
class _Month:
    """One month of the sample: its period, the packs, who judges whom, and what is written."""

    ground: Ground
    desk: Desk
    period: Period
    packs: Mapping[str, RulePack]
    words: Facts
    rows: dict[str, Rows] = field(default_factory=lambda: {"score": [], "step": []})


def write_sample_evaluations(work: Work, desk: Desk, ground: Ground, words: Facts) -> None:
    """Write rules in force, three months as periods, and everybody's evaluations in them."""
    write_packs(work)
    packs = published_packs(work.connection, desk.agency_id)
    for place, first in enumerate(_months(ground.today)):
        period = _period(desk.agency_id, first, is_closed=place < CLOSED)
        month = _Month(ground, desk, period, packs, words)
        people = _people(work, month)
        if not people:  # No rules were in force yet.
            continue
        write_period(work, period, usual_dues(period.end_on, WorkCalendar()))
        write_evaluations(desk, work, replace(period, state=PeriodState.OPEN), list(people))
        _evaluate(work, month, people)


def _people(work: Work, month: _Month) -> dict[Candidate, Sheet]:
    """Return who is evaluated, with the facts; in a closed month those whose tasks make a score."""
    period, agency_id = month.period, month.desk.agency_id
    every = [
        one
        for one in candidates(work.connection, month.desk, CycleKind.MONTH, period.end_on)
        if one.pack_id is not None
    ]
    span = Span(period.start_on, period.end_on, WorkCalendar())
    tasks = facts_of(work.connection, agency_id, [one.person.id for one in every], span)
    found = {one: Sheet(leader=one.is_leader, tasks=tasks[one.person.id]) for one in every}
    if not period.is_closed:
        return found
    return {one: facts for one, facts in found.items() if _is_scorable(month, one, facts)}


def _is_scorable(month: _Month, one: Candidate, facts: Sheet) -> bool:
    pack = month.packs[one.pack_id or ""]
    whole = {root.id: root.points for root in pack.criteria}
    grades = {part.id: max(part.grades) for part in pack.components if part.grades}
    return score(pack, sheet_with(facts, Marks(whole, grades))).is_complete


def _months(today: date) -> list[date]:
    """Return the first days of the three months before this one."""
    found: list[date] = []
    first = today.replace(day=1)
    while len(found) <= CLOSED:
        first = (first - timedelta(days=1)).replace(day=1)
        found.insert(0, first)
    return found


def _period(agency_id: str, first: date, *, is_closed: bool) -> Period:
    code = f"{first:%Y-%m}"
    return Period(
        id=period_id(agency_id, code),
        code=code,
        name="",
        kind=CycleKind.MONTH,
        start_on=first,
        end_on=month_end(first.year, first.month),
        state=PeriodState.CLOSED if is_closed else PeriodState.OPEN,
    )


def _evaluate(work: Work, month: _Month, people: Mapping[Candidate, Sheet]) -> None:
    """Take everybody as far as the month has come; who sits at the desk has not scored yet."""
    for place, (one, facts) in enumerate(people.items()):
        course = (_S, _P, _A) if month.period.is_closed else _COURSES[place % len(_COURSES)]
        if one.person.id == month.desk.person_id and not month.period.is_closed:
            course = None
        if course is not None:
            _take(month, one, facts, course)
    for name, rows in month.rows.items():
        work.add_many(schema.JOURNALLED[name], rows)


def _take(month: _Month, one: Candidate, facts: Sheet, course: tuple[StepKind, ...]) -> None:
    """Write the scores and decisions of one person, as far as the tasks let a score be made."""
    pack, draw = month.packs[one.pack_id or ""], month.ground.draw
    own = _marks(month, pack, one)
    day = month.period.end_on + timedelta(days=draw.whole(1, 3))
    score_id, outcome = _score(month, one, (facts, own), (Level.SELF, one.person.id, day))
    for kind in course:
        if not outcome.is_complete:
            return
        author = _author(month, one, kind)
        if kind is _P:
            marks = replace(_seen_by_head(month, own), comment=_said(month, "head"))
            score_id, outcome = _score(month, one, (facts, marks), (Level.HEAD, author, day))
        day += timedelta(days=draw.whole(0, 2))
        named = {} if kind is _R else {"score_id": score_id}
        comment = _said(month, "return") if kind is _R else ""
        month.rows["step"].append(
            _signed(month, author, day)
            | {"evaluation_id": _id(month, one), "kind": kind.value, "comment": comment}
            | named
        )


def _score(
    month: _Month,
    one: Candidate,
    made_of: tuple[Sheet, Marks],
    given: tuple[Level, str, date],
) -> tuple[str, Outcome]:
    """Write one score; return its id and what came out."""
    (facts, marks), (level, author, day) = made_of, given
    pack = month.packs[one.pack_id or ""]
    sheet = sheet_with(facts, marks)
    outcome = score(pack, sheet)
    row: dict[str, Any] = _signed(month, author, day) | {
        "evaluation_id": _id(month, one),
        "level": level.value,
        "marks": freeze_marks(marks.marks),
        "leadership": freeze_marks(sheet.leadership) or None,
        "strengths": marks.strengths,
        "weaknesses": marks.weaknesses,
        "comment": marks.comment,
        "band": outcome.band,
        "inputs": freeze_inputs(pack, sheet),
        "outcome": freeze_outcome(outcome),
    }
    month.rows["score"].append(row)
    return row["id"], outcome


def _marks(month: _Month, pack: RulePack, one: Candidate) -> Marks:
    """Return what an officer gives: most of the points of each row, and a few words."""
    draw = month.ground.draw
    leaves = [leaf for root in pack.criteria for leaf in root.leaves()]
    strictness = draw.pick([1, 3, 5, 7])
    given = {leaf.id: leaf.points - _QUARTER * draw.whole(0, strictness) for leaf in leaves}
    grades = {
        part.id: max(part.grades) if draw.chance(0.9) else min(part.grades)
        for part in pack.components
        if part.grades and one.is_leader
    }
    return Marks(given, grades, frozenset(), _said(month, "strength"), _said(month, "weakness"))


def _seen_by_head(month: _Month, own: Marks) -> Marks:
    """Return the head's marks: the officer's own, now and then a quarter less in one row."""
    draw = month.ground.draw
    if not draw.chance(0.4):
        return Marks(own.marks, own.leadership)
    id = draw.pick(sorted(own.marks))
    lower = {id: max(own.marks[id] - 2 * _QUARTER, Decimal(0))}
    return Marks({**own.marks, **lower}, own.leadership)


def _author(month: _Month, one: Candidate, kind: StepKind) -> str:
    """Return who takes a step: the officer, the direct head, or the head of the agency."""
    roster = month.ground.roster
    authority = next(iter(roster.people.values()))
    if kind is _S:
        return one.person.id
    if kind is _A:
        return authority
    parents = {row["id"]: row.get("parent_id") for row in roster.rows["unit"]}
    unit = one.person.unit_id
    while unit is not None:
        head = roster.heads.get(unit)
        if head not in (None, one.person.id):
            return str(head)
        unit = parents.get(unit)
    return authority


def _said(month: _Month, what: str) -> str:
    texts: list[str] = month.words[what]
    return month.ground.draw.pick(texts)


def _id(month: _Month, one: Candidate) -> str:
    return evaluation_id(month.period.id, one.person.id)


def _signed(month: _Month, author: str, day: date) -> dict[str, Any]:
    """Return what every word has: an id, who wrote it, and when."""
    ground = month.ground
    return {"id": ground.draw.id(), "author_id": author, "entered_at": ground.moment(day)}
