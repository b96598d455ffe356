"""The facts of tasks that scores are computed from, of some people or of all, for a period.

A task belongs to the period in which it is due (in which it starts, where it has no due day), and
counts once it is agreed on. What was delivered by the end of the period counts as done, whenever it
was entered. Of a task that was rolled over or cancelled the part that is done counts as usual; the
rest is left to the pack. A co-worker has the whole task, with a share of its weight.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, select

from okrdesk.db import schema
from okrdesk.db.among import in_chunks
from okrdesk.db.queries.task_parts import Choice, Parts, parts_of
from okrdesk.db.queries.tasks import of_people
from okrdesk.db.task_rows import groups_of
from okrdesk.db.unswept import unswept
from okrdesk.domain.evaluation.sheet import Settled, TaskFacts
from okrdesk.domain.evaluation.working_days import WorkCalendar
from okrdesk.domain.tasks import WHOLE, Source, TaskState, owners_share
from okrdesk.services.task_rules import WEEKENDS_ONLY

_task = schema.task
_day = func.coalesce(_task.c.due_on, _task.c.start_on)
_PEOPLE = 100
_item, _catalogue = schema.catalogue_item, schema.catalogue
_SETTLED = {TaskState.ROLLED_OVER: Settled.ROLLED_OVER, TaskState.CANCELLED: Settled.CANCELLED}
_SOURCES = {source.value: source for source in Source}


class _Row(NamedTuple):
    """What is read of a task itself; an agency has eighty thousand, and a tuple is read quickly."""

    id: str
    title: str
    owner_person_id: str
    quantity: Decimal
    coefficient: Decimal | None
    axis: str | None
    difficulty: str | None
    due_on: date | None
    source: str
    assigned_by: str | None
    catalogue_item_id: str | None


@dataclass(frozen=True)
class Span:
    """The days of a period, both included, and the calendar by which lateness is counted."""

    from_on: date
    to_on: date
    calendar: WorkCalendar = WEEKENDS_ONLY


def facts_of(
    connection: Connection, agency_id: str, people: Collection[str], span: Span
) -> dict[str, tuple[TaskFacts, ...]]:
    """Return the facts of each of `people`, empty where they have no tasks, by due day.

    Some people at a time: what is read of their tasks is still at hand for what hangs on them.
    """
    found: dict[str, tuple[TaskFacts, ...]] = {}
    for some in in_chunks(people, _PEOPLE):
        with unswept():
            found |= _facts_of_some(connection, agency_id, some, span)
    return found


def _facts_of_some(
    connection: Connection, agency_id: str, people: Collection[str], span: Span
) -> dict[str, tuple[TaskFacts, ...]]:
    choice = _in_span(agency_id, span, people)
    parts = parts_of(connection, choice)
    groups = _groups(connection, choice)
    statement = (
        select(*(_task.c[name] for name in _Row._fields))
        .where(_task.c.agency_id == agency_id, ~_task.c.deleted, choice.condition)
        .order_by(_day, _task.c.id)
    )
    found: dict[str, list[TaskFacts]] = {person_id: [] for person_id in people}
    for row in map(_Row._make, connection.execute(statement, choice.values).all()):
        for person_id, facts in _of_task(row, parts[row.id], span, groups):
            if person_id in found:
                found[person_id].append(facts)
    return {person_id: tuple(facts) for person_id, facts in found.items()}


def _in_span(agency_id: str, span: Span, people: Collection[str]) -> Choice:
    of_them = of_people(agency_id, "people")
    condition = and_(~_task.c.archived, _day >= span.from_on, _day <= span.to_on, of_them)
    return Choice(agency_id, condition, {"people": list(people)})


def _of_task(
    row: _Row, parts: Parts, span: Span, groups: dict[str, tuple[str, Decimal | None]]
) -> list[tuple[str, TaskFacts]]:
    """Return the facts of a task for its owner and each co-worker; none where it is not agreed."""
    state = parts.state(row.assigned_by, row.quantity)
    if not state.is_agreed:
        return []
    facts = _whole(row, parts, span, groups)
    pieces = (facts,) if state.takes_deliveries else _settled(facts, _SETTLED[state])
    if not parts.shares:
        return [(row.owner_person_id, piece) for piece in pieces]
    left = owners_share(share.percent for share in parts.shares)
    shares = [(one.person_id, min(one.percent, WHOLE)) for one in parts.shares]
    if left:
        shares.insert(0, (row.owner_person_id, left))
    return [(id, piece._replace(share=share)) for piece in pieces for id, share in shares]


def _whole(
    row: _Row, parts: Parts, span: Span, groups: dict[str, tuple[str, Decimal | None]]
) -> TaskFacts:
    done, done_on = parts.done(span.to_on), parts.done_on(span.to_on)
    exempt_errors, exempt_delays = parts.exempt() if parts.causes else (0, 0)
    group, cap = groups.get(row.catalogue_item_id or "", ("", None))
    late_days = 0
    if row.due_on is not None and done_on is not None and done_on > row.due_on:
        late_days = span.calendar.days_late(row.due_on, done_on)
    return TaskFacts(
        id=row.id,
        name=row.title,
        quantity=row.quantity,
        coefficient=row.coefficient,
        axis=row.axis or "",
        difficulty=row.difficulty,
        done=done,
        content_errors=parts.content_errors,
        delays=parts.delays,
        exempt_errors=exempt_errors,
        exempt_delays=exempt_delays,
        late_days=late_days,
        due_on=row.due_on,
        done_on=done_on,
        kind=_SOURCES[row.source],
        exceeds=done > row.quantity,
        group=group,
        cap=cap,
    )


def _settled(facts: TaskFacts, settled: Settled) -> tuple[TaskFacts, ...]:
    """Return what is done of a task that left the period, and the rest."""
    if not facts.done:
        return (facts._replace(settled=settled),)
    done = facts._replace(quantity=facts.done, exceeds=False)
    left = facts.quantity - facts.done
    if left <= 0:
        return (done,)
    rest = facts._replace(
        id=f"{facts.id}/rest",
        quantity=left,
        done=Decimal(0),
        done_on=None,
        late_days=0,
        content_errors=0,
        delays=0,
        exempt_errors=0,
        exempt_delays=0,
        settled=settled,
    )
    return done, rest


def _groups(connection: Connection, choice: Choice) -> dict[str, tuple[str, Decimal | None]]:
    """Return the group and its cap by catalogue item, of those that the tasks name.

    A catalogue has thousands of items, of which one person's tasks name a few.
    """
    caps = {
        row.id: {group.name: group.cap for group in groups_of(row.groups)}
        for row in connection.execute(
            select(_catalogue.c.id, _catalogue.c.groups).where(
                _catalogue.c.agency_id == choice.agency_id, ~_catalogue.c.deleted
            )
        )
    }
    if not any(caps.values()):
        return {}
    grouped = select(_item.c.id, _item.c.catalogue_id, _item.c.group).where(
        _item.c.agency_id == choice.agency_id,
        ~_item.c.deleted,
        _item.c.group != "",
        _item.c.id.in_(choice.items()),
    )
    rows = connection.execute(grouped, choice.values)
    return {row.id: (row.group, caps[row.catalogue_id].get(row.group)) for row in rows}
