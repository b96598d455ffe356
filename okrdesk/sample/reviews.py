"""What superiors said of the sample's objectives: most are approved, some wait, one came back.

As in an office: plans are agreed on before their cycle begins, each by the head above who asks for
it, and the objectives of a closed cycle ended with a grade, an outcome and a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.domain.check_in import CheckIn, in_force
from okrdesk.domain.closing import Outcome, mean_grade, suggest_grade, suggest_outcome
from okrdesk.domain.objective import Cycle, CycleState, Objective
from okrdesk.domain.reached import reached_on
from okrdesk.domain.review import ReviewKind, ReviewState
from okrdesk.sample.content import Facts
from okrdesk.sample.plan import Course, Plan
from okrdesk.sample.roster import Roster, Row, Rows
from okrdesk.sample.work import Ground
from okrdesk.services.review_content import Content, contents_of

Around = Sequence[tuple[Course, list[CheckIn]]]
# People decide the outcome, and are not as strict as what is suggested.
_NEARLY_ALL = Decimal("0.9")
_SUBMIT, _APPROVE, _RETURN = ReviewKind.SUBMIT, ReviewKind.APPROVE, ReviewKind.RETURN
_SAID = {
    ReviewState.APPROVED: (_SUBMIT, _APPROVE),
    ReviewState.RETURNED: (_SUBMIT, _RETURN),
    ReviewState.SUBMITTED: (_SUBMIT,),
    ReviewState.DRAFT: (),
}


@dataclass(frozen=True)
class Said:
    """Who is there to judge what, and the words for it."""

    ground: Ground
    plan: Plan
    cycles: Mapping[str, Cycle]
    words: Facts


def write_reviews(work: Work, said: Said) -> None:
    """Take every objective as far as the plan says, each word on the content as it stands."""
    ids = [one.id for one in said.plan.objectives]
    contents = contents_of(work.connection, said.ground.roster.agency_id, ids)
    rows: Rows = []
    for objective in said.plan.objectives:
        rows += _words_on(objective, contents[objective.id], said)
    work.add_many(schema.review, rows)


def write_closures(work: Work, around: Around, said: Said) -> None:
    """Close the objectives of closed cycles with the grades that their check-ins suggest."""
    closed = [one for one in around if one[0].cycle.state is CycleState.CLOSED]
    rows: Rows = []
    for objective in said.plan.objectives:
        under = [one for one in closed if one[0].key_result.objective_id == objective.id]
        if under:
            rows += _ending(objective, under, said)
    work.add_many(schema.closure, rows)


def _words_on(objective: Objective, content: Content, said: Said) -> Rows:
    state = said.plan.reviews[objective.id]
    author = said.ground.roster.speaks_for(objective.owner)
    rows: Rows = []
    at: datetime | None = None
    for kind, day in zip(_SAID[state], _days(objective, state, said), strict=False):
        moment = said.ground.moment(day)
        at = moment if at is None else max(at, moment)
        by = author if kind is _SUBMIT else _judge(objective, said.ground.roster)
        rows.append(
            _signed(by, at, said)
            | {
                "objective_id": objective.id,
                "kind": kind.value,
                "level": 1,
                "content_hash": content.hash(),
                "content": content.agreed() if kind is _APPROVE else None,
                "comment": said.words["return"] if kind is _RETURN else "",
            }
        )
    return rows


def _days(objective: Objective, state: ReviewState, said: Said) -> tuple[date, date]:
    """Return when an objective was submitted and judged: before its cycle, or within this week."""
    draw = said.ground.draw
    begun = said.cycles[objective.cycle_id].start_on
    is_plan = state is ReviewState.APPROVED
    first = (begun if is_plan else said.ground.today) - timedelta(days=draw.whole(7, 14))
    if state is ReviewState.SUBMITTED:
        first = said.ground.today - timedelta(days=draw.whole(1, 5))
    return _working(first), _working(first + timedelta(days=draw.whole(2, 5)))


def _working(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _judge(objective: Objective, roster: Roster) -> str:
    """Return the head of the nearest unit at or above the owner's who is not the owner's voice."""
    voice = roster.speaks_for(objective.owner)
    parents = {row["id"]: row.get("parent_id") for row in roster.rows["unit"]}
    own = objective.owner.unit_id or next(
        row["unit_id"] for row in roster.rows["post"] if row["person_id"] == voice
    )
    unit: str | None = own
    while unit is not None:
        head = roster.heads.get(unit, voice)
        if head != voice:
            return head
        unit = parents.get(unit)
    return roster.people["001"]


def _ending(objective: Objective, under: Around, said: Said) -> Rows:
    """Return the grades of an objective's key results, and how it ended itself."""
    cycle = said.cycles[objective.cycle_id]
    at = said.ground.moment(_working(cycle.end_on + timedelta(days=said.ground.draw.whole(4, 12))))
    author = said.ground.roster.speaks_for(objective.owner)
    rows: Rows = []
    parts: list[tuple[Decimal, Decimal | None]] = []
    for course, entries in under:
        result = course.key_result
        reached = reached_on(result, in_force(entries), result.end_on)
        grade = suggest_grade(reached.progress.value)
        parts.append((grade, result.weight))
        outcome = suggest_outcome(grade, result.commitment)
        reason = said.words["graded"][outcome.value]
        graded = {"key_result_id": result.id, "grade": grade, "reason": reason}
        rows.append(_signed(author, at, said) | graded)
    mean = mean_grade(parts) or Decimal(0)
    outcome = Outcome.REACHED if mean >= _NEARLY_ALL else Outcome.NOT_REACHED
    ended = {"objective_id": objective.id, "grade": mean, "outcome": outcome.value}
    reason = said.words["ended"][outcome.value]
    rows.append(_signed(author, at, said) | ended | {"reason": reason})
    return rows


def _signed(author: str, at: datetime, said: Said) -> Row:
    """Return what every word has: an id, who wrote it, and when."""
    return {"id": said.ground.draw.id(), "author_id": author, "entered_at": at}
