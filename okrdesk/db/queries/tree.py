"""The list of objectives: ids first, sorted and filtered in SQL, rows on demand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Select,
    Text,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    type_coerce,
)

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.health import GRAVITY, gravity, open_health
from okrdesk.db.queries.unit_pasts import NamesThen
from okrdesk.db.queries.view import View
from okrdesk.db.types import dump
from okrdesk.domain.health import Health, expected
from okrdesk.domain.objective import Commitment
from okrdesk.domain.review import ReviewState
from okrdesk.domain.text import fold

_state = schema.key_result_state
_objective, _objective_state = schema.objective, schema.objective_state
_cycle, _person, _unit, _words = schema.cycle, schema.person, schema.unit, schema.search_entry


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to, by all of these at once; None and empty mean all.

    `unit_ids` holds the units below too; it lets through what they own and what their people own.
    `person_ids` lets through what they own, and what holds a key result that they own. `review` is
    narrowed to by `okrdesk.services.lists`, which knows what stands between owner and approver.
    `ids` lets through only the objectives that it names.
    """

    cycle_id: str | None = None
    unit_ids: frozenset[str] | None = None
    person_ids: frozenset[str] | None = None
    health: Health | None = None
    text: str = ""
    archived: bool = False
    tag: str = ""
    review: ReviewState | None = None
    ids: frozenset[str] | None = None


@dataclass(frozen=True)
class Sort:
    """The order of a list: by title, progress, health, weight, start_on or end_on."""

    key: str = "title"
    descending: bool = False


@dataclass(frozen=True)
class ObjectiveRow:
    """An objective as a list shows it; `progress` is 0–1, None without key results.

    `review` and `pending` (check-ins not synchronised yet) are filled in by `services.lists`.
    """

    id: str
    title: str
    cycle: str
    owner: str
    owner_person_id: str | None
    owner_unit_id: str | None
    progress: float | None
    expected: float
    health: Health
    weight: Decimal | None
    commitment: Commitment
    key_results: int
    start_on: date
    end_on: date
    archived: bool
    tags: tuple[str, ...] = ()
    review: ReviewState = ReviewState.DRAFT
    pending: int = 0


def _gravest(view: View) -> Select[Any]:
    """Return, per objective, the place in GRAVITY of the gravest mark; closed cycles aside."""
    mark = gravity(open_health(view))
    return (
        select(_state.c.objective_id, func.max(mark).label("gravity"))
        .where(_state.c.agency_id == view.agency_id, ~_state.c.archived)
        .group_by(_state.c.agency_id, _state.c.objective_id)
    )


def objective_ids(view: View, wanted: Filter, sort: Sort) -> list[str]:
    """Return the ids of the objectives that `wanted` lets through, in the order of `sort`."""
    query = _wanted(view, wanted)
    if not (wanted.health or sort.key == "health"):
        query, column = _sorted_by(query, sort.key)
    else:
        marks = _gravest(view).subquery()
        query = query.join(_cycle, named_by(_cycle, _objective.c.cycle_id)).outerjoin(
            marks, marks.c.objective_id == _objective.c.id
        )
        mark: ColumnElement[Any] = _shown_gravity(marks.c.gravity)
        if wanted.health:
            query = query.where(mark == GRAVITY.index(wanted.health))
        query, column = (query, mark) if sort.key == "health" else _sorted_by(query, sort.key)
    return list(view.connection.scalars(query.order_by(_directed(column, sort), _objective.c.id)))


def _wanted(view: View, wanted: Filter) -> Select[Any]:
    query = select(_objective.c.id).where(
        _objective.c.agency_id == view.agency_id,
        ~_objective.c.deleted,
        _objective.c.archived == wanted.archived,
        *_owned(wanted, view.agency_id),
    )
    if wanted.cycle_id:
        query = query.where(_objective.c.cycle_id == wanted.cycle_id)
    if wanted.ids is not None:
        query = query.where(_objective.c.id.in_(wanted.ids))
    if wanted.tag:  # stored as a JSON list, in which each tag stands in quotes
        tags = type_coerce(_objective.c.tags, Text)
        query = query.where(tags.contains(dump(wanted.tag), autoescape=True))
    if wanted.text.strip():
        query = query.where(_matches(wanted.text, view.agency_id))
    return query


def _shown_gravity(gravest: ColumnElement[int]) -> ColumnElement[int]:
    """Return the gravity of an objective: that of its key results, unless its cycle is closed."""
    return case(
        (_cycle.c.state == "closed", GRAVITY.index(Health.CLOSED)),
        else_=func.coalesce(gravest, GRAVITY.index(Health.NOT_STARTED)),
    )


def _directed(column: ColumnElement[Any], sort: Sort) -> ColumnElement[Any]:
    return column.desc() if sort.descending else column.asc()


