"""One task whole: delivered, noted, asked and decided; and what may be done with it now."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.served import served_item
from okrdesk.domain.directive import Served
from okrdesk.domain.evaluation.steps import StepKind
from okrdesk.domain.permissions import Right
from okrdesk.domain.tasks import FaultKind, TaskState
from okrdesk.errors import Code, Refused
from okrdesk.services.causes import CauseRow, find_causes
from okrdesk.services.checks import fetch
from okrdesk.services.desk import Desk
from okrdesk.services.task_ground import TaskRights
from okrdesk.services.task_lists import TaskRow, rows_in_reach

_person = schema.person


@dataclass(frozen=True)
class DeliveryRow:
    """What was done by a day; `is_in_force` says that no later entry corrects it."""

    id: str
    quantity: Decimal
    done_on: date
    entered_at: datetime
    who: str
    note: str
    corrects_id: str | None
    is_in_force: bool


@dataclass(frozen=True)
class FaultRow:
    """Errors or delays noted on a day; `may_withdraw` says that one may take the note back."""

    id: str
    kind: FaultKind
    count: int
    noted_on: date
    who: str
    note: str
    may_withdraw: bool


@dataclass(frozen=True)
class DecisionRow:
    """A word on the task: accepted, given back, cancelled."""

    id: str
    kind: StepKind
    comment: str
    who: str
    at: datetime


@dataclass(frozen=True)
class MayDo:
    """What the person at the desk may do with a task as it stands."""

    edit: bool
    deliver: bool
    accept: bool
    give_back: bool
    cancel: bool
    roll_over: bool
    share: bool
    note_fault: bool
    ask_exemption: bool
    confirm_cause: bool


@dataclass(frozen=True)
class TaskDetail:
    """A task with all that hangs on it, each list the oldest first."""

    row: TaskRow
    deliveries: tuple[DeliveryRow, ...]
    faults: tuple[FaultRow, ...]
    causes: tuple[CauseRow, ...]
    decisions: tuple[DecisionRow, ...]
    may: MayDo
    serves: Served | None = None


def find_task_detail(desk: Desk, task_id: str) -> TaskDetail:
    """Return one task whole; raise Refused(NOT_FOUND) where none is in reach."""
    with desk.read() as connection:
        rows = rows_in_reach(desk, connection, [task_id])
        if not rows:
            raise Refused(Code.NOT_FOUND, text=task_id)
        may = may_do(TaskRights(desk, connection), rows[0])
        deliveries = _deliveries(desk, connection, task_id)
        faults = _faults(desk, connection, task_id, may_withdraw=may.note_fault)
        decisions = _decisions(desk, connection, task_id)
        item_id = fetch(connection, schema.task, desk.agency_id, task_id)["directive_item_id"]
        serves = served_item(connection, desk.agency_id, item_id)
    causes = tuple(find_causes(desk, task_id))
    return TaskDetail(rows[0], deliveries, faults, causes, decisions, may, serves)


def may_do(rights: TaskRights, row: TaskRow) -> MayDo:
    """Return what `rights` allow with a task that stands as `row` says."""
    state, owner = row.state, row.owner_person_id
    edits = rights.allows(Right.EDIT_TASKS, owner) and not row.archived
    assigns = rights.allows(Right.ASSIGN_TASKS, owner) and not row.archived
    stands = state.takes_deliveries
    is_new = state in (TaskState.REGISTERED, TaskState.RETURNED)
    return MayDo(
        edit=edits and stands,
        deliver=edits and stands,
        accept=assigns and is_new,
        give_back=assigns and state is TaskState.REGISTERED,
        cancel=assigns and stands,
        roll_over=assigns and state is TaskState.ACCEPTED,
        share=stands and (edits and assigns if row.assigned_by else edits),
        note_fault=assigns and stands,
        ask_exemption=edits and stands,
        confirm_cause=rights.allows(Right.CONFIRM_CAUSES, owner),
    )


def _deliveries(desk: Desk, connection: Connection, task_id: str) -> tuple[DeliveryRow, ...]:
    rows = connection.execute(_signed(desk, schema.delivery, task_id)).all()
    corrected = {row.corrects_id for row in rows}
    return tuple(
        DeliveryRow(
            row.id,
            row.quantity,
            row.done_on,
            row.entered_at,
            row.who or "",
            row.note,
            row.corrects_id,
            row.id not in corrected,
        )
        for row in rows
    )


def _faults(
    desk: Desk, connection: Connection, task_id: str, *, may_withdraw: bool
) -> tuple[FaultRow, ...]:
    rows = connection.execute(_signed(desk, schema.fault, task_id)).mappings()
    return tuple(
        FaultRow(
            row["id"],
            FaultKind(row["kind"]),
            row["count"],
            row["noted_on"],
            row["who"] or "",
            row["note"],
            may_withdraw,
        )
        for row in rows
    )


def _decisions(desk: Desk, connection: Connection, task_id: str) -> tuple[DecisionRow, ...]:
    rows = connection.execute(_signed(desk, schema.step, task_id)).all()
    ordered = sorted(rows, key=lambda row: (row.stamps.get("*", 0), row.id))
    return tuple(
        DecisionRow(row.id, StepKind(row.kind), row.comment, row.who or "", row.entered_at)
        for row in ordered
    )


def _signed(desk: Desk, table: Table, task_id: str) -> Select[Any]:
    """Return the SELECT of the rows of a log that hang on a task, with who wrote each."""
    return (
        select(table, _person.c.name.label("who"))
        .outerjoin(_person, named_by(_person, table.c.author_id))
        .where(table.c.agency_id == desk.agency_id, ~table.c.deleted, table.c.task_id == task_id)
        .order_by(table.c.entered_at, table.c.id)
    )
