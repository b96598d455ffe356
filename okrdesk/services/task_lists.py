"""Lists of tasks: for the grid, the command line, and whoever decides on them."""

from dataclasses import replace

from sqlalchemy import Connection

from okrdesk.db.queries.office import units_below
from okrdesk.db.queries.task_parts import choice_of
from okrdesk.db.queries.tasks import (
    ShareRow,
    TaskFilter,
    TaskRow,
    chosen,
    lets_through,
    task_rows,
)
from okrdesk.domain.permissions import Right
from okrdesk.services.desk import Desk
from okrdesk.services.reach import people_in_reach
from okrdesk.services.task_rules import calendar_on, choices_on

__all__ = ["ShareRow", "TaskFilter", "TaskRow", "find_task_rows", "find_tasks"]


def find_tasks(desk: Desk, wanted: TaskFilter) -> list[TaskRow]:
    """Return the tasks in reach that a filter lets through, by the day they are due.

    `wanted.unit_ids` stand for these units and all below them.
    """
    with desk.read() as connection:
        reach = people_in_reach(desk, connection, Right.READ_EVALUATIONS)
        units = wanted.unit_ids
        if units is not None:
            units = units_below(connection, desk.agency_id, units)
        choice = chosen(desk.agency_id, replace(wanted, unit_ids=units), reach)
        calendar = calendar_on(connection, desk.agency_id, desk.today())
        rows = _named(desk, connection, task_rows(connection, choice, desk.today(), calendar))
    return [row for row in rows if lets_through(wanted, row)]


def find_task_rows(desk: Desk, ids: list[str]) -> list[TaskRow]:
    """Return the rows of the tasks `ids` that are in reach, in that order."""
    with desk.read() as connection:
        return rows_in_reach(desk, connection, ids)


def rows_in_reach(desk: Desk, connection: Connection, ids: list[str]) -> list[TaskRow]:
    """Return the rows of the tasks `ids` that are in reach, within a transaction of the caller."""
    reach = people_in_reach(desk, connection, Right.READ_EVALUATIONS)
    calendar = calendar_on(connection, desk.agency_id, desk.today())
    rows = task_rows(connection, choice_of(desk.agency_id, ids), desk.today(), calendar)
    found = {
        row.id: row
        for row in _named(desk, connection, rows)
        if reach is None
        or row.owner_person_id in reach
        or any(share.person_id in reach for share in row.shares)
    }
    return [found[id] for id in ids if id in found]


def _named(desk: Desk, connection: Connection, rows: list[TaskRow]) -> list[TaskRow]:
    """Give the difficulties of tasks their names in the rules in force."""
    if not any(row.difficulty for row in rows):
        return rows
    names = choices_on(connection, desk.agency_id, desk.today()).difficulties
    return [
        replace(row, difficulty_name=names.get(row.difficulty, row.difficulty))
        if row.difficulty
        else row
        for row in rows
    ]
