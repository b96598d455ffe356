"""What waits for this person's approval."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.people import post_rows
from okrdesk.domain.dates import day_at
from okrdesk.domain.objective import CycleState, Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.review import ReviewKind
from okrdesk.services.approvers import Asked
from okrdesk.services.desk import Desk
from okrdesk.services.review_states import Words, standings, words_on
from okrdesk.services.task_rules import calendar_on

_review = schema.review


@dataclass(frozen=True)
class InboxRow:
    """An objective that waits for this person's word; `age` counts the office's working days since.

    `level` of `levels` is what waits to be given.
    """

    id: str
    title: str
    owner: str
    unit: str
    submitted_at: datetime
    comment: str
    age: int
    is_amendment: bool
    level: int = 1
    levels: int = 1


def find_inbox(desk: Desk) -> list[InboxRow]:
    """Return the objectives that wait for this person's approval, the oldest first.

    Of several levels each waits for those who are nearest to the owner among all who may give it.
    """
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        rows = _submitted(desk, connection)
        words = words_on(connection, desk.agency_id, [row.id for row in rows])
        where = standings(connection, desk.agency_id, words)
        asked = Asked(desk, connection)
        found = [row for row in rows if asked.waits_for_me(_owner(row), where[row.id])]
        if not found:
            return []
        names = _names(connection, desk.agency_id)
        units = _units_of_people(desk, connection)
        calendar = calendar_on(connection, desk.agency_id, desk.today())
    waits = partial(calendar.days_after, until=desk.today())
    inbox = [
        replace(
            _inbox_row(row, words[row.id], (names, units), waits),
            level=where[row.id].next_level or 1,
            levels=where[row.id].levels,
        )
        for row in found
    ]
    return sorted(inbox, key=lambda one: (one.submitted_at, one.id))


def _owner(row: Any) -> Owner:
    return Owner(row.owner_person_id, row.owner_unit_id)


def _submitted(desk: Desk, connection: Connection) -> Sequence[Any]:
    """Return the living objectives of open cycles that were ever submitted."""
    objective, cycle = schema.objective, schema.cycle
    submitted = select(_review.c.objective_id).where(
        _review.c.agency_id == desk.agency_id,
        _review.c.kind == ReviewKind.SUBMIT.value,
        ~_review.c.deleted,
    )
    return connection.execute(
        select(
            objective.c.id,
            objective.c.title,
            objective.c.owner_person_id,
            objective.c.owner_unit_id,
        )
        .join(cycle, named_by(cycle, objective.c.cycle_id))
        .where(
            objective.c.agency_id == desk.agency_id,
            ~objective.c.deleted,
            ~objective.c.archived,
            cycle.c.state != CycleState.CLOSED.value,
            objective.c.id.in_(submitted),
        )
    ).all()


def _inbox_row(
    row: Any,
    words: Words,
    known: tuple[dict[str, str], dict[str, str]],
    waits: Callable[[date], int],
) -> InboxRow:
    names, units = known
    word, stored = next(pair for pair in words if pair[0].kind is ReviewKind.SUBMIT)
    unit = row.owner_unit_id or units.get(row.owner_person_id, "")
    return InboxRow(
        id=row.id,
        title=row.title,
        owner=names.get(row.owner_person_id or row.owner_unit_id, ""),
        unit=names.get(unit, ""),
        submitted_at=stored.entered_at,
        comment=word.comment,
        age=waits(day_at(stored.entered_at)),
        is_amendment=any(one.kind is ReviewKind.APPROVE for one, _row in words),
    )


def _names(connection: Connection, agency_id: str) -> dict[str, str]:
    """Return the names of all people and units."""
    return {
        row.id: row.name
        for table in (schema.person, schema.unit)
        for row in connection.execute(
            select(table.c.id, table.c.name).where(table.c.agency_id == agency_id)
        )
    }


def _units_of_people(desk: Desk, connection: Connection) -> dict[str, str]:
    """Return the unit of each person's main post of today."""
    posts = post_rows(connection, desk.agency_id, on=desk.today())
    return {post.person_id: post.unit_id for post in reversed(posts)}
