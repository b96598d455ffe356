"""What every act on tasks stands on: the task as it is, where it stands, and who may do what."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.queries.task_parts import Parts, choice_of, parts_of
from okrdesk.db.task_rows import task_of
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import NOT_OVER_ONESELF, Right
from okrdesk.domain.tasks import Task, TaskState
from okrdesk.errors import Code, Refused
from okrdesk.names import name_of
from okrdesk.services.desk import Desk
from okrdesk.services.judging import may_judge

_task = schema.task


@dataclass(frozen=True)
class Held:
    """A task with what hangs on it and where it stands."""

    task: Task
    parts: Parts
    state: TaskState

    def require_state(self, fits: bool) -> None:
        """Raise Refused(TASK_STATE) unless the state fits what is to be done."""
        if not fits:
            raise Refused(Code.TASK_STATE, title=self.task.title, state=name_of(self.state))


class TaskRights:
    """Rights over the tasks of people, each worked out once for an act on many."""

    def __init__(self, desk: Desk, connection: Connection) -> None:
        self._desk = desk
        self._connection = connection
        self._known: dict[tuple[Right, str], bool] = {}

    def allows(self, right: Right, person_id: str) -> bool:
        """Say whether the person at the desk has a right over the tasks of `person_id`."""
        key = (right, person_id)
        if key not in self._known:
            owner = Owner(person_id=person_id)
            if right in NOT_OVER_ONESELF:
                self._known[key] = may_judge(self._desk, self._connection, right, owner)
            else:
                self._known[key] = self._desk.may(self._connection, right, [owner])
        return self._known[key]

    def require(self, right: Right, person_id: str) -> None:
        """Raise Refused(NO_AUTHORITY) unless `allows`."""
        if not self.allows(right, person_id):
            raise Refused(Code.NO_AUTHORITY)


def hold(desk: Desk, connection: Connection, ids: Sequence[str]) -> list[Held]:
    """Return tasks with where they stand, in the order of `ids`.

    Raises Refused: NOT_FOUND, ARCHIVED.
    """
    rows = connection.execute(
        select(_task).where(
            _task.c.agency_id == desk.agency_id, ~_task.c.deleted, any_of(_task.c.id, "ids")
        ),
        {"ids": list(ids)},
    ).mappings()
    tasks = {row["id"]: task_of(row) for row in rows}
    parts = parts_of(connection, choice_of(desk.agency_id, list(tasks)))
    held = []
    for id in dict.fromkeys(ids):
        if id not in tasks:
            raise Refused(Code.NOT_FOUND, text=id)
        task = tasks[id]
        if task.archived:
            raise Refused(Code.ARCHIVED, title=task.title)
        state = parts[id].state(task.assigned_by, task.quantity)
        held.append(Held(task, parts[id], state))
    return held
