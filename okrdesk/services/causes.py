"""Objective causes: asked with evidence, confirmed or declined by who is competent.

A confirmed cause excuses errors and delays of its task: they stay noted and are not deducted
(NĐ 335/2025, Điều 14 and 15). On a key result it stands beside the number, which it never changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from okrdesk.db import evidence_store, schema
from okrdesk.db.journal import Work
from okrdesk.db.queries.task_causes import (
    AttachmentRow,
    CauseRow,
    cause_rows,
    waiting_on_key_results,
)
from okrdesk.domain.act import Act
from okrdesk.domain.evaluation.steps import STEPS, StepKind
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.tasks import AttachmentKind, CauseKind, CauseState
from okrdesk.errors import Code, Refused
from okrdesk.names import name_of
from okrdesk.services.check_ins import EvidenceFile
from okrdesk.services.checks import clean_title, fetch, in_order, owner_of, within
from okrdesk.services.desk import Desk, Done
from okrdesk.services.judging import may_judge, require_judge
from okrdesk.services.task_ground import TaskRights, hold
from okrdesk.services.task_lists import rows_in_reach
from okrdesk.services.task_locks import TaskLocks

__all__ = [
    "AttachmentRow",
    "CauseEntry",
    "CauseRow",
    "EvidenceFile",
    "ask_exemption",
    "confirm_causes",
    "decline_causes",
    "find_causes",
    "find_causes_to_judge",
]

_cause, _step, _attachment = schema.cause, schema.step, schema.attachment
_REASON_LIMIT, _COMMENT_LIMIT = 20_000, 4_000
_MOST = 1_000
_ACTS = {StepKind.CONFIRM: Act.CONFIRM_CAUSE, StepKind.DECLINE: Act.DECLINE_CAUSE}


@dataclass(frozen=True)
class CauseEntry:
    """A request to exempt: on a task or on a key result, for what, since when, and why.

    `content_errors` and `delays` say how many of a task it is to excuse.
    """

    kind: CauseKind
    reason: str
    from_on: date
    to_on: date | None = None
    task_id: str | None = None
    key_result_id: str | None = None
    content_errors: int = 0
    delays: int = 0
    evidence: tuple[EvidenceFile, ...] = ()


def ask_exemption(desk: Desk, entry: CauseEntry) -> Done[str]:
    """Ask that something be excused; return the id of the request.

    Raises Refused: NOT_FOUND, ARCHIVED, NO_AUTHORITY, TASK_STATE, MISSING_FIELD, TOO_LONG,
    CAUSE_EMPTY, FAULT_COUNT, DATES_UPSIDE_DOWN, FILE_TOO_LARGE, TASK_PERIOD_CLOSED.
    """
    with desk.write(Act.ASK_EXEMPTION) as work:
        (id,) = write_causes(desk, work, [entry])
    subject = (
        ("task", entry.task_id) if entry.task_id else ("key_result", entry.key_result_id or "")
    )
    return Done(id, frozenset(work.touched | {subject}))


def write_causes(desk: Desk, work: Work, entries: Sequence[CauseEntry]) -> tuple[str, ...]:
    """Check and write requests inside an act; raise as `ask_exemption` does."""
    _require_subjects(desk, work.connection, entries)
    for entry in entries:
        _check(entry)
    ids = work.add_many(
        _cause,
        [
            {
                "task_id": entry.task_id,
                "key_result_id": entry.key_result_id,
                "author_id": desk.person_id,
                "kind": entry.kind.value,
                "content_errors": entry.content_errors,
                "delays": entry.delays,
                "from_on": entry.from_on,
                "to_on": entry.to_on,
                "reason": clean_title(entry.reason, "Reason", "reason", _REASON_LIMIT),
                "entered_at": work.author.now,
            }
            for entry in entries
        ],
    )
    for id, entry in zip(ids, entries, strict=True):
        for file in entry.evidence:
            _attach(work, id, file)
    return tuple(ids)


def confirm_causes(desk: Desk, ids: Sequence[str], comment: str = "") -> Done[tuple[str, ...]]:
    """Confirm requests in one act; return the ids of the decisions.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, CAUSE_STATE, TASK_PERIOD_CLOSED, TOO_LONG.
    """
    return _decide(desk, StepKind.CONFIRM, ids, comment)


def decline_causes(desk: Desk, ids: Sequence[str], comment: str) -> Done[tuple[str, ...]]:
    """Decline requests, saying why; raise as `confirm_causes` does, and REASON_NEEDED."""
    return _decide(desk, StepKind.DECLINE, ids, comment)


def find_causes(
    desk: Desk, task_id: str | None = None, key_result_id: str | None = None
) -> list[CauseRow]:
    """Return the requests on a task or a key result, the oldest first, with their evidence."""
    with desk.read() as connection:
        if task_id and not rows_in_reach(desk, connection, [task_id]):
            raise Refused(Code.NOT_FOUND, text=task_id)
        desk.require(connection, Right.READ_OBJECTIVES)
        column = _cause.c.task_id if task_id else _cause.c.key_result_id
        ids = connection.scalars(
            select(_cause.c.id).where(
                _cause.c.agency_id == desk.agency_id,
                ~_cause.c.deleted,
                column == (task_id or key_result_id),
            )
        )
        return cause_rows(connection, desk.agency_id, list(ids))


def find_causes_to_judge(desk: Desk) -> list[CauseRow]:
    """Return the requests on key results that wait for a word of the person, the oldest first."""
    rights: dict[Owner, bool] = {}
    found = []
    with desk.read() as connection:
        ids = waiting_on_key_results(connection, desk.agency_id)
        for row in cause_rows(connection, desk.agency_id, ids):
            if row.owner not in rights:
                rights[row.owner] = may_judge(desk, connection, Right.CONFIRM_CAUSES, row.owner)
            if rights[row.owner]:
                found.append(row)
    return found


def _decide(desk: Desk, kind: StepKind, ids: Sequence[str], comment: str) -> Done[tuple[str, ...]]:
    if kind is StepKind.DECLINE and not comment.strip():
        raise Refused(Code.REASON_NEEDED, field="comment")
    text = within(comment.strip(), _COMMENT_LIMIT, "comment")
    with desk.write(_ACTS[kind]) as work:
        rows = cause_rows(work.connection, desk.agency_id, ids)
        if len(rows) < len(set(ids)):
            raise Refused(Code.NOT_FOUND, text=next(iter(set(ids) - {row.id for row in rows})))
        for row in rows:
            require_judge(desk, work.connection, STEPS["cause"][kind], row.owner)
            if row.state is not CauseState.ASKED:
                raise Refused(Code.CAUSE_STATE, state=name_of(row.state))
        tasks = hold(desk, work.connection, [row.task_id for row in rows if row.task_id])
        TaskLocks(desk, work.connection).require_all_free(tasks)
        made = work.add_many(
            _step,
            [
                {
                    "cause_id": row.id,
                    "author_id": desk.person_id,
                    "kind": kind.value,
                    "comment": text,
                    "entered_at": work.author.now,
                }
                for row in rows
            ],
        )
    touched = {("task", row.task_id) for row in rows if row.task_id}
    touched |= {("key_result", row.key_result_id) for row in rows if row.key_result_id}
    return Done(tuple(made), frozenset(work.touched | touched))


def _require_subjects(desk: Desk, connection: Connection, entries: Sequence[CauseEntry]) -> None:
    """Refuse a request that names neither a task nor a key result, or one out of reach."""
    rights, locks = TaskRights(desk, connection), TaskLocks(desk, connection)
    for held in hold(desk, connection, [entry.task_id for entry in entries if entry.task_id]):
        locks.require_all_free([held])
        rights.require(Right.EDIT_TASKS, held.task.owner_person_id)
        held.require_state(held.state.takes_deliveries)
    for entry in entries:
        if entry.task_id:
            continue
        if entry.key_result_id is None:
            raise Refused(Code.MISSING_FIELD, field="task_id", label="Task")
        row = fetch(connection, schema.key_result, desk.agency_id, entry.key_result_id)
        above = fetch(connection, schema.objective, desk.agency_id, row["objective_id"])
        desk.require_check_in(connection, owner_of(row), owner_of(above))


def _check(entry: CauseEntry) -> None:
    counts = (entry.content_errors, entry.delays)
    if not all(0 <= count <= _MOST for count in counts):
        raise Refused(Code.FAULT_COUNT, field="content_errors")
    if entry.task_id and not any(counts):
        raise Refused(Code.CAUSE_EMPTY, field="content_errors")
    if entry.to_on is not None:
        in_order(entry.from_on, entry.to_on, "to_on")


def _attach(work: Work, cause_id: str, file: EvidenceFile) -> None:
    name = clean_title(file.name, "Evidence", "evidence", 255)
    sha256 = evidence_store.keep(work.connection, work.author.agency_id, name, file.content)
    work.add(
        _attachment,
        cause_id=cause_id,
        author_id=work.author.person_id,
        kind=AttachmentKind.EVIDENCE.value,
        name=name,
        sha256=sha256,
        size=len(file.content),
        entered_at=work.author.now,
    )
