"""Content errors and delays of a task, noted by who reviews the work, with day and remark.

Nobody notes them on the own work, but who has nobody above (NĐ 335/2025, Điều 14 and 15).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.db.task_rows import task_of
from okrdesk.domain.act import Act
from okrdesk.domain.dates import format_date
from okrdesk.domain.permissions import Right
from okrdesk.domain.tasks import FaultKind
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch, within
from okrdesk.services.desk import Desk, Done
from okrdesk.services.task_ground import TaskRights, hold
from okrdesk.services.task_locks import TaskLocks

_fault = schema.fault
_NOTE_LIMIT = 4_000
_MOST = 1_000


@dataclass(frozen=True)
class FaultEntry:
    """So many errors or delays of a task, noted on a day."""

    task_id: str
    kind: FaultKind
    noted_on: date
    count: int = 1
    note: str = ""


def note_faults(desk: Desk, entries: Sequence[FaultEntry]) -> Done[tuple[str, ...]]:
    """Note errors and delays in one act; return the ids of the notes.

    Raises Refused: NOT_FOUND, ARCHIVED, NO_AUTHORITY, TASK_STATE, FAULT_COUNT, DATE_IN_FUTURE,
    TASK_PERIOD_CLOSED, TOO_LONG.
    """
    with desk.write(Act.NOTE_FAULT) as work:
        ids = write_faults(desk, work, entries)
    touched = {("task", entry.task_id) for entry in entries}
    return Done(ids, frozenset(work.touched | touched))


def write_faults(desk: Desk, work: Work, entries: Sequence[FaultEntry]) -> tuple[str, ...]:
    """Check and write errors and delays inside an act; raise as `note_faults` does."""
    rights = TaskRights(desk, work.connection)
    tasks = {
        held.task.id: held
        for held in hold(desk, work.connection, [entry.task_id for entry in entries])
    }
    TaskLocks(desk, work.connection).require_all_free(tasks.values())
    for entry in entries:
        held = tasks[entry.task_id]
        rights.require(Right.ASSIGN_TASKS, held.task.owner_person_id)
        held.require_state(held.state.takes_deliveries)
        _check(desk, entry)
    return tuple(
        work.add_many(
            _fault,
            [
                {
                    "task_id": entry.task_id,
                    "author_id": desk.person_id,
                    "kind": entry.kind.value,
                    "count": entry.count,
                    "noted_on": entry.noted_on,
                    "note": entry.note.strip(),
                    "entered_at": work.author.now,
                }
                for entry in entries
            ],
        )
    )


def withdraw_fault(desk: Desk, fault_id: str) -> Done[str]:
    """Take back a note, one's own or another reviewer's; it stays in the history.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, TASK_PERIOD_CLOSED.
    """
    with desk.write(Act.WITHDRAW_FAULT) as work:
        row = fetch(work.connection, _fault, desk.agency_id, fault_id)
        task = fetch(work.connection, schema.task, desk.agency_id, row["task_id"])
        rights = TaskRights(desk, work.connection)
        rights.require(Right.ASSIGN_TASKS, task["owner_person_id"])
        TaskLocks(desk, work.connection).require_free(task_of(task))
        work.remove(_fault, fault_id)
    return Done(fault_id, frozenset(work.touched | {("task", task["id"])}))


def _check(desk: Desk, entry: FaultEntry) -> None:
    if not 1 <= entry.count <= _MOST:
        raise Refused(Code.FAULT_COUNT, field="count")
    if entry.noted_on > desk.today():
        shown = format_date(entry.noted_on)
        raise Refused(Code.DATE_IN_FUTURE, field="noted_on", date=shown)
    within(entry.note, _NOTE_LIMIT, "note")
