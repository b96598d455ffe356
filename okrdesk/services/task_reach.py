"""Whose tasks the person at the desk may see, change, assign and judge: for what to offer."""

from dataclasses import dataclass

from sqlalchemy import Connection

from okrdesk.db.queries.people import Wanted, person_rows
from okrdesk.db.queries.units import unit_rows
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import NOT_OVER_ONESELF, Right
from okrdesk.domain.tasks import CauseState, TaskState
from okrdesk.services.desk import Desk
from okrdesk.services.judging import may_judge
from okrdesk.services.reach import people_in_reach
from okrdesk.services.task_lists import TaskFilter, TaskRow, find_tasks


@dataclass(frozen=True)
class Colleague:
    """Somebody whose tasks may be seen, with the unit of the main post of today."""

    id: str
    name: str
    title: str
    unit_id: str | None
    unit: str


@dataclass(frozen=True)
class TaskReach:
    """The people in reach by given name, units in the order of the tree, and what is allowed.

    The sets hold the ids of those over whose tasks a right holds.
    """

    me: str
    colleagues: tuple[Colleague, ...]
    units: tuple[tuple[str, str], ...]
    may_edit: frozenset[str]
    may_assign: frozenset[str]
    may_confirm: frozenset[str]

    @property
    def is_head(self) -> bool:
        """Whether there is anybody to assign tasks to, or to judge."""
        return bool(self.may_assign | self.may_confirm)


def find_task_reach(desk: Desk) -> TaskReach:
    """Return whose tasks the person may see, and over whose there is a right today."""
    with desk.read() as connection:
        seen = people_in_reach(desk, connection, Right.READ_EVALUATIONS)
        wanted = Wanted(ids=seen)
        rows = person_rows(connection, desk.agency_id, wanted, desk.today())
        colleagues = tuple(
            Colleague(row.id, row.name, row.title, row.unit_id, row.unit_name) for row in rows
        )
        everybody = frozenset(one.id for one in colleagues)
        homes = {one.unit_id for one in colleagues if one.id != desk.person_id}
        units = unit_rows(connection, desk.agency_id, None, desk.today())
        return TaskReach(
            desk.person_id,
            colleagues,
            tuple((unit.id, unit.name) for unit in units if unit.id in homes),
            may_edit=_over(desk, connection, Right.EDIT_TASKS, everybody),
            may_assign=_over(desk, connection, Right.ASSIGN_TASKS, everybody),
            may_confirm=_over(desk, connection, Right.CONFIRM_CAUSES, everybody),
        )


def find_waiting_tasks(desk: Desk, reach: TaskReach) -> tuple[TaskRow, ...]:
    """Return the tasks in `reach` to accept, and those with a cause to decide on, by due day."""
    if not reach.is_head:
        return ()
    registered = find_tasks(desk, TaskFilter(states=frozenset([TaskState.REGISTERED])))
    asked = find_tasks(desk, TaskFilter(causes=frozenset([CauseState.ASKED])))
    found = {row.id: row for row in registered if row.owner_person_id in reach.may_assign}
    found |= {row.id: row for row in asked if row.owner_person_id in reach.may_confirm}
    return tuple(sorted(found.values(), key=lambda row: (row.due_on or row.start_on, row.id)))


def _over(
    desk: Desk, connection: Connection, right: Right, everybody: frozenset[str]
) -> frozenset[str]:
    """Return the people of `everybody` over whose tasks a right holds."""
    reach = people_in_reach(desk, connection, right)
    people = everybody if reach is None else everybody & reach
    me = Owner(person_id=desk.person_id)
    if right in NOT_OVER_ONESELF and not may_judge(desk, connection, right, me):
        return people - {desk.person_id}
    return people
