"""Agreeing on objectives: submit, return, approve; what waits for one's own word.

The rule is `okrdesk.domain.review`: a word names the content that it is about by its hash, so it
holds whichever arrives first at the server, this word or somebody's edit.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from okrdesk.db import schema
from okrdesk.domain.act import Act
from okrdesk.domain.objective import CycleState
from okrdesk.domain.permissions import Right
from okrdesk.domain.review import (
    LEVEL,
    Review,
    ReviewKind,
    ReviewState,
    state_of,
)
from okrdesk.errors import Code, Refused
from okrdesk.names import name_of
from okrdesk.services.checks import Row, fetch, owner_of, within
from okrdesk.services.desk import Desk, Done
from okrdesk.services.enrolled import enrolment_of
from okrdesk.services.judging import may_judge, require_review
from okrdesk.services.review_content import (
    ChangedField,
    Content,
    contents_of,
    differences,
    named_in,
    version,
)
from okrdesk.services.review_states import Words, words_on
from okrdesk.services.subjects import Subjects

__all__ = ["ChangedField", "ReviewState"]

COMMENT_LIMIT = 4_000
TO_SUBMIT = frozenset({ReviewState.DRAFT, ReviewState.RETURNED, ReviewState.AMENDED})
"""The states from which an objective may be submitted."""

_review, _change = schema.review, schema.change
_ACTS = {
    ReviewKind.SUBMIT: Act.SUBMIT_OBJECTIVE,
    ReviewKind.RETURN: Act.RETURN_OBJECTIVE,
    ReviewKind.APPROVE: Act.APPROVE_OBJECTIVE,
}


@dataclass(frozen=True)
class ReviewEntry:
    """One word on an objective: `is_current` where it is about the content that stands now.

    `is_waiting` says that the server has not heard of it yet.
    """

    id: str
    kind: ReviewKind
    who: str
    at: datetime
    comment: str
    is_current: bool
    is_waiting: bool


@dataclass(frozen=True)
class ReviewView:
    """Where an objective stands, all words on it (the latest first), and what one may say now.

    `changes` tells what is not as it was approved, or, without an approval, as it was last judged;
    `content_hash` names what is shown here, to be handed to `approve` and `return_`.
    """

    objective_id: str
    state: ReviewState
    history: tuple[ReviewEntry, ...]
    changes: tuple[ChangedField, ...]
    content_hash: str
    may_submit: bool
    may_return: bool
    may_approve: bool


def submit(desk: Desk, objective_id: str, comment: str = "") -> Done[str]:
    """Ask for approval of an objective as it stands; return the id of the word.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, ARCHIVED, CYCLE_CLOSED, REVIEW_STATE, TOO_LONG.
    """
    return _say(desk, ReviewKind.SUBMIT, objective_id, comment)


def return_(desk: Desk, objective_id: str, comment: str, content: str | None = None) -> Done[str]:
    """Give a submitted objective back, saying why; `content` is the hash of what was read.

    Raises as `submit` does, REASON_NEEDED, and REVIEW_CHANGED where it is no longer what was read.
    """
    if not comment.strip():
        raise Refused(Code.REASON_NEEDED, field="comment")
    return _say(desk, ReviewKind.RETURN, objective_id, comment, content)


def approve(
    desk: Desk, objective_id: str, comment: str = "", content: str | None = None
) -> Done[str]:
    """Approve a submitted objective; `content` is the hash of what was read.

    Raises as `submit` does, and REVIEW_CHANGED where it is no longer what was read.
    """
    return _say(desk, ReviewKind.APPROVE, objective_id, comment, content)


def find_review(desk: Desk, objective_id: str) -> ReviewView:
    """Return where an objective stands and what may be said of it."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        row = fetch(connection, schema.objective, desk.agency_id, objective_id)
        now = contents_of(connection, desk.agency_id, [objective_id])[objective_id]
        words = words_on(connection, desk.agency_id, [objective_id])[objective_id]
        current = now.hash()
        state = state_of([word for word, _row in words], current)
        is_open = _is_open(desk, connection, row)
        judges = is_open and may_judge(desk, connection, Right.APPROVE_OBJECTIVES, owner_of(row))
        return ReviewView(
            objective_id,
            state,
            _history(desk, connection, words, current),
            _changes(desk, connection, objective_id, (now, [word for word, _row in words])),
            current,
            may_submit=is_open
            and state in TO_SUBMIT
            and desk.may(connection, Right.EDIT_OBJECTIVES, [owner_of(row)]),
            may_return=judges and state is ReviewState.SUBMITTED,
            may_approve=judges and state is ReviewState.SUBMITTED,
        )


