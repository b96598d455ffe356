"""Tasks written by an import: with what is done, found wanting and to be excused, in one act."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.journal import Work
from okrdesk.db.queries.office import in_force
from okrdesk.db.task_rows import catalogue_of, item_of
from okrdesk.domain.catalogue import Catalogue, CatalogueItem
from okrdesk.domain.permissions import Right
from okrdesk.domain.tasks import AGREED, CauseKind, FaultKind, Task
from okrdesk.domain.text import fold
from okrdesk.services.bulk import Counts
from okrdesk.services.causes import CauseEntry, write_causes
from okrdesk.services.deliveries import DoneSoFar, days_of, steps_of, steps_to, write_deliveries
from okrdesk.services.desk import Desk
from okrdesk.services.faults import FaultEntry, write_faults
from okrdesk.services.task_ground import Held, TaskRights, hold
from okrdesk.services.task_locks import TaskLocks
from okrdesk.services.task_rules import TaskWindow, choices_on, window_of
from okrdesk.services.tasks import change_tasks, insert_tasks

_task, _item, _catalogue, _cause = (
    schema.task,
    schema.catalogue_item,
    schema.catalogue,
    schema.cause,
)
TaskKey = tuple[str, str, date | None]


@dataclass(frozen=True)
class ImportedTask:
    """A task to write, new where its id is empty; how much is done in all, and what to note more.

    `content_errors` and `delays` come on top of what is noted; `reason` asks to excuse them all.
    """

    task: Task
    done: Decimal | None = None
    done_on: date | None = None
    content_errors: int = 0
    delays: int = 0
    excused_errors: int = 0
    excused_delays: int = 0
    reason: str = ""

    @property
    def says_more(self) -> bool:
        """Whether there is more to write than the task itself."""
        return bool(self.done is not None or self.content_errors or self.delays or self.reason)


class TaskSight:
    """What an import of tasks is matched with: items, tasks that are there, rights and rules."""

    def __init__(self, desk: Desk, connection: Connection) -> None:
        self._desk = desk
        self._connection = connection
        self._rights = TaskRights(desk, connection)
        self._locks = TaskLocks(desk, connection)
        self._windows: dict[str, TaskWindow] = {}
        self.items = self._load_items()
        self.difficulties = choices_on(connection, desk.agency_id, desk.today()).difficulties

    def allows(self, right: Right, person_id: str) -> bool:
        """Say whether the person at the desk has a right over the tasks of `person_id`."""
        return self._rights.allows(right, person_id)

    def window(self, person_id: str) -> TaskWindow:
        """Return what the rules in force say of the tasks of a person."""
        if person_id not in self._windows:
            day = self._desk.today()
            found = window_of(self._connection, self._desk.agency_id, person_id, day)
            self._windows[person_id] = found
        return self._windows[person_id]

    def tasks(self, titles: Collection[str]) -> Mapping[TaskKey, Held]:
        """Return the tasks with one of `titles` that still take deliveries, by `key_of`."""
        ids = self._connection.scalars(
            select(_task.c.id).where(
                _task.c.agency_id == self._desk.agency_id,
                ~_task.c.deleted,
                ~_task.c.archived,
                any_of(_task.c.title, "titles"),
            ),
            {"titles": sorted(titles)},
        ).all()
        found = hold(self._desk, self._connection, ids)
        return {key_of(held.task): held for held in found if held.state.takes_deliveries}

    def reasons(self, ids: Collection[str]) -> frozenset[tuple[str, str]]:
        """Return the requests to exempt that are there, as task id and folded reason."""
        rows = self._connection.execute(
            select(_cause.c.task_id, _cause.c.reason).where(
                _cause.c.agency_id == self._desk.agency_id,
                ~_cause.c.deleted,
                any_of(_cause.c.task_id, "ids"),
            ),
            {"ids": list(ids)},
        )
        return frozenset((row.task_id, fold(row.reason)) for row in rows)

    def require_free(self, row: ImportedTask, held: Held | None) -> None:
        """Raise Refused(TASK_PERIOD_CLOSED) where writing a row would change a closed period.

        `held` is the task that is there; a new one counts at once where it is assigned.
        """
        if held is None:
            if self.allows(Right.ASSIGN_TASKS, row.task.owner_person_id):
                self._locks.require_free(row.task)
            return
        if not held.state.is_agreed:
            return
        changed = [name for name in AGREED if getattr(row.task, name) != getattr(held.task, name)]
        if changed or row.content_errors or row.delays or row.reason:
            self._locks.require_free(held.task)
            self._locks.require_free(row.task)
        if row.done is not None:
            done = DoneSoFar(held.task.id, row.done, row.done_on)
            for step in steps_of(held, done, self._desk.today()):
                self._locks.require_free(held.task, days_of(held, step))

    def _load_items(self) -> Mapping[str, tuple[CatalogueItem, Catalogue]]:
        """Return the items in force today by their folded code."""
        day = self._desk.today()
        of_agency = _catalogue.c.agency_id == self._desk.agency_id
        rows = self._connection.execute(
            select(_catalogue).where(
                of_agency, ~_catalogue.c.deleted, ~_catalogue.c.archived, in_force(_catalogue, day)
            )
        ).mappings()
        catalogues = {row["id"]: catalogue_of(row) for row in rows}
        items = self._connection.execute(
            select(_item).where(
                _item.c.agency_id == self._desk.agency_id,
                ~_item.c.deleted,
                ~_item.c.archived,
                _item.c.code != "",
                any_of(_item.c.catalogue_id, "ids"),
            ),
            {"ids": list(catalogues)},
        ).mappings()
        found = [item_of(row) for row in items]
        return {fold(item.code): (item, catalogues[item.catalogue_id]) for item in found}


def key_of(task: Task) -> TaskKey:
    """Return what an import knows a task by: whose it is, its title, the day it is due."""
    return (task.owner_person_id, fold(task.title), task.due_on)


def save_task_rows(desk: Desk, work: Work, rows: Sequence[ImportedTask]) -> Counts:
    """Write the rows of an import, whose rights each service asks; return what was done."""
    new = [row.task for row in rows if not row.task.id]
    made = iter(insert_tasks(desk, work, new))
    known = [row.task for row in rows if row.task.id]
    change_tasks(desk, work, known)
    placed = [(row.task.id or next(made), row) for row in rows]
    today = desk.today()
    done = [DoneSoFar(id, row.done, row.done_on) for id, row in placed if row.done is not None]
    write_deliveries(desk, work, steps_to(desk, work, done))
    faults = [
        FaultEntry(id, kind, today, count)
        for id, row in placed
        for kind, count in ((FaultKind.CONTENT, row.content_errors), (FaultKind.DELAY, row.delays))
        if count
    ]
    write_faults(desk, work, faults)
    causes = [_cause_of(id, row, today) for id, row in placed if row.reason]
    write_causes(desk, work, causes)
    return Counts(created=len(new), changed=len(known))


def _cause_of(task_id: str, row: ImportedTask, today: date) -> CauseEntry:
    return CauseEntry(
        CauseKind.OTHER,
        row.reason,
        min(row.task.start_on, today),
        task_id=task_id,
        content_errors=row.excused_errors,
        delays=row.excused_delays,
    )
