"""Deciding on tasks: accept, give back, cancel, roll over to a later time, share with co-workers.

Whoever accepts a task stands for it from then on, as if it had been assigned (`assigned_by`); so an
edit of the owner that reaches the server after the acceptance changes nothing that was agreed on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.db.task_rows import task_values
from okrdesk.domain.act import Act
from okrdesk.domain.evaluation.steps import STEPS, StepKind
from okrdesk.domain.identity import new_id
from okrdesk.domain.permissions import Right
from okrdesk.domain.tasks import Share, TaskState, check_shares, check_task
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch, within
from okrdesk.services.desk import Desk, Done
from okrdesk.services.task_ground import Held, TaskRights, hold
from okrdesk.services.task_locks import TaskLocks

COMMENT_LIMIT = 4_000
_task, _share, _step = schema.task, schema.task_share, schema.step
_ACTS = {
    StepKind.ACCEPT: Act.ACCEPT_TASK,
    StepKind.RETURN: Act.RETURN_TASK,
    StepKind.CANCEL: Act.CANCEL_TASK,
}
_FROM = {
    StepKind.ACCEPT: (TaskState.REGISTERED, TaskState.RETURNED),
    StepKind.RETURN: (TaskState.REGISTERED,),
    StepKind.CANCEL: (
        TaskState.REGISTERED,
        TaskState.RETURNED,
        TaskState.ACCEPTED,
        TaskState.DONE,
    ),
}


def accept(desk: Desk, ids: Sequence[str], comment: str = "") -> Done[tuple[str, ...]]:
    """Take registered tasks on, in one act; return the ids of the decisions.

    Raises Refused: NOT_FOUND, ARCHIVED, NO_AUTHORITY, TASK_STATE, TASK_PERIOD_CLOSED, TOO_LONG.
    """
    return _decide(desk, StepKind.ACCEPT, ids, comment)


def return_(desk: Desk, ids: Sequence[str], comment: str) -> Done[tuple[str, ...]]:
    """Give registered tasks back to their owners, saying why; raise as `accept`, REASON_NEEDED."""
    return _decide(desk, StepKind.RETURN, ids, comment)


def cancel(desk: Desk, ids: Sequence[str], reason: str) -> Done[tuple[str, ...]]:
    """Cancel tasks for good, with the reason; raise as `accept` does, REASON_NEEDED."""
    return _decide(desk, StepKind.CANCEL, ids, reason)


@dataclass(frozen=True)
class Later:
    """When the rest of a task is to be done instead."""

    start_on: date
    due_on: date | None = None


def roll_over(desk: Desk, ids: Sequence[str], later: Later) -> Done[tuple[str, ...]]:
    """Move what is left of accepted tasks to a later time; return the ids of the new tasks.

    The rest is a task of its own with the same shares; how the old one counts, the pack settles.
    Raises Refused: NOT_FOUND, ARCHIVED, NO_AUTHORITY, TASK_STATE, TASK_NOTHING_LEFT,
    DATES_UPSIDE_DOWN.
    """
    with desk.write(Act.ROLL_OVER_TASK) as work:
        rights = TaskRights(desk, work.connection)
        made = [_rest(desk, work, held, later, rights) for held in _held(desk, work, ids)]
    return Done(tuple(made), frozenset(work.touched))


def share_task(desk: Desk, task_id: str, shares: Sequence[Share]) -> Done[str]:
    """Set who works on a task with its owner, and for how much; none leaves it to the owner.

    Raises Refused: NOT_FOUND, ARCHIVED, NO_AUTHORITY, TASK_AGREED, TASK_STATE, SHARE_PERCENT,
    SHARE_TWICE, SHARES_TOO_MUCH.
    """
    with desk.write(Act.SHARE_TASK) as work:
        held = _held(desk, work, [task_id])[0]
        _require_sharing(held, TaskRights(desk, work.connection))
        TaskLocks(desk, work.connection).require_all_free([held])
        check_shares(held.task.owner_person_id, shares)
        for share in shares:
            fetch(work.connection, schema.person, desk.agency_id, share.person_id)
        set_shares(desk, work, task_id, shares)
    return Done(task_id, frozenset(work.touched | {("task", task_id)}))


def set_shares(desk: Desk, work: Work, task_id: str, shares: Sequence[Share]) -> None:
    """Write the checked shares of a task in place of those it has."""
    rows = work.connection.execute(
        select(_share.c.id, _share.c.owner_person_id).where(
            _share.c.agency_id == desk.agency_id,
            _share.c.task_id == task_id,
            ~_share.c.deleted,
        )
    )
    wanted = {share.person_id: share.percent for share in shares}
    kept: dict[str, str] = {}
    for row in rows:
        if row.owner_person_id in wanted and row.owner_person_id not in kept:
            kept[row.owner_person_id] = row.id
        else:
            work.remove(_share, row.id)
    work.change_many(_share, {id: {"share": wanted[person]} for person, id in kept.items()})
    new = [
        {"task_id": task_id, "owner_person_id": person_id, "share": percent}
        for person_id, percent in wanted.items()
        if person_id not in kept
    ]
    work.add_many(_share, new)


def _decide(desk: Desk, kind: StepKind, ids: Sequence[str], comment: str) -> Done[tuple[str, ...]]:
    if kind is not StepKind.ACCEPT and not comment.strip():
        raise Refused(Code.REASON_NEEDED, field="comment")
    text = within(comment.strip(), COMMENT_LIMIT, "comment")
    with desk.write(_ACTS[kind]) as work:
        rights = TaskRights(desk, work.connection)
        tasks = _held(desk, work, ids)
        for held in tasks:
            rights.require(STEPS["task"][kind], held.task.owner_person_id)
            held.require_state(held.state in _FROM[kind])
        _require_free(desk, work, kind, tasks)
        if kind is StepKind.ACCEPT:
            work.change_many(_task, {one.task.id: {"assigned_by": desk.person_id} for one in tasks})
        made = work.add_many(
            _step,
            [
                {
                    "task_id": held.task.id,
                    "author_id": desk.person_id,
                    "kind": kind.value,
                    "comment": text,
                    "entered_at": work.author.now,
                }
                for held in tasks
            ],
        )
    touched = {("task", held.task.id) for held in tasks}
    return Done(tuple(made), frozenset(work.touched | touched))


def _require_free(desk: Desk, work: Work, kind: StepKind, tasks: Sequence[Held]) -> None:
    """Refuse to decide on what counts in a closed period, or would from now on."""
    locks = TaskLocks(desk, work.connection)
    if kind is not StepKind.ACCEPT:
        locks.require_all_free(tasks)
        return
    for held in tasks:
        locks.require_free(held.task)


def _held(desk: Desk, work: Work, ids: Sequence[str]) -> list[Held]:
    return hold(desk, work.connection, ids)


def _rest(desk: Desk, work: Work, held: Held, later: Later, rights: TaskRights) -> str:
    rights.require(Right.ASSIGN_TASKS, held.task.owner_person_id)
    if held.state is TaskState.DONE:
        raise Refused(Code.TASK_NOTHING_LEFT, title=held.task.title)
    held.require_state(held.state is TaskState.ACCEPTED)
    rest = replace(
        held.task,
        id=new_id(),
        quantity=held.task.quantity - held.parts.done(),
        start_on=later.start_on,
        due_on=later.due_on,
        assigned_by=desk.person_id,
        rolled_from_id=held.task.id,
    )
    check_task(rest)
    TaskLocks(desk, work.connection).require_free(rest)
    id = work.add(_task, id=rest.id, **task_values(rest))
    set_shares(desk, work, id, held.parts.shares)
    return id


def _require_sharing(held: Held, rights: TaskRights) -> None:
    held.require_state(held.state not in (TaskState.CANCELLED, TaskState.ROLLED_OVER))
    rights.require(Right.EDIT_TASKS, held.task.owner_person_id)
    may_assign = rights.allows(Right.ASSIGN_TASKS, held.task.owner_person_id)
    if held.task.assigned_by is not None and not may_assign:
        raise Refused(Code.TASK_AGREED, field="share")
