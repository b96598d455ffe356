"""Tasks as the grid shows them: chosen by a filter, whole, in one reading of a few queries."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, union_all

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.joining import named_by
from okrdesk.db.queries.office import in_force
from okrdesk.db.queries.task_parts import Choice, Parts, parts_of
from okrdesk.domain.directive import Axis, cited
from okrdesk.domain.evaluation.steps import StepKind
from okrdesk.domain.evaluation.working_days import WorkCalendar
from okrdesk.domain.tasks import CauseState, Source, TaskState, owners_share
from okrdesk.domain.text import fold

_task, _share, _post = schema.task, schema.task_share, schema.post
_person, _unit = schema.person, schema.unit
_cause, _step = schema.cause, schema.step
_item, _key_result = schema.catalogue_item, schema.key_result
_served, _directive = schema.directive_item, schema.directive
_words = schema.search_entry


@dataclass(frozen=True)
class TaskFilter:
    """Which tasks: of people or units (None: all in reach), in a span of days, by state and text.

    A task lies in the span when it was to be worked on then: from its start to its due day. `text`
    is looked for in titles and names of owners, word by word, accents ignored. Tasks that are
    shared with one of `person_ids` are theirs too.
    """

    person_ids: frozenset[str] | None = None
    unit_ids: frozenset[str] | None = None
    from_on: date | None = None
    to_on: date | None = None
    states: frozenset[TaskState] | None = None
    sources: frozenset[Source] | None = None
    causes: frozenset[CauseState] | None = None
    key_result_id: str | None = None
    text: str = ""
    archived: bool = False


@dataclass(frozen=True)
class ShareRow:
    """A co-worker's part of a task, in percent."""

    person_id: str
    name: str
    percent: Decimal


@dataclass(frozen=True)
class TaskRow:
    """A task as the grid shows it.

    `done` counts what was delivered by completion date, `done_on` is the last such day, and
    `late_days` the working days by which it came after the due day, or by which it is overdue.
    `exempt_errors` and `exempt_delays` are excused by confirmed causes; `cause` tells of requests.
    `difficulty` is a level of the rules, which give it its name; `serves` cites the item of a
    directive that it carries out.
    """

    id: str
    title: str
    state: TaskState
    owner_person_id: str
    owner: str
    unit_id: str | None
    unit: str
    source: Source
    key_result_id: str | None
    key_result: str
    catalogue_item_id: str | None
    item_code: str
    item: str
    quantity: Decimal
    coefficient: Decimal | None
    start_on: date
    due_on: date | None
    done: Decimal
    done_on: date | None
    late_days: int
    content_errors: int
    delays: int
    exempt_errors: int
    exempt_delays: int
    cause: CauseState | None
    assigned_by: str | None
    assigner: str
    rolled_from_id: str | None
    note: str
    archived: bool
    shares: tuple[ShareRow, ...] = field(default=())
    axis: Axis | None = None
    difficulty: str | None = None
    difficulty_name: str = ""
    directive_item_id: str | None = None
    serves: str = ""

    @property
    def converted(self) -> Decimal | None:
        """The products assigned, converted into reference products; None without a coefficient."""
        return None if self.coefficient is None else self.quantity * self.coefficient

    @property
    def owners_share(self) -> Decimal:
        """What co-workers leave to the owner, in percent."""
        return owners_share(share.percent for share in self.shares)


