"""Words on work: a superior acknowledges, comments, returns, asks; the officer corrects or answers.

A check-in that was returned waits for a correction, which is a new check-in; a question about a red
key result waits for an answer by its day. Nothing that was said is ever changed: it stays beside
the work, with who and when.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.journal import Work
from okrdesk.db.queries.key_result_rows import key_result_rows
from okrdesk.db.queries.remarks import Asked, RemarkRow, asked_of, remark_rows, remarks_on
from okrdesk.db.queries.view import View
from okrdesk.domain.act import Act
from okrdesk.domain.dates import format_date
from okrdesk.domain.health import Health
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.remark import RIGHT_TO_SAY, RemarkKind
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import Row, clean_title, fetch, owner_of, within
from okrdesk.services.desk import Desk, Done
from okrdesk.services.judging import may_judge

__all__ = ["Asked", "RemarkRow"]

TEXT_LIMIT = 4_000
RED = frozenset({Health.BEHIND, Health.OVERDUE})
"""The marks that a leader may ask to have explained."""
_remark = schema.remark


@dataclass(frozen=True)
class _Matter:
    """A key result with those who answer for it: its owner and its objective's."""

    row: Row
    owners: tuple[Owner, ...]


def acknowledge(desk: Desk, check_in_ids: Sequence[str], text: str = "") -> Done[tuple[str, ...]]:
    """Take note of check-ins in one act; those taken note of before stay as they are.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, TOO_LONG.
    """
    said = within(text.strip(), TEXT_LIMIT, "comment")
    with desk.write(Act.REMARK) as work:
        made, touched = [], set()
        for id in check_in_ids:
            entry = fetch(work.connection, schema.check_in, desk.agency_id, id)
            matter = _matter(desk, work.connection, entry["key_result_id"])
            _require(desk, work.connection, RemarkKind.ACKNOWLEDGE, matter)
            touched.add(("key_result", matter.row["id"]))
            if not _said(desk, work.connection, matter, id, RemarkKind.ACKNOWLEDGE):
                made.append(_write(work, RemarkKind.ACKNOWLEDGE, said, check_in_id=id))
    return Done(tuple(made), frozenset(work.touched | touched))


def comment(desk: Desk, entity: str, id: str, text: str) -> Done[str]:
    """Say something of an objective, a key result or a check-in; everybody who reads it may.

    Raises Refused: NOT_FOUND, MISSING_FIELD, TOO_LONG, BAD_VALUE for another `entity`.
    """
    if entity not in _SUBJECTS:
        raise Refused(Code.BAD_VALUE, text=entity, allowed=", ".join(_SUBJECTS))
    with desk.write(Act.REMARK) as work:
        desk.require(work.connection, Right.READ_OBJECTIVES)
        row = fetch(work.connection, schema.JOURNALLED[entity], desk.agency_id, id)
        said = clean_title(text, "Comment", "comment", TEXT_LIMIT)
        made = _write(work, RemarkKind.COMMENT, said, **{f"{entity}_id": id})
    above = ("key_result", row["key_result_id"]) if entity == "check_in" else (entity, id)
    return Done(made, frozenset(work.touched | {above}))


def return_check_in(desk: Desk, check_in_id: str, text: str) -> Done[str]:
    """Give a check-in back, saying why: it waits for a correction by its officer.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, REASON_NEEDED, REMARK_STATE where it was given back or
    corrected before, TOO_LONG.
    """
    if not text.strip():
        raise Refused(Code.REASON_NEEDED, field="comment")
    with desk.write(Act.RETURN_CHECK_IN) as work:
        entry = fetch(work.connection, schema.check_in, desk.agency_id, check_in_id)
        matter = _matter(desk, work.connection, entry["key_result_id"])
        _require(desk, work.connection, RemarkKind.RETURN, matter)
        was_returned = _said(desk, work.connection, matter, check_in_id, RemarkKind.RETURN)
        if was_returned or is_corrected(work.connection, desk.agency_id, check_in_id):
            raise Refused(Code.REMARK_STATE, title=format_date(entry["effective_on"]))
        said = within(text.strip(), TEXT_LIMIT, "comment")
        id = _write(work, RemarkKind.RETURN, said, check_in_id=check_in_id)
    return Done(id, frozenset(work.touched | {("key_result", matter.row["id"])}))


def ask_explanation(desk: Desk, key_result_id: str, text: str, due_on: date) -> Done[str]:
    """Ask why a key result is behind or overdue, to be answered by `due_on`.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, MISSING_FIELD, DATE_IN_PAST, NOT_RED, REMARK_STATE
    where a question is open, TOO_LONG.
    """
    with desk.write(Act.ASK_EXPLANATION) as work:
        connection = work.connection
        matter = _matter(desk, connection, key_result_id)
        _require(desk, connection, RemarkKind.ASK, matter)
        said = clean_title(text, "What is to be explained", "comment", TEXT_LIMIT)
        if due_on < desk.today():
            raise Refused(Code.DATE_IN_PAST, field="due_on", date=format_date(due_on))
        if _mark(desk, connection, key_result_id) not in RED:
            raise Refused(Code.NOT_RED, title=matter.row["title"])
        known = asked_of(remarks_on(connection, desk.agency_id, [key_result_id])[key_result_id])
        if any(one.answer is None for one in known):
            raise Refused(Code.REMARK_STATE, title=matter.row["title"])
        id = _write(work, RemarkKind.ASK, said, key_result_id=key_result_id, due_on=due_on)
    return Done(id, frozenset(work.touched | {("key_result", key_result_id)}))


