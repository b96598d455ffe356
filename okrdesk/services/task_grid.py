"""Rows of the grid written in one act: new tasks, changed ones, and how much is done of each.

What is typed, pasted or filled down together is taken back by one undo.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from okrdesk.domain.act import Act
from okrdesk.domain.tasks import Task
from okrdesk.services.deliveries import DoneSoFar, steps_to, write_deliveries
from okrdesk.services.desk import Desk, Done
from okrdesk.services.tasks import change_tasks, insert_tasks


@dataclass(frozen=True)
class TaskEntry:
    """A task as it is to be, new where its id is empty, and how much of it is done in all.

    `done` None says nothing of what is done; without `done_on` it was done today.
    """

    task: Task
    done: Decimal | None = None
    done_on: date | None = None


def save_tasks(desk: Desk, entries: Sequence[TaskEntry]) -> Done[tuple[str, ...]]:
    """Write rows of the grid in one act; return their ids in the order given.

    Raises Refused as `add_tasks`, `edit_tasks` and `record_done` do.
    """
    with desk.write(_act(entries)) as work:
        made = iter(insert_tasks(desk, work, [one.task for one in entries if not one.task.id]))
        change_tasks(desk, work, [one.task for one in entries if one.task.id])
        ids = tuple(one.task.id or next(made) for one in entries)
        done = [
            DoneSoFar(id, one.done, one.done_on or desk.today())
            for id, one in zip(ids, entries, strict=True)
            if one.done is not None
        ]
        write_deliveries(desk, work, steps_to(desk, work, done))
    return Done(ids, frozenset(work.touched | {("task", id) for id in ids}))


def _act(entries: Sequence[TaskEntry]) -> Act:
    """Return the act by its name in the menu: adding, or changing what is there."""
    return Act.ADD_TASK if all(not one.task.id for one in entries) else Act.EDIT_TASK