def task_rows(
    connection: Connection, choice: Choice, today: date, calendar: WorkCalendar
) -> list[TaskRow]:
    """Return the chosen tasks, by the day they are due; those without one by the day they start."""
    assigner = _person.alias("assigner")
    rows = connection.execute(
        select(
            *(_task.c[name] for name in _OWN),
            _person.c.name.label("owner"),
            assigner.c.name.label("assigner"),
            _unit.c.name.label("unit"),
            _item.c.code.label("item_code"),
            _item.c.title.label("item"),
            _key_result.c.title.label("key_result"),
            _directive.c.code.label("directive"),
            _served.c.article,
            _served.c.title.label("served"),
        )
        .outerjoin(_person, named_by(_person, _task.c.owner_person_id))
        .outerjoin(assigner, named_by(assigner, _task.c.assigned_by))
        .outerjoin(_unit, named_by(_unit, _task.c.unit_id))
        .outerjoin(_item, named_by(_item, _task.c.catalogue_item_id))
        .outerjoin(_key_result, named_by(_key_result, _task.c.key_result_id))
        .outerjoin(_served, named_by(_served, _task.c.directive_item_id))
        .outerjoin(_directive, named_by(_directive, _served.c.directive_id))
        .where(_task.c.agency_id == choice.agency_id, ~_task.c.deleted, choice.condition)
        .order_by(func.coalesce(_task.c.due_on, _task.c.start_on), _task.c.id),
        choice.values,
    ).all()
    parts = parts_of(connection, choice)
    names = _names(connection, choice.agency_id, parts.values())
    at = _Reading(today, calendar, names)
    return [_row(row, parts[row.id], at) for row in rows]


_OWN = (
    "id", "title", "owner_person_id", "unit_id", "source", "key_result_id", "catalogue_item_id",
    "quantity", "coefficient", "axis", "difficulty", "start_on", "due_on", "assigned_by",
    "rolled_from_id", "directive_item_id", "note", "archived",
)  # fmt: skip


@dataclass(frozen=True)
class _Reading:
    """What every row of one reading needs besides its own."""

    today: date
    calendar: WorkCalendar
    names: dict[str, str]


def _row(row: Any, parts: Parts, at: _Reading) -> TaskRow:
    done, done_on = parts.done(), parts.done_on()
    exempt_errors, exempt_delays = parts.exempt()
    state = parts.state(row.assigned_by, row.quantity)
    return TaskRow(
        id=row.id,
        title=row.title,
        state=state,
        owner_person_id=row.owner_person_id,
        owner=row.owner or "",
        unit_id=row.unit_id,
        unit=row.unit or "",
        source=Source(row.source),
        key_result_id=row.key_result_id,
        key_result=row.key_result or "",
        catalogue_item_id=row.catalogue_item_id,
        item_code=row.item_code or "",
        item=row.item or "",
        quantity=row.quantity,
        coefficient=row.coefficient,
        start_on=row.start_on,
        due_on=row.due_on,
        done=done,
        done_on=done_on,
        late_days=_late_days(row.due_on, done_on if done >= row.quantity else None, state, at),
        content_errors=parts.content_errors,
        delays=parts.delays,
        exempt_errors=exempt_errors,
        exempt_delays=exempt_delays,
        cause=parts.cause(),
        assigned_by=row.assigned_by,
        assigner=row.assigner or "",
        rolled_from_id=row.rolled_from_id,
        note=row.note,
        archived=row.archived,
        shares=tuple(
            ShareRow(one.person_id, at.names.get(one.person_id, ""), one.percent)
            for one in sorted(parts.shares, key=lambda one: one.person_id)
        ),
        axis=None if row.axis is None else Axis(row.axis),
        difficulty=row.difficulty,
        directive_item_id=row.directive_item_id,
        serves=cited(row.directive or "", row.article or "", row.served or ""),
    )


def _late_days(
    due_on: date | None, finished_on: date | None, state: TaskState, at: _Reading
) -> int:
    """Return working days late: of what is finished, else until today while it is open."""
    if due_on is None:
        return 0
    until = finished_on or (at.today if state.is_open else None)
    if until is None or until <= due_on:
        return 0
    return at.calendar.days_late(due_on, until)


def _names(connection: Connection, agency_id: str, parts: Collection[Parts]) -> dict[str, str]:
    ids = sorted({share.person_id for one in parts for share in one.shares})
    if not ids:
        return {}
    statement = select(_person.c.id, _person.c.name).where(
        _person.c.agency_id == agency_id, any_of(_person.c.id, "ids")
    )
    return {row.id: row.name for row in connection.execute(statement, {"ids": ids})}


