"""What of the words on work waits for the person: to take note of, to correct, to explain.

A new check-in waits for who stands nearest above its owner: head or deputy of the owner's unit, and
for a head the head of the unit above. Others may look at it and say a word, and are not asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.office import in_force
from okrdesk.db.queries.remarks import Asked, RemarkRow, asked_of, remark_rows, returned
from okrdesk.domain.health import Health
from okrdesk.domain.objective import CycleState
from okrdesk.domain.permissions import Actor, Right
from okrdesk.domain.progress import Kind
from okrdesk.domain.remark import RemarkKind
from okrdesk.services.desk import Desk

__all__ = ["Asked", "NewCheckIn", "Returned"]

AHEAD_DAYS = 31
"""Check-ins older than this are not asked about any more."""
_check_in, _kr, _objective = schema.check_in, schema.key_result, schema.objective
_cycle, _remark, _person, _post = schema.cycle, schema.remark, schema.person, schema.post
_unit = schema.unit
_OPEN = [state.value for state in CycleState if state.accepts_check_ins]


@dataclass(frozen=True)
class NewCheckIn:
    """A check-in that nobody took note of yet, with what a list shows of it."""

    id: str
    key_result_id: str
    title: str
    objective_id: str
    objective: str
    owner: str
    author: str
    kind: Kind
    value: Decimal
    measure_unit: str
    effective_on: date
    entered_at: datetime
    colour: Health | None
    confidence: int | None
    comment: str


@dataclass(frozen=True)
class Returned:
    """A check-in of one's own that was given back and not corrected yet; `word` says why."""

    check_in_id: str
    key_result_id: str
    title: str
    effective_on: date
    word: RemarkRow


def find_to_acknowledge(desk: Desk) -> list[NewCheckIn]:
    """Return the new check-ins that wait for the person's note, by owner and then by time."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        actor = desk.actor(connection)
        if not (actor.head_of or actor.deputy_of):
            return []
        since = datetime.combine(desk.today() - timedelta(days=AHEAD_DAYS), time(), UTC)
        rows = connection.execute(
            _new(desk.agency_id)
            .where(
                _below(desk, connection, actor),
                _check_in.c.author_id != desk.person_id,
                _check_in.c.entered_at >= since,
                _cycle.c.state.in_(_OPEN),
            )
            .order_by(_person.c.name, _check_in.c.entered_at, _check_in.c.id)
        ).mappings()
        return [_new_row(row) for row in rows]


def find_returned(desk: Desk) -> list[Returned]:
    """Return the check-ins of one's own work that were given back, the oldest first."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        mine = or_(_remark_of_mine(desk, connection), _check_in.c.author_id == desk.person_id)
        wanted = and_(_remark.c.kind == RemarkKind.RETURN.value, mine)
        rows = remark_rows(connection, desk.agency_id, wanted)
        ids = [row.check_in_id for row in rows if row.check_in_id]
        corrected = connection.scalars(
            select(_check_in.c.corrects_id).where(
                _check_in.c.agency_id == desk.agency_id,
                _check_in.c.corrects_id.in_(ids),
                ~_check_in.c.deleted,
            )
        )
        open_ = returned(rows, set(corrected))
        days = _days(connection, desk.agency_id, list(open_))
    return [
        Returned(id, word.key_result_id or "", word.title, days[id], word)
        for id, word in open_.items()
        if id in days
    ]


def find_asked(desk: Desk) -> list[Asked]:
    """Return the explanations that the person owes, the first due first."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return _asked(connection, desk.agency_id, _remark_of_mine(desk, connection))


def find_asked_by_me(desk: Desk) -> list[Asked]:
    """Return the explanations that the person asked for and that are still owed."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return _asked(connection, desk.agency_id, _remark.c.author_id == desk.person_id)


def _asked(connection: Connection, agency_id: str, condition: ColumnElement[bool]) -> list[Asked]:
    answered = _remark.alias("answered")
    answers = select(answered.c.answers_id).where(
        answered.c.agency_id == agency_id, answered.c.answers_id.is_not(None), ~answered.c.deleted
    )
    wanted = and_(_remark.c.kind == RemarkKind.ASK.value, _remark.c.id.not_in(answers), condition)
    found = asked_of(remark_rows(connection, agency_id, wanted))
    return sorted(found, key=lambda one: (one.question.due_on or date.max, one.question.id))


def _remark_of_mine(desk: Desk, connection: Connection) -> ColumnElement[bool]:
    """Return the condition that a word is about a key result that the person answers for."""
    actor = desk.actor(connection)
    units = actor.head_of | actor.deputy_of
    return or_(
        _kr.c.owner_person_id == actor.person_id,
        and_(_kr.c.owner_person_id.is_(None), _kr.c.owner_unit_id.in_(units)),
    )


