"""Tasks: registered by their owner or assigned by a superior, changed, removed; one or many.

What is registered waits for acceptance; what a superior assigns is accepted at once. Once it is
accepted only who assigns tasks changes what was agreed on (`domain.tasks.AGREED`). A task never
moves a key result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.journal import Work
from okrdesk.db.queries.tasks import main_units
from okrdesk.db.task_rows import catalogue_of, item_of, task_of, task_values
from okrdesk.domain.act import Act
from okrdesk.domain.catalogue import Catalogue, CatalogueItem, check_coefficient
from okrdesk.domain.identity import new_id
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.permissions import Right
from okrdesk.domain.tasks import AGREED, Task, TaskState, check_task, rightly_sourced
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import clean_title, fetch, known_item, told_at, within
from okrdesk.services.desk import Desk, Done
from okrdesk.services.reach import people_in_reach
from okrdesk.services.task_ground import Held, TaskRights, hold
from okrdesk.services.task_locks import TaskLocks
from okrdesk.services.task_rules import choices_on, window_of

_task = schema.task
_NOTE_LIMIT = 20_000
_KEPT = ("owner_person_id", "unit_id", "assigned_by", "rolled_from_id", "archived")


def add_task(desk: Desk, task: Task) -> Done[str]:
    """Write a new task and return its id; raise as `add_tasks` does."""
    done = add_tasks(desk, [task])
    return Done(done.value[0], done.touched)


def add_tasks(desk: Desk, tasks: Sequence[Task]) -> Done[tuple[str, ...]]:
    """Write new tasks in one act and return their ids; ids they carry are ignored.

    Who assigns is whoever sits here and may assign to the owner. An empty coefficient takes the
    item's. Raises Refused: NO_AUTHORITY, NOT_FOUND, ARCHIVED, MISSING_FIELD, TOO_LONG,
    TASK_QUANTITY, TASK_COEFFICIENT, COEFFICIENT_BOUNDS, DATES_UPSIDE_DOWN, TASK_PERIOD_CLOSED.
    """
    with desk.write(Act.ADD_TASK) as work:
        ids = insert_tasks(desk, work, tasks)
    return Done(ids, frozenset(work.touched))


def insert_tasks(desk: Desk, work: Work, tasks: Sequence[Task]) -> tuple[str, ...]:
    """Check and write new tasks inside an act; raise as `add_tasks` does."""
    rights = TaskRights(desk, work.connection)
    checks = _Checks(desk, work.connection)
    people = {task.owner_person_id for task in tasks}
    for person_id in sorted(people):
        fetch(work.connection, schema.person, desk.agency_id, person_id)
        rights.require(Right.EDIT_TASKS, person_id)
    units = main_units(work.connection, desk.agency_id, people, desk.today())
    locks = TaskLocks(desk, work.connection)
    rows = []
    for place, task in enumerate(tasks):
        assigns = rights.allows(Right.ASSIGN_TASKS, task.owner_person_id)
        placed = replace(
            task,
            unit_id=task.unit_id or units.get(task.owner_person_id),
            assigned_by=desk.person_id if assigns else None,
            rolled_from_id=None,
            archived=False,
        )
        with told_at(place):
            known_item(work.connection, desk.agency_id, task.directive_item_id, None)
            if assigns:
                locks.require_free(placed)
            rows.append({"id": new_id()} | task_values(checks.checked(placed)))
    return tuple(work.add_many(_task, rows))


def edit_task(desk: Desk, task: Task) -> Done[str]:
    """Change the task that has the same id; raise as `edit_tasks` does."""
    done = edit_tasks(desk, [task])
    return Done(task.id, done.touched)


def edit_tasks(desk: Desk, tasks: Sequence[Task]) -> Done[tuple[str, ...]]:
    """Change tasks in one act; owner, unit and who assigned them stay as they are.

    Raises Refused: as `add_tasks` does, TASK_AGREED where what is agreed on is not for this person
    to change, TASK_STATE for what is cancelled or rolled over, DONE_TOO_MUCH.
    """
    with desk.write(Act.EDIT_TASK) as work:
        change_tasks(desk, work, tasks)
    return Done(tuple(task.id for task in tasks), frozenset(work.touched))


def change_tasks(desk: Desk, work: Work, tasks: Sequence[Task]) -> None:
    """Check and change tasks inside an act; raise as `edit_tasks` does."""
    rights = TaskRights(desk, work.connection)
    checks, locks = _Checks(desk, work.connection), TaskLocks(desk, work.connection)
    values: dict[str, dict[str, Any]] = {}
    held_tasks = hold(desk, work.connection, [task.id for task in tasks])
    wanted_tasks = {task.id: task for task in tasks}.values()
    for place, (held, task) in enumerate(zip(held_tasks, wanted_tasks, strict=True)):
        known = {name: getattr(held.task, name) for name in _KEPT}
        with told_at(place):
            served = held.task.directive_item_id
            known_item(work.connection, desk.agency_id, task.directive_item_id, served)
            wanted = checks.checked(replace(task, **known))
            if wanted == held.task:
                continue
            rights.require(Right.EDIT_TASKS, wanted.owner_person_id)
            _require_agreement(held, wanted, rights)
            _require_free(held, wanted, locks)
            if wanted.quantity < held.task.quantity:
                checks.require_room(held, wanted)
        values[task.id] = task_values(wanted)
    work.change_many(_task, values)


def remove_tasks(desk: Desk, ids: Sequence[str]) -> Done[tuple[str, ...]]:
    """Take tasks away that nobody accepted and nothing was recorded on.

    What was assigned by mistake goes the same way, by who may assign. Raises Refused: NOT_FOUND,
    NO_AUTHORITY, TASK_IN_USE.
    """
    with desk.write(Act.REMOVE_TASK) as work:
        rights, locks = TaskRights(desk, work.connection), TaskLocks(desk, work.connection)
        for held in hold(desk, work.connection, ids):
            is_agreed = held.state.is_agreed
            right = Right.ASSIGN_TASKS if is_agreed else Right.EDIT_TASKS
            rights.require(right, held.task.owner_person_id)
            locks.require_all_free([held])
            parts = held.parts
            is_used = parts.deliveries or parts.causes or parts.content_errors or parts.delays
            if is_used or (is_agreed and parts.last is not None) or parts.is_rolled_over:
                raise Refused(Code.TASK_IN_USE, title=held.task.title)
        work.remove(schema.task_share, *_shares_of(desk, work.connection, ids))
        work.remove(_task, *ids)
    return Done(tuple(ids), frozenset(work.touched))


def find_task(desk: Desk, task_id: str) -> Task:
    """Return one task to be edited; raise Refused(NOT_FOUND) where none is in reach."""
    with desk.read() as connection:
        task = task_of(fetch(connection, _task, desk.agency_id, task_id))
        reach = people_in_reach(desk, connection, Right.READ_EVALUATIONS)
    if reach is not None and task.owner_person_id not in reach:
        raise Refused(Code.NOT_FOUND, text=task_id)
    return task


def checked_task(desk: Desk, connection: Connection, task: Task) -> Task:
    """Return a task as it is written, texts tidied; raise Refused where it may not be so."""
    return _Checks(desk, connection).checked(task)


class _Checks:
    """Checks of tasks against catalogues, key results and rules, each read once."""

    def __init__(self, desk: Desk, connection: Connection) -> None:
        self._desk = desk
        self._connection = connection
        self._items: dict[str, tuple[CatalogueItem, Catalogue]] = {}
        self._key_results: set[str] = set()
        self._difficulties: Mapping[str, str] | None = None

    def checked(self, task: Task) -> Task:
        """Return a task with texts tidied and the item's coefficient where it has none."""
        task = replace(
            task,
            title=clean_title(task.title, "Title"),
            note=within(task.note.strip(), _NOTE_LIMIT, "note"),
            difficulty=task.difficulty or None,
        )
        if task.key_result_id:
            self._known_key_result(task.key_result_id)
        task = rightly_sourced(task)
        if task.catalogue_item_id:
            item, catalogue = self._item(task.catalogue_item_id)
            if task.coefficient is None:
                task = replace(task, coefficient=item.coefficient)
            check_coefficient(catalogue, task.coefficient)
        if task.difficulty:
            self._known_difficulty(task.difficulty)
        check_task(task)
        return task

    def require_room(self, held: Held, wanted: Task) -> None:
        """Raise Refused(DONE_TOO_MUCH) where more is done than the new quantity."""
        done = held.parts.done()
        if done > wanted.quantity:
            require_room(self._desk, self._connection, wanted, done)

    def _item(self, id: str) -> tuple[CatalogueItem, Catalogue]:
        if id not in self._items:
            agency = self._desk.agency_id
            item = item_of(fetch(self._connection, schema.catalogue_item, agency, id))
            row = fetch(self._connection, schema.catalogue, agency, item.catalogue_id)
            self._items[id] = item, catalogue_of(row)
        return self._items[id]

    def _known_difficulty(self, id: str) -> None:
        if self._difficulties is None:
            agency_id, day = self._desk.agency_id, self._desk.today()
            self._difficulties = choices_on(self._connection, agency_id, day).difficulties
        known = self._difficulties
        if id not in known:
            raise Refused(Code.BAD_VALUE, field="difficulty", text=id, allowed=", ".join(known))

    def _known_key_result(self, id: str) -> None:
        if id not in self._key_results:
            fetch(self._connection, schema.key_result, self._desk.agency_id, id)
            self._key_results.add(id)