def _sorted_by(query: Select[Any], key: str) -> tuple[Select[Any], ColumnElement[Any]]:
    if key == "progress":
        joined = query.outerjoin(_objective_state, named_by(_objective_state, _objective.c.id))
        return joined, _objective_state.c.progress
    if key in ("end_on", "start_on"):
        return query, _objective.c[key]
    if key == "weight":  # exact numbers are stored as text
        return query, cast(_objective.c.weight, Float)
    joined = query.outerjoin(_words, named_by(_words, _objective.c.id))
    return joined, _words.c.sort_key


def _owned(wanted: Filter, agency_id: str) -> list[ColumnElement[bool]]:
    """Return the conditions on the owner; a unit's people are those of the objective's own time."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.person_ids is not None:
        conditions.append(
            or_(
                _objective.c.owner_person_id.in_(wanted.person_ids),
                _objective.c.id.in_(_with_key_results_of(wanted.person_ids, agency_id)),
            )
        )
    if wanted.unit_ids is not None:
        post = schema.post
        member = exists().where(
            post.c.agency_id == _objective.c.agency_id,
            post.c.person_id == _objective.c.owner_person_id,
            post.c.unit_id.in_(wanted.unit_ids),
            ~post.c.deleted,
            or_(post.c.from_on.is_(None), post.c.from_on <= _objective.c.end_on),
            or_(post.c.to_on.is_(None), post.c.to_on >= _objective.c.start_on),
        )
        shared = _objective.c.id.in_(_shared_by(wanted.unit_ids, agency_id))
        conditions.append(or_(_objective.c.owner_unit_id.in_(wanted.unit_ids), member, shared))
    return conditions


def _shared_by(unit_ids: frozenset[str], agency_id: str) -> Select[Any]:
    """Return the ids of the objectives that one of the units carries beside their owners."""
    share = schema.objective_share
    return select(share.c.objective_id).where(
        share.c.agency_id == agency_id, share.c.owner_unit_id.in_(unit_ids), ~share.c.deleted
    )


def _with_key_results_of(person_ids: frozenset[str], agency_id: str) -> Select[Any]:
    """Return the ids of the objectives under which one of the people answers for a key result."""
    key_result = schema.key_result
    return select(key_result.c.objective_id).where(
        key_result.c.agency_id == agency_id,
        key_result.c.owner_person_id.in_(person_ids),
        ~key_result.c.archived,
        ~key_result.c.deleted,
    )


def _matches(text: str, agency_id: str) -> ColumnElement[bool]:
    """Return the condition that an objective or one of its key results has all words of `text`."""
    starts = [_words.c.words.contains(f" {word}", autoescape=True) for word in fold(text).split()]
    found = (
        select(func.coalesce(_state.c.objective_id, _words.c.id))
        .outerjoin(_state, named_by(_state, _words.c.id))
        .where(_words.c.agency_id == agency_id, *starts)
    )
    return _objective.c.id.in_(found)


def objective_rows(view: View, ids: Sequence[str]) -> list[ObjectiveRow]:
    """Return the rows of the objectives `ids`, in that order; units are called as they were when
    the cycle ended.
    """
    marks = _gravest(view).where(_state.c.objective_id.in_(ids)).subquery()
    rows = view.connection.execute(
        select(
            _objective,
            _cycle.c.name.label("cycle"),
            _cycle.c.end_on.label("cycle_end"),
            _objective_state.c.progress,
            _objective_state.c.key_results,
            _person.c.name.label("person"),
            _unit.c.name.label("unit"),
            _shown_gravity(marks.c.gravity).label("gravity"),
        )
        .join(_cycle, named_by(_cycle, _objective.c.cycle_id))
        .outerjoin(_objective_state, named_by(_objective_state, _objective.c.id))
        .outerjoin(_person, named_by(_person, _objective.c.owner_person_id))
        .outerjoin(_unit, named_by(_unit, _objective.c.owner_unit_id))
        .outerjoin(marks, marks.c.objective_id == _objective.c.id)
        .where(_objective.c.agency_id == view.agency_id, _objective.c.id.in_(ids))
    )
    then = NamesThen(view.connection, view.agency_id, view.today)
    found = {row.id: _objective_row(row, view.today, _unit_then(row, then)) for row in rows}
    return [found[id] for id in ids if id in found]


def _unit_then(row: Any, then: NamesThen) -> str:
    return then.name(row.owner_unit_id, row.unit, row.cycle_end) if row.unit else ""


def _objective_row(row: Any, today: date, unit: str) -> ObjectiveRow:
    return ObjectiveRow(
        id=row.id,
        title=row.title,
        cycle=row.cycle,
        owner=row.person or unit,
        owner_person_id=row.owner_person_id,
        owner_unit_id=row.owner_unit_id,
        progress=row.progress,
        expected=float(expected(row.start_on, row.end_on, today)),
        health=GRAVITY[row.gravity],
        weight=row.weight,
        commitment=Commitment(row.commitment),
        key_results=row.key_results or 0,
        start_on=row.start_on,
        end_on=row.end_on,
        archived=row.archived,
        tags=tuple(row.tags),
    )
