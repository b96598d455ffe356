"""The record of a decision (B4): a changed target or date that was approved, or a colour overruled.

Before, after and reason are those of the record: an approval is compared with the one before it,
and its reason is that of the submission it answers; an overruled colour stands in its check-in.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, select, true

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.domain.dates import day_at, format_date
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.review import ReviewKind
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch, owner_of
from okrdesk.services.desk import Desk
from okrdesk.services.paper_ground import code_of, ground_of
from okrdesk.services.papers import Bearer, Paper, Span
from okrdesk.services.registration import find_registrant
from okrdesk.services.review_content import Content, differences, named_in
from okrdesk.services.subjects import Subjects
from okrdesk.services.unit_papers import unit_bearer

_review, _check_in = schema.review, schema.check_in
Condition = ColumnElement[bool]
_ALL: Condition = true()
_MOST = 1000


class DecisionKind(StrEnum):
    """What was decided."""

    CHANGE = "change"
    OVERRIDE = "override"


@dataclass(frozen=True)
class DecisionRow:
    """A decision that can be printed; `id` is that of the approval or of the check-in."""

    id: str
    kind: DecisionKind
    on: date
    title: str


@dataclass(frozen=True)
class DecisionLine:
    """One thing decided on: of what, which field, before and after."""

    title: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class DecisionPaper(Paper):
    """A decision on the objective `title`; `who` decided, `asked_by` had asked for it."""

    kind: DecisionKind
    title: str
    reason: str
    who: str
    at: datetime
    asked_by: str
    rows: tuple[DecisionLine, ...]


def find_decisions(desk: Desk) -> list[DecisionRow]:
    """Return the latest decisions, the newest first: approvals of changes and overruled colours."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        found = [*_approvals(desk, connection), *_overrides(desk, connection)]
    return sorted(found, key=lambda row: (row.on, row.id), reverse=True)[:_MOST]


def find_decisions_on(desk: Desk, id: str) -> list[DecisionRow]:
    """Return the decisions on an objective or on a key result, the newest first.

    An approval is one on a key result where it changed what was in force of that.
    """
    part = schema.key_result
    of_part = part.c.agency_id == desk.agency_id
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        above = connection.scalar(select(part.c.objective_id).where(of_part, part.c.id == id))
        only = id if above else None
        below = select(part.c.id).where(of_part, part.c.objective_id == id)
        parts = [id] if above else list(connection.scalars(below))
        found = [
            *_approvals(desk, connection, _review.c.objective_id == (above or id), only),
            *_overrides(desk, connection, _check_in.c.key_result_id.in_(parts)),
        ]
    return sorted(found, key=lambda row: (row.on, row.id), reverse=True)


