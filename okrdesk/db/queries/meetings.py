"""Meetings and conclusions as lists show them, with the names of whom and what they are about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.joining import named_by
from okrdesk.domain.meeting import Conclusion, Meeting

_meeting, _conclusion = schema.meeting, schema.conclusion
_person, _unit = schema.person, schema.unit
_MEETING = (
    "id", "title", "held_on", "owner_person_id", "owner_unit_id", "place", "present", "note",
    "archived",
)  # fmt: skip
_CONCLUSION = (
    "id", "meeting_id", "text", "owner_person_id", "due_on", "objective_id", "key_result_id",
    "closed_on", "ordinal", "archived",
)  # fmt: skip


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in a list: who held it, of which unit, its conclusions and those still open."""

    meeting: Meeting
    owner: str
    unit: str
    conclusions: int
    open: int


@dataclass(frozen=True)
class ConclusionRow:
    """A conclusion in a list: whose, of which meeting, about what (`subject`, "" for nothing)."""

    conclusion: Conclusion
    owner: str
    meeting: str
    held_on: date
    subject: str

    @property
    def id(self) -> str:
        """Return the conclusion's id."""
        return self.conclusion.id

    @property
    def is_open(self) -> bool:
        """Say whether it is still to be carried out."""
        return self.conclusion.closed_on is None


@dataclass(frozen=True)
class ConclusionFilter:
    """What a list of conclusions is narrowed to, by all of these at once; None means all."""

    meeting_id: str | None = None
    person_id: str | None = None
    objective_id: str | None = None
    key_result_ids: frozenset[str] | None = None
    is_open: bool | None = None


def meeting_of(row: RowMapping) -> Meeting:
    """Return the meeting that a row of `meeting` holds."""
    return Meeting(**{name: row[name] for name in _MEETING})


def meeting_values(meeting: Meeting) -> dict[str, Any]:
    """Return a meeting's column values, without its id."""
    return {name: getattr(meeting, name) for name in _MEETING if name != "id"}


def conclusion_of(row: RowMapping) -> Conclusion:
    """Return the conclusion that a row of `conclusion` holds."""
    return Conclusion(**{name: row[name] for name in _CONCLUSION})


def conclusion_values(conclusion: Conclusion) -> dict[str, Any]:
    """Return a conclusion's column values, without its id."""
    return {name: getattr(conclusion, name) for name in _CONCLUSION if name != "id"}


def meeting_rows(
    connection: Connection, agency_id: str, unit_ids: frozenset[str] | None = None
) -> list[MeetingRow]:
    """Return the meetings of units that are not put away, None for all, the latest first."""
    counts = (
        select(
            _conclusion.c.meeting_id,
            func.count().label("all"),
            func.count(_conclusion.c.closed_on).label("closed"),
        )
        .where(
            _conclusion.c.agency_id == agency_id, ~_conclusion.c.deleted, ~_conclusion.c.archived
        )
        .group_by(_conclusion.c.meeting_id)
        .subquery()
    )
    wanted = [_meeting.c.agency_id == agency_id, ~_meeting.c.deleted, ~_meeting.c.archived]
    if unit_ids is not None:
        wanted.append(_meeting.c.owner_unit_id.in_(unit_ids))
    rows = connection.execute(
        select(
            _meeting,
            _person.c.name.label("owner"),
            _unit.c.name.label("unit"),
            counts.c.all,
            counts.c.closed,
        )
        .outerjoin(_person, named_by(_person, _meeting.c.owner_person_id))
        .outerjoin(_unit, named_by(_unit, _meeting.c.owner_unit_id))
        .outerjoin(counts, counts.c.meeting_id == _meeting.c.id)
        .where(*wanted)
        .order_by(_meeting.c.held_on.desc(), _meeting.c.id.desc())
    ).mappings()
    return [
        MeetingRow(
            meeting_of(row),
            row["owner"] or "",
            row["unit"] or "",
            row["all"] or 0,
            (row["all"] or 0) - (row["closed"] or 0),
        )
        for row in rows
    ]


def conclusion_rows(
    connection: Connection, agency_id: str, wanted: ConclusionFilter
) -> list[ConclusionRow]:
    """Return conclusions: those of one meeting in their order, others by due day, undated last."""
    objective, key_result = schema.objective, schema.key_result
    order = [_conclusion.c.due_on.is_(None), _conclusion.c.due_on]
    if wanted.meeting_id:
        order = []
    rows = connection.execute(
        select(
            _conclusion,
            _person.c.name.label("owner"),
            _meeting.c.title.label("meeting"),
            _meeting.c.held_on,
            func.coalesce(key_result.c.title, objective.c.title, "").label("subject"),
        )
        .join(_meeting, named_by(_meeting, _conclusion.c.meeting_id))
        .outerjoin(_person, named_by(_person, _conclusion.c.owner_person_id))
        .outerjoin(objective, named_by(objective, _conclusion.c.objective_id))
        .outerjoin(key_result, named_by(key_result, _conclusion.c.key_result_id))
        .where(
            _conclusion.c.agency_id == agency_id,
            ~_conclusion.c.deleted,
            ~_conclusion.c.archived,
            ~_meeting.c.deleted,
            ~_meeting.c.archived,
            *_conditions(wanted),
        )
        .order_by(*order, _conclusion.c.ordinal, _conclusion.c.id),
        {"key_result_ids": list(wanted.key_result_ids or ())},
    ).mappings()
    return [
        ConclusionRow(
            conclusion_of(row), row["owner"] or "", row["meeting"], row["held_on"], row["subject"]
        )
        for row in rows
    ]


def last_ordinal(connection: Connection, agency_id: str, meeting_id: str) -> int:
    """Return the place of a meeting's last conclusion, 0 without any."""
    return (
        connection.scalar(
            select(func.max(_conclusion.c.ordinal)).where(
                _conclusion.c.agency_id == agency_id,
                ~_conclusion.c.deleted,
                _conclusion.c.meeting_id == meeting_id,
            )
        )
        or 0
    )


def _conditions(wanted: ConclusionFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.meeting_id:
        yield _conclusion.c.meeting_id == wanted.meeting_id
    if wanted.person_id:
        yield _conclusion.c.owner_person_id == wanted.person_id
    if wanted.objective_id:
        yield _conclusion.c.objective_id == wanted.objective_id
    if wanted.key_result_ids is not None:
        yield any_of(_conclusion.c.key_result_id, "key_result_ids")
    if wanted.is_open is not None:
        yield _conclusion.c.closed_on.is_(None) == wanted.is_open