def require_room(desk: Desk, connection: Connection, task: Task, done: Decimal) -> None:
    """Raise Refused(DONE_TOO_MUCH) unless the rules allow to do more than was assigned."""
    window = window_of(connection, desk.agency_id, task.owner_person_id, desk.today())
    if done > task.quantity and not window.may_exceed:
        shown = {"done": format_decimal(done), "quantity": format_decimal(task.quantity)}
        raise Refused(Code.DONE_TOO_MUCH, field="quantity", title=task.title, **shown)


def _require_agreement(held: Held, wanted: Task, rights: TaskRights) -> None:
    held.require_state(held.state not in (TaskState.CANCELLED, TaskState.ROLLED_OVER))
    changed = [name for name in AGREED if getattr(wanted, name) != getattr(held.task, name)]
    may_change = rights.allows(Right.ASSIGN_TASKS, wanted.owner_person_id)
    if changed and held.state.is_agreed and not may_change:
        raise Refused(Code.TASK_AGREED, field=changed[0])


def _require_free(held: Held, wanted: Task, locks: TaskLocks) -> None:
    """Refuse to change what counts in a closed period, out of it or into it."""
    is_changed = any(getattr(wanted, name) != getattr(held.task, name) for name in AGREED)
    if is_changed and held.state.is_agreed:
        locks.require_free(held.task)
        locks.require_free(wanted)


def _shares_of(desk: Desk, connection: Connection, ids: Sequence[str]) -> list[str]:
    share = schema.task_share
    statement = select(share.c.id).where(
        share.c.agency_id == desk.agency_id, ~share.c.deleted, any_of(share.c.task_id, "ids")
    )
    return list(connection.scalars(statement, {"ids": list(ids)}))
