"""Evaluations with their scores and decisions, read for one or for a whole period at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, bindparam, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.joining import named_by
from okrdesk.db.queries.people import PersonRow, Wanted, person_rows
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.steps import Level, StepKind
from okrdesk.domain.evaluation.workflow import (
    Decision,
    EvaluationState,
    Given,
    Situation,
    situation_of,
)
from okrdesk.domain.objective import CycleKind
from okrdesk.services.desk import Desk
from okrdesk.services.rule_packs import Whom, choose, published_packs

_evaluation, _score, _step, _person = (
    schema.evaluation,
    schema.score,
    schema.step,
    schema.person,
)
_agency: BindParameter[str] = bindparam("agency_id")
_FACTS = [column for column in _score.columns if column.name not in ("inputs", "outcome")]


def _with_author(table: Any, *columns: Any) -> Select[Any]:
    return (
        select(*columns, _person.c.name.label("who"))
        .outerjoin(_person, named_by(_person, table.c.author_id))
        .where(table.c.agency_id == _agency, any_of(table.c.evaluation_id, "ids"), ~table.c.deleted)
    )


# Built once: building takes SQLAlchemy longer than SQLite takes to run them.
_SCORES = _with_author(_score, *_FACTS, _score.c.outcome)
_STEPS = _with_author(_step, *_step.columns)


@dataclass(frozen=True)
class Stand:
    """One evaluation: its row, its scores by id, its steps in order, and where it stands."""

    row: Any
    scores: dict[str, Any]
    steps: tuple[Any, ...]
    situation: Situation

    def score_of(self, level: Level) -> Any | None:
        """Return the row of the last score of a level."""
        given = self.situation.latest.get(level)
        return self.scores[given.id] if given else None

    @property
    def decided(self) -> Any | None:
        """The row of the score that counts by now: approved, proposed or submitted."""
        return self.scores.get(self.situation.decided or "")


@dataclass(frozen=True)
class Missing:
    """Who keeps a period open: without an evaluation (`state` None), or with one undecided."""

    person_id: str
    name: str
    unit: str
    evaluation_id: str | None
    state: EvaluationState | None


@dataclass(frozen=True)
class Candidate:
    """Somebody who is to be evaluated: person with posts, as leader or not, by which pack."""

    person: PersonRow
    is_leader: bool
    pack_id: str | None


def stands_in(connection: Connection, agency_id: str, period_id: str) -> dict[str, Stand]:
    """Return all evaluations of a period by id."""
    return _stands(connection, agency_id, _evaluation.c.period_id == period_id)


def stands_of(connection: Connection, agency_id: str, ids: Collection[str]) -> dict[str, Stand]:
    """Return evaluations by id; those that are not there are left out."""
    return _stands(connection, agency_id, _evaluation.c.id.in_(ids))


def stands_of_person(connection: Connection, agency_id: str, person_id: str) -> dict[str, Stand]:
    """Return all evaluations of a person by id."""
    return _stands(connection, agency_id, _evaluation.c.owner_person_id == person_id)


def stands_between(
    connection: Connection, agency_id: str, period_ids: Collection[str], people: Collection[str]
) -> dict[str, Stand]:
    """Return the evaluations of some people in some periods by id."""
    condition = _evaluation.c.period_id.in_(period_ids) & _evaluation.c.owner_person_id.in_(people)
    return _stands(connection, agency_id, condition)


def states_in(connection: Connection, agency_id: str, period_id: str) -> dict[str, EvaluationState]:
    """Return where each evaluation of a period stands, by its id."""
    found = stands_in(connection, agency_id, period_id)
    return {id: stand.situation.state for id, stand in found.items()}


def candidates(
    connection: Connection, desk: Desk, kind: CycleKind, on: date, wanted: Wanted | None = None
) -> list[Candidate]:
    """Return the people with a post on `on`, each with the pack in force for them, if any."""
    packs = published_packs(connection, desk.agency_id)
    above = units_and_above(connection, desk.agency_id)
    found = []
    for person in person_rows(connection, desk.agency_id, wanted or Wanted(), on):
        if not person.posts:
            continue
        is_leader = person.posts[0].is_leader or person.posts[0].is_deputy
        units = above.get(person.posts[0].unit_id, frozenset())
        whom = Whom(person.kind, is_leader, units, kind)
        found.append(Candidate(person, is_leader, choose(packs, whom, on)))
    return found


def missing_in(connection: Connection, desk: Desk, period: Any) -> list[Missing]:
    """Return who keeps `period` (with id, kind, end_on) from being closed.

    Who has no pack in force is not evaluated, nor who was there for less than the pack asks.
    """
    found = stands_in(connection, desk.agency_id, period.id)
    packs = published_packs(connection, desk.agency_id)
    by_person = {stand.row.owner_person_id: stand for stand in found.values()}
    missing = []
    for one in candidates(connection, desk, period.kind, period.end_on):
        stand = by_person.get(one.person.id)
        pack = packs.get(stand.row.rule_pack_id if stand else one.pack_id or "")
        if pack is None or is_excused(pack, one.person, stand, period.end_on):
            continue
        state = stand.situation.state if stand else None
        if state is not EvaluationState.APPROVED:
            id = stand.row.id if stand else None
            missing.append(Missing(one.person.id, one.person.name, one.person.unit_name, id, state))
    return missing


def is_excused(pack: RulePack, person: PersonRow, stand: Stand | None, end_on: date) -> bool:
    """Say whether the pack leaves somebody out: away too long, or in the post too short."""
    rule = pack.presence
    if stand is not None and rule.absent_days is not None:
        days, present = stand.row.days, stand.row.days_present
        if days is not None and present is not None and days - present >= rule.absent_days:
            return True
    days = days_in_post(person, end_on)
    return rule.post_days is not None and days is not None and days < rule.post_days


def days_in_post(person: PersonRow, end_on: date) -> int | None:
    """Return for how many days somebody holds the oldest post of that day; None where open."""
    starts = [post.from_on for post in person.posts]
    known = [start for start in starts if start is not None]
    if len(known) < len(starts) or not known:
        return None
    return (end_on - min(known)).days + 1


def _stands(
    connection: Connection, agency_id: str, condition: ColumnElement[bool]
) -> dict[str, Stand]:
    rows = connection.execute(
        select(_evaluation).where(
            _evaluation.c.agency_id == agency_id, condition, ~_evaluation.c.deleted
        )
    ).all()
    names = {"agency_id": agency_id, "ids": [row.id for row in rows]}
    scores, steps = defaultdict(list), defaultdict(list)
    for row in connection.execute(_SCORES, names):
        scores[row.evaluation_id].append(row)
    for row in connection.execute(_STEPS, names):
        steps[row.evaluation_id].append(row)
    return {row.id: _stand(row, scores[row.id], steps[row.id]) for row in rows}


def _stand(row: Any, scores: Sequence[Any], steps: Sequence[Any]) -> Stand:
    given = [_given(score) for score in scores]
    situation = situation_of(given, [_decision(step) for step in steps])
    ordered = sorted(steps, key=lambda step: (step.stamps.get("*", 0), step.id))
    return Stand(row, {score.id: score for score in scores}, tuple(ordered), situation)


def _given(row: Any) -> Given:
    return Given(row.id, Level(row.level), row.author_id, row.stamps.get("*", 0), row.band)


def _decision(row: Any) -> Decision:
    at = row.stamps.get("*", 0)
    return Decision(row.id, StepKind(row.kind), row.author_id, at, row.score_id, row.comment)


def units_and_above(connection: Connection, agency_id: str) -> dict[str, frozenset[str]]:
    """Return each unit with all above it, by id and by code, because packs name units by code."""
    unit = schema.unit
    rows = connection.execute(
        select(unit.c.id, unit.c.code, unit.c.parent_id).where(
            unit.c.agency_id == agency_id, ~unit.c.deleted
        )
    ).all()
    by_id = {row.id: row for row in rows}
    found = {}
    for row in rows:
        names: set[str] = set()
        up: Any = row
        while up is not None and up.id not in names:
            names |= {up.id, up.code}
            up = by_id.get(up.parent_id)
        found[row.id] = frozenset(names)
    return found
