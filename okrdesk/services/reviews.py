"""Agreeing on objectives: submit, return, approve at the levels that the office asks for.

The rule is `okrdesk.domain.review`: a word names the content that it is about by its hash, so it
holds whichever arrives first at the server, this word or somebody's edit.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.domain.act import Act
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.review import (
    Review,
    ReviewKind,
    ReviewState,
    Standing,
    approved_content,
    standing_of,
)
from okrdesk.errors import Code, Refused
from okrdesk.names import name_of
from okrdesk.services.approvers import Asked
from okrdesk.services.checks import Row, fetch, open_cycle, owner_of, within
from okrdesk.services.desk import Desk, Done
from okrdesk.services.enrolled import enrolment_of
from okrdesk.services.judging import approver_of, may_judge, require_review
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

_review = schema.review
_ACTS = {
    ReviewKind.SUBMIT: Act.SUBMIT_OBJECTIVE,
    ReviewKind.RETURN: Act.RETURN_OBJECTIVE,
    ReviewKind.APPROVE: Act.APPROVE_OBJECTIVE,
}


@dataclass(frozen=True)
class ReviewEntry:
    """One word on an objective: `is_current` where it is about the content that stands now.

    `is_waiting` says that the server has not heard of it yet; `level` is which level an approval
    gives, and how many a submission asks for.
    """

    id: str
    kind: ReviewKind
    who: str
    at: datetime
    comment: str
    is_current: bool
    is_waiting: bool
    level: int = 1


@dataclass(frozen=True)
class ReviewView:
    """Where an objective stands, all words on it (the latest first), and what one may say now.

    `changes` tells what is not as it was approved, or, without an approval, as it was last judged;
    `content_hash` names what is shown here, to be handed to `approve` and `return_`. Of `levels`
    those in `given` stand, each with who gave it; `next_level` waits for one of `next_people`, and
    `gives` are the levels that one's own approval would give.
    """

    objective_id: str
    state: ReviewState
    history: tuple[ReviewEntry, ...]
    changes: tuple[ChangedField, ...]
    content_hash: str
    may_submit: bool
    may_return: bool
    may_approve: bool
    levels: int = 1
    given: tuple[tuple[int, str], ...] = ()
    next_level: int | None = None
    next_people: tuple[str, ...] = ()
    gives: tuple[int, ...] = ()


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
    """Approve a submitted objective at the level that is next; return the id of the word.

    `content` is the hash of what was read. Who has nobody above gives all levels that remain.
    Raises as `submit` does, APPROVAL_LEVEL where the next level is another's, and REVIEW_CHANGED
    where it is no longer what was read.
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
        standing = standing_of([word for word, _row in words], current)
        state, owner = standing.state, owner_of(row)
        is_open = _is_open(desk, connection, row)
        judges = is_open and may_judge(desk, connection, Right.APPROVE_OBJECTIVES, owner)
        gives = approver_of(desk, connection, owner).gives_now(standing) if judges else ()
        return ReviewView(
            objective_id,
            state,
            _history(connection, words, current),
            _changes(desk, connection, objective_id, (now, [word for word, _row in words])),
            current,
            may_submit=is_open
            and state in TO_SUBMIT
            and desk.may(connection, Right.EDIT_OBJECTIVES, [owner_of(row)]),
            may_return=judges and state is ReviewState.SUBMITTED,
            may_approve=bool(gives),
            levels=standing.levels,
            given=_given(standing, words),
            next_level=standing.next_level,
            next_people=Asked(desk, connection).names(owner, standing) if is_open else (),
            gives=gives,
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
        now = contents_of(connection, desk.agency_id, [objective_id])[objective_id]
        words = words_on(connection, desk.agency_id, [objective_id])[objective_id]
        standing = standing_of([word for word, _row in words], now.hash())
        _require_state(kind, standing.state)
        if content is not None and content != now.hash():
            raise Refused(Code.REVIEW_CHANGED)
        levels: tuple[int, ...] = (1,)
        if kind is ReviewKind.SUBMIT:
            levels = (desk.office(connection).approval_levels,)
        elif kind is ReviewKind.APPROVE:
            levels = _levels(desk, connection, owner_of(row), standing)
        id = _write(work, kind, now, levels, comment)
    return Done(id, frozenset(work.touched | {("objective", objective_id)}))


def write_submission(desk: Desk, work: Work, objective_id: str, comment: str) -> str:
    """Submit an objective as it stands inside an act that changed it; the right was asked for."""
    now = contents_of(work.connection, desk.agency_id, [objective_id])[objective_id]
    levels = (desk.office(work.connection).approval_levels,)
    return _write(work, ReviewKind.SUBMIT, now, levels, comment)


def _write(
    work: Work, kind: ReviewKind, now: Content, levels: tuple[int, ...], comment: str
) -> str:
    """Write a word for each level; the last approval keeps what it approves."""
    id = ""
    for level in levels:
        keeps = kind is ReviewKind.APPROVE and level == levels[-1]
        id = work.add(
            _review,
            objective_id=now.objective["id"],
            author_id=work.author.person_id,
            kind=kind.value,
            level=level,
            content_hash=now.hash(),
            content=now.agreed() if keeps else None,
            comment=within(comment.strip(), COMMENT_LIMIT, "comment"),
            entered_at=work.author.now,
        )
    return id


def _levels(
    desk: Desk, connection: Connection, owner: Owner, standing: Standing
) -> tuple[int, ...]:
    found = approver_of(desk, connection, owner).gives_now(standing)
    if not found:
        people = ", ".join(Asked(desk, connection).names(owner, standing))
        raise Refused(Code.APPROVAL_LEVEL, level=standing.next_level, people=people)
    return found


def _given(standing: Standing, words: Words) -> tuple[tuple[int, str], ...]:
    """Return the levels that stand, each with the name of who gave it."""
    names = {word.id: row.who or "" for word, row in words}
    return tuple((one.level, names[one.id]) for one in standing.given)


def _require_state(kind: ReviewKind, state: ReviewState) -> None:
    fits = state in TO_SUBMIT if kind is ReviewKind.SUBMIT else state is ReviewState.SUBMITTED
    if not fits:
        raise Refused(Code.REVIEW_STATE, state=name_of(state))


def _require_open(desk: Desk, connection: Connection, row: Row) -> None:
    if row["archived"]:
        raise Refused(Code.ARCHIVED, title=row["title"])
    open_cycle(connection, desk.agency_id, row["cycle_id"])


def _is_open(desk: Desk, connection: Connection, row: Row) -> bool:
    try:
        _require_open(desk, connection, row)
    except Refused:
        return False
    return True


def _history(connection: Connection, words: Words, current: str) -> tuple[ReviewEntry, ...]:
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
            level=word.level,
        )
        for word, row in words
    )


def _changes(
    desk: Desk, connection: Connection, objective_id: str, both: tuple[Content, list[Review]]
) -> tuple[ChangedField, ...]:
    """Return what is not as it was approved, else as it was returned."""
    now, words = both
    returned = [word.content_hash for word in words if word.kind is ReviewKind.RETURN]
    judged = approved_content(words) or next(iter(returned), None)
    if judged is None:
        return ()
    then = version(connection, desk.agency_id, objective_id, now, judged)
    if then is None or then is now:
        return ()
    subjects = Subjects(connection, desk.agency_id)
    subjects.load([*named_in(then), *named_in(now)])
    return tuple(differences(subjects, then, now))
