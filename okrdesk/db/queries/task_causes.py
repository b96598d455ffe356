"""Requests to exempt as lists show them: on what, by whom, where they stand, with evidence."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.joining import named_by
from okrdesk.domain.evaluation.steps import StepKind
from okrdesk.domain.objective import CycleState, Owner
from okrdesk.domain.tasks import CauseKind, CauseState, state_of_cause

_cause, _step, _attachment = schema.cause, schema.step, schema.attachment
_task, _key_result, _person = schema.task, schema.key_result, schema.person
_objective, _cycle, _unit = schema.objective, schema.cycle, schema.unit


@dataclass(frozen=True)
class AttachmentRow:
    """A file attached to a request; `size` in bytes."""

    id: str
    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class CauseRow:
    """A request to exempt; `title` is that of its task or key result, `owner` is whose it is.

    `answer`, `decided_by` and `decided_at` tell of the last decision, if there is one.
    """

    id: str
    task_id: str | None
    key_result_id: str | None
    title: str
    owner: Owner
    owner_name: str
    kind: CauseKind
    content_errors: int
    delays: int
    from_on: date
    to_on: date | None
    reason: str
    author_id: str
    author: str
    entered_at: datetime
    state: CauseState
    answer: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    evidence: tuple[AttachmentRow, ...] = ()


def cause_rows(connection: Connection, agency_id: str, ids: Collection[str]) -> list[CauseRow]:
    """Return the requests `ids`, the oldest first."""
    owner, author = _person.alias("owner"), _person.alias("author")
    person_id = func.coalesce(_task.c.owner_person_id, _key_result.c.owner_person_id)
    rows = connection.execute(
        select(
            _cause,
            _task.c.title.label("task_title"),
            _key_result.c.title.label("key_result_title"),
            _task.c.owner_person_id.label("task_owner"),
            _key_result.c.owner_person_id.label("key_result_owner"),
            _key_result.c.owner_unit_id.label("key_result_unit"),
            func.coalesce(owner.c.name, _unit.c.name).label("owner"),
            author.c.name.label("author"),
        )
        .outerjoin(_task, named_by(_task, _cause.c.task_id))
        .outerjoin(_key_result, named_by(_key_result, _cause.c.key_result_id))
        .outerjoin(owner, named_by(owner, person_id, _cause))
        .outerjoin(_unit, named_by(_unit, _key_result.c.owner_unit_id))
        .outerjoin(author, named_by(author, _cause.c.author_id))
        .where(_cause.c.agency_id == agency_id, ~_cause.c.deleted, any_of(_cause.c.id, "ids"))
        .order_by(_cause.c.entered_at, _cause.c.id),
        {"ids": list(ids)},
    ).mappings()
    words = _words(connection, agency_id, ids)
    files = _files(connection, agency_id, ids)
    return [_row(row, words[row["id"]], files[row["id"]]) for row in rows]


def waiting_on_key_results(connection: Connection, agency_id: str) -> list[str]:
    """Return the undecided requests on key results that still count, in cycles not closed."""
    decided = select(_step.c.cause_id).where(
        _step.c.agency_id == agency_id, _step.c.cause_id.is_not(None), ~_step.c.deleted
    )
    statement = (
        select(_cause.c.id)
        .join(_key_result, named_by(_key_result, _cause.c.key_result_id))
        .join(_objective, named_by(_objective, _key_result.c.objective_id))
        .join(_cycle, named_by(_cycle, _objective.c.cycle_id))
        .where(
            _cause.c.agency_id == agency_id,
            ~_cause.c.deleted,
            _cause.c.id.not_in(decided),
            *(~one.c.deleted & ~one.c.archived for one in (_key_result, _objective)),
            _cycle.c.state != CycleState.CLOSED.value,
        )
    )
    return list(connection.scalars(statement))


def _row(row: Any, words: list[Any], files: list[AttachmentRow]) -> CauseRow:
    is_of_task = row["task_id"] is not None
    owner = (
        Owner(person_id=row["task_owner"])
        if is_of_task
        else Owner(row["key_result_owner"], row["key_result_unit"])
    )
    last = words[-1] if words else None
    return CauseRow(
        id=row["id"],
        task_id=row["task_id"],
        key_result_id=row["key_result_id"],
        title=row["task_title"] if is_of_task else row["key_result_title"],
        owner=owner,
        owner_name=row["owner"] or "",
        kind=CauseKind(row["kind"]),
        content_errors=row["content_errors"],
        delays=row["delays"],
        from_on=row["from_on"],
        to_on=row["to_on"],
        reason=row["reason"],
        author_id=row["author_id"],
        author=row["author"] or "",
        entered_at=row["entered_at"],
        state=state_of_cause(StepKind(word.kind) for word in words),
        answer=last.comment if last else "",
        decided_by=(last.who or "") if last else "",
        decided_at=last.entered_at if last else None,
        evidence=tuple(files),
    )


def _words(connection: Connection, agency_id: str, ids: Collection[str]) -> dict[str, list[Any]]:
    rows = connection.execute(
        select(
            _step.c.cause_id,
            _step.c.id,
            _step.c.kind,
            _step.c.comment,
            _step.c.entered_at,
            _step.c.stamps,
            _person.c.name.label("who"),
        )
        .outerjoin(_person, named_by(_person, _step.c.author_id))
        .where(_step.c.agency_id == agency_id, ~_step.c.deleted, any_of(_step.c.cause_id, "ids")),
        {"ids": list(ids)},
    ).all()
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.stamps.get("*", 0), row.id)):
        found[row.cause_id].append(row)
    return found


def _files(
    connection: Connection, agency_id: str, ids: Collection[str]
) -> dict[str, list[AttachmentRow]]:
    rows = connection.execute(
        select(_attachment)
        .where(
            _attachment.c.agency_id == agency_id,
            ~_attachment.c.deleted,
            any_of(_attachment.c.cause_id, "ids"),
        )
        .order_by(_attachment.c.id),
        {"ids": list(ids)},
    )
    found: defaultdict[str, list[AttachmentRow]] = defaultdict(list)
    for row in rows:
        found[row.cause_id].append(AttachmentRow(row.id, row.name, row.sha256, row.size))
    return found
