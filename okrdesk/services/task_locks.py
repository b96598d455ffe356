"""Tasks that count in a closed period are locked, as the evaluation is that they were scored in.

Reopening the person's evaluation, or the period, unlocks them. A task counts in the month and the
quarter of its day once it is agreed on; what is delivered after a period's end does not count in
it, nor does the rest of a task that is rolled over. A year counts no tasks of its own.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.domain.evaluation.steps import PeriodState
from okrdesk.domain.identity import evaluation_id
from okrdesk.domain.objective import CycleKind
from okrdesk.domain.tasks import Task
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_rows import stands_of
from okrdesk.services.task_ground import Held

_period = schema.period


class TaskLocks:
    """The closed periods of an agency, and whose evaluations in them are locked."""

    def __init__(self, desk: Desk, connection: Connection) -> None:
        self._agency_id = desk.agency_id
        self._connection = connection
        self._closed = connection.execute(
            select(_period.c.id, _period.c.code, _period.c.start_on, _period.c.end_on).where(
                _period.c.agency_id == desk.agency_id,
                _period.c.state == PeriodState.CLOSED.value,
                _period.c.kind != CycleKind.YEAR.value,
                ~_period.c.deleted,
            )
        ).all()
        self._known: dict[str, bool] = {}

    def require_free(self, task: Task, done_on: Iterable[date] = ()) -> None:
        """Raise Refused(TASK_PERIOD_CLOSED) where an agreed task counts in a closed period.

        `done_on` are the days of what is delivered of it; what comes after the period is free.
        """
        day, days = task.counts_on, list(done_on)
        for period in self._closed:
            is_late = bool(days) and min(days) > period.end_on
            if not period.start_on <= day <= period.end_on or is_late:
                continue
            if self._is_locked(evaluation_id(period.id, task.owner_person_id)):
                raise Refused(Code.TASK_PERIOD_CLOSED, title=task.title, period=period.code)

    def require_all_free(self, tasks: Iterable[Held]) -> None:
        """Raise as `require_free` does for one of some tasks that is agreed on."""
        for held in tasks:
            if held.state.is_agreed:
                self.require_free(held.task)

    def _is_locked(self, id: str) -> bool:
        if id not in self._known:
            stand = stands_of(self._connection, self._agency_id, [id]).get(id)
            self._known[id] = stand is not None and not stand.situation.is_unlocked
        return self._known[id]
