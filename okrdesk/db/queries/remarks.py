"""Words on work as lists show them: who said what of which check-in, and what was answered."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.joining import named_by
from okrdesk.domain.objective import Owner
from okrdesk.domain.remark import RemarkKind

_remark, _check_in, _kr = schema.remark, schema.check_in, schema.key_result
_objective, _person, _unit = schema.objective, schema.person, schema.unit


@dataclass(frozen=True)
class RemarkRow:
    """One word: on an objective, a key result or one of its check-ins.

    `title` is that of the key result or objective, `owner` whose it is; `answers_id` names the
    question that this answers.
    """

    id: str
    kind: RemarkKind
    text: str
    due_on: date | None
    author_id: str
    author: str
    entered_at: datetime
    objective_id: str | None
    key_result_id: str | None
    check_in_id: str | None
    answers_id: str | None
    title: str
    owner: Owner
    owner_name: str


@dataclass(frozen=True)
class Asked:
    """A request for an explanation, with its answer where there is one."""

    question: RemarkRow
    answer: RemarkRow | None

    def is_overdue(self, today: date) -> bool:
        """Say whether the answer is late."""
        due = self.question.due_on
        return self.answer is None and due is not None and due < today


def remark_rows(
    connection: Connection, agency_id: str, condition: ColumnElement[bool], **names: Any
) -> list[RemarkRow]:
    """Return the words that meet `condition`, the oldest first; `names` are its parameters."""
    statement = _statement(agency_id).where(condition)
    rows = connection.execute(statement.order_by(_remark.c.entered_at, _remark.c.id), names)
    return [_row(row) for row in rows.mappings()]


def remarks_on(
    connection: Connection, agency_id: str, key_result_ids: Collection[str]
) -> dict[str, list[RemarkRow]]:
    """Return the words on key results and on their check-ins, by key result, the oldest first."""
    entries = _check_in.alias("entry")
    on_check_ins = select(entries.c.id).where(
        entries.c.agency_id == agency_id, any_of(entries.c.key_result_id, "ids")
    )
    condition = or_(any_of(_remark.c.key_result_id, "ids"), _remark.c.check_in_id.in_(on_check_ins))
    found: defaultdict[str, list[RemarkRow]] = defaultdict(list)
    for row in remark_rows(connection, agency_id, condition, ids=list(key_result_ids)):
        found[row.key_result_id or ""].append(row)
    return found


def asked_of(rows: Collection[RemarkRow]) -> list[Asked]:
    """Return the requests for explanations among words, each with the first answer to it."""
    answers: dict[str, RemarkRow] = {}
    for row in rows:
        if row.kind is RemarkKind.ANSWER and row.answers_id:
            answers.setdefault(row.answers_id, row)
    return [Asked(row, answers.get(row.id)) for row in rows if row.kind is RemarkKind.ASK]


def returned(rows: Collection[RemarkRow], corrected: Collection[str]) -> Mapping[str, RemarkRow]:
    """Return, by check-in, the last return of those that nobody corrected since."""
    return {
        row.check_in_id: row
        for row in rows
        if row.kind is RemarkKind.RETURN and row.check_in_id and row.check_in_id not in corrected
    }


def _statement(agency_id: str) -> Select[Any]:
    author = _person.alias("author")
    owner_unit = _unit.alias("owner_unit")
    key_result_id = func.coalesce(_remark.c.key_result_id, _check_in.c.key_result_id)
    person_id = _owner_column("owner_person_id")
    unit_id = _owner_column("owner_unit_id")
    return (
        select(
            _remark,
            _kr.c.id.label("of_key_result"),
            _kr.c.title.label("key_result"),
            _objective.c.title.label("objective"),
            person_id.label("person_id"),
            unit_id.label("unit_id"),
            author.c.name.label("author"),
            _person.c.name.label("person"),
            owner_unit.c.name.label("unit"),
        )
        .outerjoin(_check_in, named_by(_check_in, _remark.c.check_in_id))
        .outerjoin(_kr, named_by(_kr, key_result_id, _remark))
        .outerjoin(_objective, named_by(_objective, _remark.c.objective_id))
        .outerjoin(author, named_by(author, _remark.c.author_id))
        .outerjoin(_person, named_by(_person, person_id, _remark))
        .outerjoin(owner_unit, named_by(owner_unit, unit_id, _remark))
        .where(_remark.c.agency_id == agency_id, ~_remark.c.deleted)
    )


def _owner_column(name: str) -> ColumnElement[Any]:
    """Return a column of the key result's owner, or of the objective's where it is about that."""
    return case((_kr.c.id.is_not(None), _kr.c[name]), else_=_objective.c[name])


def _row(row: Any) -> RemarkRow:
    return RemarkRow(
        id=row["id"],
        kind=RemarkKind(row["kind"]),
        text=row["text"],
        due_on=row["due_on"],
        author_id=row["author_id"],
        author=row["author"] or "",
        entered_at=row["entered_at"],
        objective_id=row["objective_id"],
        key_result_id=row["of_key_result"],
        check_in_id=row["check_in_id"],
        answers_id=row["answers_id"],
        title=row["key_result"] or row["objective"] or "",
        owner=Owner(row["person_id"], row["unit_id"]),
        owner_name=row["person"] or row["unit"] or "",
    )