def _say(
    desk: Desk, kind: ReviewKind, objective_id: str, comment: str, content: str | None = None
) -> Done[str]:
    with desk.write(_ACTS[kind]) as work:
        connection = work.connection
        row = fetch(connection, schema.objective, desk.agency_id, objective_id)
        desk.require(connection, Right.READ_OBJECTIVES)
        require_review(desk, connection, kind, owner_of(row))
        _require_open(desk, connection, row)
        now = contents_of(connection, desk.agency_id, [objective_id])[objective_id].hash()
        words = words_on(connection, desk.agency_id, [objective_id])[objective_id]
        _require_state(kind, state_of([word for word, _row in words], now))
        if content is not None and content != now:
            raise Refused(Code.REVIEW_CHANGED)
        id = work.add(
            _review,
            objective_id=objective_id,
            author_id=desk.person_id,
            kind=kind.value,
            level=LEVEL,
            content_hash=now,
            comment=within(comment.strip(), COMMENT_LIMIT, "comment"),
            entered_at=work.author.now,
        )
    return Done(id, frozenset(work.touched | {("objective", objective_id)}))


def _require_state(kind: ReviewKind, state: ReviewState) -> None:
    fits = state in TO_SUBMIT if kind is ReviewKind.SUBMIT else state is ReviewState.SUBMITTED
    if not fits:
        raise Refused(Code.REVIEW_STATE, state=name_of(state))


def _require_open(desk: Desk, connection: Connection, row: Row) -> None:
    if row["archived"]:
        raise Refused(Code.ARCHIVED, title=row["title"])
    cycle = fetch(connection, schema.cycle, desk.agency_id, row["cycle_id"])
    if cycle["state"] == CycleState.CLOSED.value:
        raise Refused(Code.CYCLE_CLOSED, cycle=cycle["name"])


def _is_open(desk: Desk, connection: Connection, row: Row) -> bool:
    try:
        _require_open(desk, connection, row)
    except Refused:
        return False
    return True


def _history(
    desk: Desk, connection: Connection, words: Words, current: str
) -> tuple[ReviewEntry, ...]:
    waits = enrolment_of(connection) is not None
    return tuple(
        ReviewEntry(
            word.id,
            word.kind,
            row.who or "",
            row.entered_at,
            word.comment,
            is_current=word.content_hash == current,
            is_waiting=waits and row.cid is not None and row.fate is None,
        )
        for word, row in words
    )


def _changes(
    desk: Desk, connection: Connection, objective_id: str, both: tuple[Content, list[Review]]
) -> tuple[ChangedField, ...]:
    """Return what is not as it was approved, else as it was returned."""
    now, words = both
    approved = [word for word in words if word.kind is ReviewKind.APPROVE]
    judged = approved or [word for word in words if word.kind is ReviewKind.RETURN]
    if not judged:
        return ()
    then = version(connection, desk.agency_id, objective_id, now, judged[0].content_hash)
    if then is None or then is now:
        return ()
    subjects = Subjects(connection, desk.agency_id)
    subjects.load([*named_in(then), *named_in(now)])
    return tuple(differences(subjects, then, now))
