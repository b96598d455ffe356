"""Rows of the grid written in one act: new tasks, changed ones, and how much is done of each.

What is typed, pasted or filled down together is taken back by one undo.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from okrdesk.domain.act import Act
from okrdesk.domain.tasks import Task
from okrdesk.errors import Refused
from okrdesk.services.deliveries import DoneSoFar, steps_to, write_deliveries
from okrdesk.services.desk import Desk, Done
from okrdesk.services.tasks import change_tasks, insert_tasks


@dataclass(frozen=True)
class TaskEntry:
    """A task as it is to be, new where its id is empty, and how much of it is done in all.

    `done` None says nothing of what is done; without `done_on` what is more was done today.
    """

    task: Task
    done: Decimal | None = None
    done_on: date | None = None


def save_tasks(desk: Desk, entries: Sequence[TaskEntry]) -> Done[tuple[str, ...]]:
    """Write rows of the grid in one act; return their ids in the order given.

    Raises Refused as `add_tasks`, `edit_tasks` and `deliver` do; `params["place"]` is that of
    the entry it is about.
    """
    new = [place for place, one in enumerate(entries) if not one.task.id]
    old = [place for place, one in enumerate(entries) if one.task.id]
    with desk.write(_act(entries)) as work:
        with _told_among(new):
            made = iter(insert_tasks(desk, work, [entries[place].task for place in new]))
        with _told_among(old):
            change_tasks(desk, work, [entries[place].task for place in old])
        ids = tuple(one.task.id or next(made) for one in entries)
        done = [
            DoneSoFar(id, one.done, one.done_on)
            for id, one in zip(ids, entries, strict=True)
            if one.done is not None
        ]
        steps = steps_to(desk, work, done)
        with _told_among([ids.index(step.task_id) for step in steps]):
            write_deliveries(desk, work, steps)
    return Done(ids, frozenset(work.touched | {("task", id) for id in ids}))


@contextmanager
def _told_among(places: Sequence[int]) -> Iterator[None]:
    """Let what is refused of some entries say its place among all of them."""
    try:
        yield
    except Refused as error:
        at = error.params.get("place")
        if at is not None:
            error.params["place"] = places[at]
        raise


def _act(entries: Sequence[TaskEntry]) -> Act:
    """Return the act by its name in the menu: adding, or changing what is there."""
    return Act.ADD_TASK if all(not one.task.id for one in entries) else Act.EDIT_TASK