def chosen(agency_id: str, wanted: TaskFilter, reach: frozenset[str] | None) -> Choice:
    """Return the choice of the tasks that a filter lets through, as far as SQL can tell.

    `reach` are the people whose tasks may be read (None: all). Of states and causes SQL tells only
    what leaves out most; `lets_through` tells the rest.
    """
    conditions: list[ColumnElement[bool]] = [_task.c.archived == wanted.archived]
    values: dict[str, Any] = {}
    for name, people in (("reach", reach), ("people", wanted.person_ids)):
        if people is not None:
            conditions.append(of_people(agency_id, name))
            values[name] = sorted(people)
    if wanted.unit_ids is not None:
        conditions.append(any_of(_task.c.unit_id, "units"))
        values["units"] = sorted(wanted.unit_ids)
    if wanted.to_on is not None:
        conditions.append(_task.c.start_on <= wanted.to_on)
    if wanted.from_on is not None:
        conditions.append(func.coalesce(_task.c.due_on, _task.c.start_on) >= wanted.from_on)
    if wanted.sources is not None:
        conditions.append(_task.c.source.in_(sorted(one.value for one in wanted.sources)))
    if wanted.key_result_id is not None:
        conditions.append(_task.c.key_result_id == wanted.key_result_id)
    if wanted.states is not None and not any(state.is_agreed for state in wanted.states):
        conditions.append(_may_wait(agency_id))
    if wanted.causes is not None:
        asked = select(_cause.c.task_id).where(_cause.c.agency_id == agency_id)
        conditions.append(_task.c.id.in_(asked))
    conditions += [_has_word(word) for word in fold(wanted.text).split()]
    return Choice(agency_id, and_(*conditions), values)


def _may_wait(agency_id: str) -> ColumnElement[bool]:
    """Return the condition of what nobody stands for yet, or was once given back."""
    returned = select(_step.c.task_id).where(
        _step.c.agency_id == agency_id,
        _step.c.task_id.is_not(None),
        _step.c.kind == StepKind.RETURN.value,
    )
    return or_(_task.c.assigned_by.is_(None), _task.c.id.in_(returned))


def lets_through(wanted: TaskFilter, row: TaskRow) -> bool:
    """Say whether a row has one of the states and causes wanted."""
    return (wanted.states is None or row.state in wanted.states) and (
        wanted.causes is None or row.cause in wanted.causes
    )


def of_people(agency_id: str, name: str) -> ColumnElement[bool]:
    """Return the condition that a task is of the people bound as `name`, or shared with them.

    All of one, then all of the other, not an OR: with that SQLite would look at every task.
    """
    own = _task.alias("own")
    owned = select(own.c.id).where(
        own.c.agency_id == agency_id, any_of(own.c.owner_person_id, name)
    )
    shared = select(_share.c.task_id).where(
        _share.c.agency_id == agency_id,
        ~_share.c.deleted,
        any_of(_share.c.owner_person_id, name),
    )
    return _task.c.id.in_(union_all(owned, shared))


def _has_word(word: str) -> ColumnElement[bool]:
    """Return the condition that a word of the title, or of the owner's name, begins so."""
    return (
        select(_words.c.id)
        .where(
            _words.c.agency_id == _task.c.agency_id,
            or_(_words.c.id == _task.c.id, _words.c.id == _task.c.owner_person_id),
            _words.c.words.contains(f" {word}", autoescape=True),
        )
        .exists()
    )


def people_in(
    connection: Connection, agency_id: str, units: Collection[str], on: date
) -> frozenset[str]:
    """Return the people who hold a post in one of `units` on a day."""
    statement = select(_post.c.person_id).where(
        _post.c.agency_id == agency_id,
        ~_post.c.deleted,
        in_force(_post, on),
        any_of(_post.c.unit_id, "units"),
    )
    return frozenset(connection.scalars(statement, {"units": sorted(units)}))


def main_units(
    connection: Connection, agency_id: str, people: Collection[str], on: date
) -> dict[str, str]:
    """Return the unit of each person's main post on a day: leading first, then by its share."""
    rows = connection.execute(
        select(_post.c.person_id, _post.c.unit_id)
        .where(
            _post.c.agency_id == agency_id,
            ~_post.c.deleted,
            in_force(_post, on),
            any_of(_post.c.person_id, "people"),
        )
        .order_by(_post.c.is_leader, _post.c.is_deputy, _post.c.share, _post.c.id.desc()),
        {"people": sorted(people)},
    )
    return {row.person_id: row.unit_id for row in rows}