def answer(desk: Desk, ask_id: str, text: str) -> Done[str]:
    """Explain what was asked; the answer is kept beside the question.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, MISSING_FIELD, TOO_LONG, REMARK_STATE where it was
    answered before.
    """
    with desk.write(Act.ANSWER_EXPLANATION) as work:
        question = fetch(work.connection, _remark, desk.agency_id, ask_id)
        if question["kind"] != RemarkKind.ASK.value:
            raise Refused(Code.NOT_FOUND, text=ask_id)
        id = question["key_result_id"]
        matter = _matter(desk, work.connection, id)
        _require(desk, work.connection, RemarkKind.ANSWER, matter)
        known = asked_of(remarks_on(work.connection, desk.agency_id, [id])[id])
        if any(one.answer and one.question.id == ask_id for one in known):
            raise Refused(Code.REMARK_STATE, title=matter.row["title"])
        said = clean_title(text, "Your explanation", "comment", TEXT_LIMIT)
        made = _write(work, RemarkKind.ANSWER, said, key_result_id=id, answers_id=ask_id)
    return Done(made, frozenset(work.touched | {("key_result", id)}))


def find_remarks(desk: Desk, key_result_ids: Sequence[str]) -> list[RemarkRow]:
    """Return the words on key results and their check-ins, the oldest first."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        found = remarks_on(connection, desk.agency_id, key_result_ids)
    return sorted((row for rows in found.values() for row in rows), key=lambda one: one.entered_at)


def find_comments(desk: Desk, objective_ids: Sequence[str]) -> list[RemarkRow]:
    """Return the comments on objectives themselves, the oldest first."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        condition = any_of(_remark.c.objective_id, "ids")
        return remark_rows(connection, desk.agency_id, condition, ids=list(objective_ids))


@dataclass(frozen=True)
class Say:
    """What a person may say of a key result: review its check-ins, decide on causes."""

    reviews: bool
    judges_causes: bool


def find_say(desk: Desk, key_result_id: str) -> Say:
    """Return what the person may say of a key result; raise Refused(NOT_FOUND)."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        matter = _matter(desk, connection, key_result_id)
        judges = may_judge(desk, connection, Right.CONFIRM_CAUSES, matter.owners[0])
        return Say(may_say(desk, connection, RemarkKind.RETURN, matter.owners), judges)


def asked_among(rows: Sequence[RemarkRow]) -> list[Asked]:
    """Return the requests for explanations among words, each with its answer."""
    return asked_of(rows)


def may_say(desk: Desk, connection: Connection, kind: RemarkKind, owners: Sequence[Owner]) -> bool:
    """Say whether the person may say `kind` of work that `owners` answer for, one or the other."""
    right = RIGHT_TO_SAY[kind]
    if right is Right.REVIEW_CHECK_INS:
        is_own = owners[0].person_id == desk.person_id
        judged = owners[:1] if is_own else owners
        return any(may_judge(desk, connection, right, owner) for owner in judged)
    return any(desk.may(connection, right, [owner]) for owner in owners)


def is_corrected(connection: Connection, agency_id: str, check_in_id: str) -> bool:
    """Say whether a correction stands for a check-in."""
    table = schema.check_in
    found = connection.execute(
        table.select().where(
            table.c.agency_id == agency_id, table.c.corrects_id == check_in_id, ~table.c.deleted
        )
    ).first()
    return found is not None


_SUBJECTS = ("objective", "key_result", "check_in")


def _matter(desk: Desk, connection: Connection, key_result_id: str) -> _Matter:
    row = fetch(connection, schema.key_result, desk.agency_id, key_result_id)
    above = fetch(connection, schema.objective, desk.agency_id, row["objective_id"])
    return _Matter(row, (owner_of(row), owner_of(above)))


def _require(desk: Desk, connection: Connection, kind: RemarkKind, matter: _Matter) -> None:
    if may_say(desk, connection, kind, matter.owners):
        return
    is_own = any(owner.person_id == desk.person_id for owner in matter.owners)
    judges = RIGHT_TO_SAY[kind] is Right.REVIEW_CHECK_INS
    raise Refused(Code.REMARK_OF_OWN if is_own and judges else Code.NO_AUTHORITY)


def _said(
    desk: Desk, connection: Connection, matter: _Matter, check_in_id: str, kind: RemarkKind
) -> bool:
    rows = remarks_on(connection, desk.agency_id, [matter.row["id"]])[matter.row["id"]]
    return any(row.check_in_id == check_in_id and row.kind is kind for row in rows)


def _mark(desk: Desk, connection: Connection, key_result_id: str) -> Health:

    limits = desk.office(connection).limits
    view = View(connection, desk.agency_id, desk.today(), limits)
    return key_result_rows(view, [key_result_id])[0].health


def _write(work: Work, kind: RemarkKind, text: str, **subject: Any) -> str:
    return work.add(
        _remark,
        author_id=work.author.person_id,
        kind=kind.value,
        text=text,
        entered_at=work.author.now,
        **subject,
    )