def find_decision_paper(desk: Desk, id: str) -> DecisionPaper:
    """Return the record of an approval or of a check-in; raise Refused: NOT_FOUND, NO_AUTHORITY."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        try:
            row = fetch(connection, _review, desk.agency_id, id)
        except Refused:
            row = fetch(connection, _check_in, desk.agency_id, id)
        if "key_result_id" in row:
            return _override(desk, connection, row)
        return _change(desk, connection, row)


def _change(desk: Desk, connection: Connection, row: RowMapping) -> DecisionPaper:
    words = _words(desk, connection, row["objective_id"])
    before = [one for one in words if one["entered_at"] < row["entered_at"]]
    former = next(
        (one for one in reversed(before) if one["content"] not in (None, row["content"])), None
    )
    asked = next((one for one in reversed(before) if one["kind"] == ReviewKind.SUBMIT), None)
    if row["content"] is None or former is None:
        raise Refused(Code.NOT_FOUND, text=row["id"])
    objective = fetch(connection, schema.objective, desk.agency_id, row["objective_id"])
    then, now = (_content(objective["id"], one["content"]) for one in (former, row))
    subjects = Subjects(connection, desk.agency_id)
    subjects.load([*named_in(then), *named_in(now)])
    lines = tuple(
        DecisionLine(one.title, one.label, one.before, one.after)
        for one in differences(subjects, then, now)
    )
    reason = (asked["comment"] if asked else "") or row["comment"]
    paper = _common(desk, connection, objective, row)
    asked_by = asked["author_id"] if asked else ""
    return DecisionPaper(
        **paper, kind=DecisionKind.CHANGE, reason=reason, rows=lines,
        asked_by=_name(desk, connection, asked_by),
    )  # fmt: skip


def _override(desk: Desk, connection: Connection, row: RowMapping) -> DecisionPaper:
    if not row["chosen_colour"] or row["chosen_colour"] == row["computed_colour"]:
        raise Refused(Code.NOT_FOUND, text=row["id"])
    key_result = fetch(connection, schema.key_result, desk.agency_id, row["key_result_id"])
    objective = fetch(connection, schema.objective, desk.agency_id, key_result["objective_id"])
    before, after = row["computed_colour"] or "", row["chosen_colour"]
    line = DecisionLine(key_result["title"], "", before, after)
    paper = _common(desk, connection, objective, row)
    return DecisionPaper(
        **paper, kind=DecisionKind.OVERRIDE, reason=row["colour_reason"], rows=(line,), asked_by=""
    )


def _common(
    desk: Desk, connection: Connection, objective: RowMapping, row: RowMapping
) -> dict[str, Any]:
    owner = owner_of(objective)
    desk.require(connection, Right.PRINT_FORMS, [owner])
    ground = ground_of(desk, connection)
    day = day_at(row["entered_at"])
    who = _name(desk, connection, row["author_id"])
    return {
        "agency": ground.agency,
        "period": Span(code_of(row["id"]), day, day, format_date(day)),
        "bearer": _bearer(desk, connection, owner, day),
        "on": day,
        "head": who,
        "compiler": ground.names.get(desk.person_id, ""),
        "title": objective["title"],
        "who": who,
        "at": row["entered_at"],
    }


def _bearer(desk: Desk, connection: Connection, owner: Owner, day: date) -> Bearer:
    if owner.unit_id:
        return unit_bearer(desk, connection, owner.unit_id, day)
    one = find_registrant(desk, owner, day)
    return Bearer(one.name, one.title, one.unit, one.code)


def _content(objective_id: str, stored: Any) -> Content:
    parts = stored["key_results"]
    return Content(
        {"id": objective_id, **stored["objective"]}, {id: dict(parts[id]) for id in parts}
    )


def _words(desk: Desk, connection: Connection, objective_id: str) -> list[RowMapping]:
    rows = connection.execute(
        select(_review)
        .where(
            _review.c.agency_id == desk.agency_id,
            _review.c.objective_id == objective_id,
            ~_review.c.deleted,
        )
        .order_by(_review.c.entered_at, _review.c.id)
    )
    return list(rows.mappings())


def _name(desk: Desk, connection: Connection, person_id: str) -> str:
    return fetch(connection, schema.person, desk.agency_id, person_id)["name"] if person_id else ""


def _approvals(
    desk: Desk, connection: Connection, narrowed: Condition = _ALL, part_id: str | None = None
) -> list[DecisionRow]:
    """Return the approvals of something else than was approved before, of a part or of all."""
    objective = schema.objective
    rows = connection.execute(
        select(_review, objective.c.title)
        .join(objective, named_by(objective, _review.c.objective_id))
        .where(
            _review.c.agency_id == desk.agency_id,
            ~_review.c.deleted,
            _review.c.kind == ReviewKind.APPROVE.value,
            _review.c.content.is_not(None),
            narrowed,
        )
        .order_by(_review.c.entered_at, _review.c.id)
    )
    last: dict[str, Any] = {}
    found = []
    for row in rows:
        content = row.content if part_id is None else row.content["key_results"].get(part_id)
        if last.setdefault(row.objective_id, content) != content:
            on = day_at(row.entered_at)
            found.append(DecisionRow(row.id, DecisionKind.CHANGE, on, row.title))
        last[row.objective_id] = content
    return found


def _overrides(desk: Desk, connection: Connection, narrowed: Condition = _ALL) -> list[DecisionRow]:
    part = schema.key_result
    rows = connection.execute(
        select(_check_in.c.id, _check_in.c.entered_at, part.c.title)
        .join(part, named_by(part, _check_in.c.key_result_id))
        .where(
            _check_in.c.agency_id == desk.agency_id,
            ~_check_in.c.deleted,
            _check_in.c.chosen_colour.is_not(None),
            _check_in.c.chosen_colour != _check_in.c.computed_colour,
            narrowed,
        )
        .order_by(_check_in.c.entered_at.desc())
        .limit(_MOST)
    )
    return [
        DecisionRow(row.id, DecisionKind.OVERRIDE, day_at(row.entered_at), row.title)
        for row in rows
    ]