def _new(agency_id: str) -> Select[Any]:
    """Return the check-ins in force that nobody took note of, and nobody gave back."""
    later, author = _check_in.alias("later"), _person.alias("author")
    corrected = select(later.c.corrects_id).where(
        later.c.agency_id == agency_id, later.c.corrects_id.is_not(None), ~later.c.deleted
    )
    noted = select(_remark.c.check_in_id).where(
        _remark.c.agency_id == agency_id,
        _remark.c.check_in_id.is_not(None),
        _remark.c.kind.in_([RemarkKind.ACKNOWLEDGE.value, RemarkKind.RETURN.value]),
        ~_remark.c.deleted,
    )
    return (
        select(
            _check_in,
            _kr.c.title,
            _kr.c.kind,
            _kr.c.measure_unit,
            _kr.c.objective_id,
            _objective.c.title.label("objective"),
            _person.c.name.label("person"),
            _unit.c.name.label("unit"),
            author.c.name.label("author"),
        )
        .join(_kr, named_by(_kr, _check_in.c.key_result_id))
        .join(_objective, named_by(_objective, _kr.c.objective_id))
        .join(_cycle, named_by(_cycle, _objective.c.cycle_id))
        .outerjoin(_person, named_by(_person, _kr.c.owner_person_id))
        .outerjoin(_unit, named_by(_unit, _kr.c.owner_unit_id))
        .outerjoin(author, named_by(author, _check_in.c.author_id))
        .where(
            _check_in.c.agency_id == agency_id,
            ~_check_in.c.deleted,
            ~_kr.c.deleted,
            ~_kr.c.archived,
            ~_objective.c.archived,
            _check_in.c.id.not_in(corrected),
            _check_in.c.id.not_in(noted),
        )
    )


def _below(desk: Desk, connection: Connection, actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a key result is of who stands right below the person."""
    posts = select(_post.c.person_id).where(
        _post.c.agency_id == desk.agency_id, ~_post.c.deleted, in_force(_post, desk.today())
    )
    own, lower = _units_below(desk, connection, actor)
    members = posts.where(_post.c.unit_id.in_(own | actor.deputy_of))
    if not actor.head_of:
        leaders = posts.where(_post.c.unit_id.in_(actor.deputy_of), _post.c.is_leader)
        members = members.where(_post.c.person_id.not_in(leaders))
    heads = posts.where(_post.c.unit_id.in_(lower), _post.c.is_leader)
    of_people = and_(
        _kr.c.owner_person_id != actor.person_id,
        or_(_kr.c.owner_person_id.in_(members), _kr.c.owner_person_id.in_(heads)),
    )
    of_units = and_(_kr.c.owner_person_id.is_(None), _kr.c.owner_unit_id.in_(lower))
    return or_(of_people, of_units)


def _units_below(
    desk: Desk, connection: Connection, actor: Actor
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the units of which the person is the nearest head, and those right below these."""
    rows = connection.execute(
        select(_unit.c.id, _unit.c.parent_id).where(
            _unit.c.agency_id == desk.agency_id, ~_unit.c.deleted
        )
    )
    parents: dict[str, str | None] = {row.id: row.parent_id for row in rows}
    led = set(
        connection.scalars(
            select(_post.c.unit_id).where(
                _post.c.agency_id == desk.agency_id,
                _post.c.is_leader,
                ~_post.c.deleted,
                in_force(_post, desk.today()),
            )
        )
    )
    own = frozenset(unit for unit in parents if _nearest(unit, parents, led) in actor.head_of)
    lower = frozenset(
        unit
        for unit, up in parents.items()
        if up and unit not in actor.head_of and _nearest(up, parents, led) in actor.head_of
    )
    return own, lower


def _nearest(unit: str | None, parents: Mapping[str, str | None], led: set[str]) -> str | None:
    """Return the unit itself, or the first above it, that has a head."""
    seen: set[str] = set()
    while unit and unit not in led and unit not in seen:
        seen.add(unit)
        unit = parents.get(unit)
    return unit if unit in led else None


def _days(connection: Connection, agency_id: str, ids: Sequence[str]) -> dict[str, date]:
    rows = connection.execute(
        select(_check_in.c.id, _check_in.c.effective_on).where(
            _check_in.c.agency_id == agency_id, _check_in.c.id.in_(ids), ~_check_in.c.deleted
        )
    )
    return {row.id: row.effective_on for row in rows}


def _new_row(row: Any) -> NewCheckIn:
    colour = row["chosen_colour"] or row["computed_colour"]
    return NewCheckIn(
        id=row["id"],
        key_result_id=row["key_result_id"],
        title=row["title"],
        objective_id=row["objective_id"],
        objective=row["objective"],
        owner=row["person"] or row["unit"] or "",
        author=row["author"] or "",
        kind=Kind(row["kind"]),
        value=row["value"],
        measure_unit=row["measure_unit"],
        effective_on=row["effective_on"],
        entered_at=row["entered_at"],
        colour=Health(colour) if colour else None,
        confidence=row["confidence"],
        comment=row["comment"],
    )
