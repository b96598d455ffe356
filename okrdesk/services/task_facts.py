"""The facts of tasks that a score is computed from: of one person, or of an agency, for a period.

A task belongs to the period in which it is due (in which it starts, where it has no due day), and
counts once it is agreed on. What was delivered by the end of the period counts as done, whenever it
was entered. Of a task that was rolled over or cancelled the part that is done counts as usual; the
rest is left to the pack. A co-worker has the whole task, with a share of its weight.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, and_, func, select

from okrdesk.db import schema
from okrdesk.db.queries.task_parts import Choice, Parts, parts_of, streamed
from okrdesk.db.queries.tasks import of_people
from okrdesk.db.task_rows import groups_of
from okrdesk.domain.evaluation.sheet import Settled, TaskFacts
from okrdesk.domain.evaluation.working_days import WorkCalendar
from okrdesk.domain.tasks import WHOLE, Source, TaskState, owners_share
from okrdesk.services.task_rules import WEEKENDS_ONLY

_task = schema.task
_item, _catalogue = schema.catalogue_item, schema.catalogue
_SETTLED = {TaskState.ROLLED_OVER: Settled.ROLLED_OVER, TaskState.CANCELLED: Settled.CANCELLED}
_SOURCES = {source.value: source for source in Source}


@dataclass(frozen=True)
class Span:
    """The days of a period, both included, and the calendar by which lateness is counted."""

    from_on: date
    to_on: date
    calendar: WorkCalendar = WEEKENDS_ONLY


def facts_of(
    connection: Connection, agency_id: str, people: Collection[str], span: Span
) -> dict[str, tuple[TaskFacts, ...]]:
    """Return the facts of each of `people`, empty where they have no tasks, by due day."""
    found = _facts(connection, agency_id, span, frozenset(people))
    return {person_id: tuple(found.get(person_id, ())) for person_id in people}


def facts_of_all(
    connection: Connection, agency_id: str, span: Span
) -> dict[str, tuple[TaskFacts, ...]]:
    """Return the facts of everybody who has tasks in the period, by due day."""
    found = _facts(connection, agency_id, span, None)
    return {person_id: tuple(facts) for person_id, facts in found.items()}


def _facts(
    connection: Connection, agency_id: str, span: Span, people: frozenset[str] | None
) -> dict[str, list[TaskFacts]]:
    choice = _in_span(agency_id, span, people)
    parts = parts_of(connection, choice)
    groups = _groups(connection, choice, of_all=people is None)
    day = func.coalesce(_task.c.due_on, _task.c.start_on)
    statement = (
        select(
            _task.c.id,
            _task.c.title,
            _task.c.owner_person_id,
            _task.c.quantity,
            _task.c.coefficient,
            _task.c.axis,
            _task.c.difficulty,
            _task.c.due_on,
            _task.c.source,
            _task.c.assigned_by,
            _task.c.catalogue_item_id,
        )
        .where(_task.c.agency_id == agency_id, ~_task.c.deleted, choice.condition)
        .order_by(day, _task.c.id)
    )
    found: defaultdict[str, list[TaskFacts]] = defaultdict(list)
    for row in streamed(connection, statement, choice):
        # What is read is let go: the garbage collector looks at all that is kept, again and again.
        hanging = parts.pop(row.id, None) or Parts()
        for owner, facts in _of_task(row, hanging, span, groups):
            if people is None or owner in people:
                found[owner].append(facts)
    return found


def _in_span(agency_id: str, span: Span, people: frozenset[str] | None) -> Choice:
    day = func.coalesce(_task.c.due_on, _task.c.start_on)
    condition = and_(~_task.c.archived, day >= span.from_on, day <= span.to_on)
    if people is None:
        return Choice(agency_id, condition)
    of_them = of_people(agency_id, "people")
    return Choice(agency_id, and_(condition, of_them), {"people": sorted(people)})


def _of_task(
    row: Any, parts: Parts, span: Span, groups: dict[str, tuple[str, Decimal | None]]
) -> Iterator[tuple[str, TaskFacts]]:
    """Yield the facts of a task for its owner and each co-worker; none where it is not agreed."""
    state = parts.state(row.assigned_by, row.quantity)
    if not state.is_agreed:
        return
    for facts in _settled(_whole(row, parts, span, groups), state):
        if not parts.shares:
            yield row.owner_person_id, facts
            continue
        left = owners_share(share.percent for share in parts.shares)
        if left:
            yield row.owner_person_id, facts._replace(share=left)
        for share in parts.shares:
            yield share.person_id, facts._replace(share=min(share.percent, WHOLE))


def _whole(
    row: Any, parts: Parts, span: Span, groups: dict[str, tuple[str, Decimal | None]]
) -> TaskFacts:
    done, done_on = parts.done(span.to_on), parts.done_on(span.to_on)
    exempt_errors, exempt_delays = parts.exempt() if parts.causes else (0, 0)
    group, cap = groups.get(row.catalogue_item_id, ("", None))
    is_late = row.due_on is not None and done_on is not None and done_on > row.due_on
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
        late_days=span.calendar.days_late(row.due_on, done_on) if is_late and done_on else 0,
        due_on=row.due_on,
        done_on=done_on,
        kind=_SOURCES[row.source],
        exceeds=done > row.quantity,
        group=group,
        cap=cap,
    )


def _settled(facts: TaskFacts, state: TaskState) -> tuple[TaskFacts, ...]:
    """Return a task as it is, or what is done of it and the rest that left the period."""
    settled = _SETTLED.get(state)
    if settled is None:
        return (facts,)
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


def _groups(
    connection: Connection, choice: Choice, *, of_all: bool
) -> dict[str, tuple[str, Decimal | None]]:
    """Return the group and its cap by catalogue item: of all that have one, or those tasks name.

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
        _item.c.agency_id == choice.agency_id, ~_item.c.deleted, _item.c.group != ""
    )
    wanted = grouped if of_all else grouped.where(_item.c.id.in_(choice.items()))
    rows = connection.execute(wanted, choice.values)
    return {row.id: (row.group, caps[row.catalogue_id].get(row.group)) for row in rows}
