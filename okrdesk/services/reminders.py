"""What the person at the desk is reminded of: what is due today or late."""

from dataclasses import dataclass

from okrdesk.db.queries.due import due_key_results
from okrdesk.domain.tasks import TaskState
from okrdesk.services.desk import Desk
from okrdesk.services.meetings import find_my_conclusions
from okrdesk.services.task_lists import TaskFilter, find_tasks
from okrdesk.services.task_rules import calendar_on


@dataclass(frozen=True)
class Reminders:
    """Ids of own key results to check in, tasks and conclusions of meetings, due today or late.

    `is_working_day` says whether the office works today.
    """

    is_working_day: bool
    key_result_ids: tuple[str, ...]
    task_ids: tuple[str, ...]
    conclusion_ids: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Return all of them."""
        return self.key_result_ids + self.task_ids + self.conclusion_ids


def find_reminders(desk: Desk) -> Reminders:
    """Return what is due today or late of one's own."""
    today = desk.today()
    with desk.view() as view:
        due = due_key_results(view, desk.actor(view.connection), today)
        calendar = calendar_on(view.connection, desk.agency_id, today)
    open_ = frozenset(state for state in TaskState if state.is_open)
    tasks = find_tasks(desk, TaskFilter(person_ids=frozenset({desk.person_id}), states=open_))
    late = [
        row.id for row in tasks if row.due_on and row.due_on <= today and row.done < row.quantity
    ]
    concluded = [
        row.id
        for row in find_my_conclusions(desk)
        if row.conclusion.due_on and row.conclusion.due_on <= today
    ]
    ids = tuple(row.id for row in due)
    return Reminders(calendar.is_working(today), ids, tuple(late), tuple(concluded))
