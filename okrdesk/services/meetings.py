"""Meetings and their conclusions: held, written, carried out, found.

Whoever may hold meetings over a unit writes its minutes (`Right.HOLD_MEETINGS`); who has to carry
out a conclusion may say that it is done. Minutes are read by all, as the objectives that they are
about.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.db.queries.meetings import (
    ConclusionFilter,
    ConclusionRow,
    MeetingRow,
    conclusion_of,
    conclusion_rows,
    conclusion_values,
    last_ordinal,
    meeting_of,
    meeting_rows,
    meeting_values,
)
from okrdesk.domain.act import Act
from okrdesk.domain.dates import format_date
from okrdesk.domain.meeting import Conclusion, Meeting
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.text import tidy
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import Row, clean_title, fetch, in_order, told_at, within
from okrdesk.services.desk import Desk, Done

__all__ = [
    "Conclusion",
    "ConclusionFilter",
    "ConclusionRow",
    "Meeting",
    "MeetingRow",
    "close_conclusion",
    "edit_meeting",
    "find_conclusion",
    "find_conclusions",
    "find_meeting",
    "find_meetings",
    "find_my_conclusions",
    "hold_meeting",
    "may_hold_meeting",
    "reopen_conclusion",
    "require_minutes",
    "save_conclusion",
]

_meeting, _conclusion = schema.meeting, schema.conclusion
_TITLE_LIMIT, _PLACE_LIMIT, _TEXT_LIMIT = 300, 200, 20_000


def hold_meeting(desk: Desk, meeting: Meeting, conclusions: Sequence[Conclusion] = ()) -> Done[str]:
    """Write the minutes of a meeting with its conclusions in one act; return its id.

    The person at the desk answers for it; ids that the arguments carry are ignored. Raises Refused:
    NO_AUTHORITY, NOT_FOUND, MISSING_FIELD, TOO_LONG, DATES_UPSIDE_DOWN; `place` in the parameters
    counts the conclusions from 0.
    """
    held = _checked(replace(meeting, id="", owner_person_id=desk.person_id, archived=False))
    with desk.write(Act.HOLD_MEETING) as work:
        _require(desk, work.connection, held)
        id = work.add(_meeting, **meeting_values(held))
        values = []
        for place, one in enumerate(conclusions):
            new = replace(one, id="", meeting_id=id, ordinal=place + 1, archived=False)
            with told_at(place):
                values.append(conclusion_values(_checked_conclusion(desk, work, held, new)))
        work.add_many(_conclusion, values)
    return Done(id, frozenset(work.touched))


def edit_meeting(desk: Desk, meeting: Meeting) -> Done[str]:
    """Change the minutes that have the same id; who held it stays. Raise as `hold_meeting` does."""
    with desk.write(Act.EDIT_MEETING) as work:
        known = meeting_of(fetch(work.connection, _meeting, desk.agency_id, meeting.id))
        _require(desk, work.connection, known)
        checked = _checked(replace(meeting, owner_person_id=known.owner_person_id))
        _require(desk, work.connection, checked)
        work.change(_meeting, meeting.id, **meeting_values(checked))
    return Done(meeting.id, frozenset(work.touched))


def save_conclusion(desk: Desk, conclusion: Conclusion) -> Done[str]:
    """Write a conclusion, new where its id is empty; a new one without an ordinal comes last.

    Raises Refused: NO_AUTHORITY, NOT_FOUND, ARCHIVED, MISSING_FIELD, TOO_LONG, DATES_UPSIDE_DOWN
    for one due before the meeting.
    """
    with desk.write(Act.EDIT_MEETING) as work:
        row = fetch(work.connection, _meeting, desk.agency_id, conclusion.meeting_id)
        meeting = meeting_of(row)
        _require(desk, work.connection, meeting)
        if meeting.archived:
            raise Refused(Code.ARCHIVED, title=meeting.title)
        checked = _checked_conclusion(desk, work, meeting, conclusion)
        if checked.id:
            known = _of_meeting(desk, work.connection, checked)
            id = checked.id
            work.change(
                _conclusion, id, **conclusion_values(replace(checked, archived=known["archived"]))
            )
        else:
            last = last_ordinal(work.connection, desk.agency_id, meeting.id)
            ordinal = checked.ordinal or last + 1
            id = work.add(_conclusion, **conclusion_values(replace(checked, ordinal=ordinal)))
    return Done(id, frozenset(work.touched | {("meeting", meeting.id)}))


def close_conclusion(desk: Desk, id: str, on: date | None = None) -> Done[str]:
    """Say that a conclusion was carried out, today or on an earlier day.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, DATE_IN_FUTURE, DATES_UPSIDE_DOWN for a day before the
    meeting.
    """
    return _set_closed(desk, id, on or desk.today())


def reopen_conclusion(desk: Desk, id: str) -> Done[str]:
    """Say that a conclusion is not carried out after all; raises NOT_FOUND, NO_AUTHORITY."""
    return _set_closed(desk, id, None)


def find_meetings(desk: Desk, unit_ids: frozenset[str] | None = None) -> list[MeetingRow]:
    """Return the meetings of some units, None for all, the latest first."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return meeting_rows(connection, desk.agency_id, unit_ids)


def find_meeting(desk: Desk, id: str) -> Meeting:
    """Return one meeting; raise Refused(NOT_FOUND)."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return meeting_of(fetch(connection, _meeting, desk.agency_id, id))


def find_conclusion(desk: Desk, id: str) -> Conclusion:
    """Return one conclusion; raise Refused(NOT_FOUND)."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return conclusion_of(fetch(connection, _conclusion, desk.agency_id, id))


def find_conclusions(desk: Desk, wanted: ConclusionFilter | None = None) -> list[ConclusionRow]:
    """Return conclusions: those of a meeting in their order, others by their due day."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return conclusion_rows(connection, desk.agency_id, wanted or ConclusionFilter())


def find_my_conclusions(desk: Desk) -> list[ConclusionRow]:
    """Return the open conclusions that the person at the desk has to carry out, by due day."""
    return find_conclusions(desk, ConclusionFilter(person_id=desk.person_id, is_open=True))


def may_hold_meeting(desk: Desk, unit_id: str | None) -> bool:
    """Say whether the person may hold a meeting of a unit; None asks for the whole agency."""
    with desk.read() as connection:
        return desk.may(connection, Right.HOLD_MEETINGS, _owners(unit_id))


def require_minutes(desk: Desk, connection: Connection, id: str) -> None:
    """Raise Refused(NO_AUTHORITY) unless the person may write the minutes of a meeting."""
    _require(desk, connection, meeting_of(fetch(connection, _meeting, desk.agency_id, id)))


def _set_closed(desk: Desk, id: str, on: date | None) -> Done[str]:
    with desk.write(Act.CLOSE_CONCLUSION) as work:
        conclusion = conclusion_of(fetch(work.connection, _conclusion, desk.agency_id, id))
        row = fetch(work.connection, _meeting, desk.agency_id, conclusion.meeting_id)
        meeting = meeting_of(row)
        if not conclusion.owner_person_id or not desk.may(
            work.connection, Right.CHECK_IN, [Owner(conclusion.owner_person_id)]
        ):
            _require(desk, work.connection, meeting)
        if on is not None:
            in_order(meeting.held_on, on, "closed_on")
            if on > desk.today():
                raise Refused(Code.DATE_IN_FUTURE, field="closed_on", date=format_date(on))
        work.change(_conclusion, id, closed_on=on)
    return Done(id, frozenset(work.touched | {("meeting", meeting.id)}))


def _owners(unit_id: str | None) -> list[Owner] | None:
    return [Owner(unit_id=unit_id)] if unit_id else None


def _require(desk: Desk, connection: Connection, meeting: Meeting) -> None:
    if meeting.owner_unit_id:
        fetch(connection, schema.unit, desk.agency_id, meeting.owner_unit_id)
    desk.require(connection, Right.HOLD_MEETINGS, _owners(meeting.owner_unit_id))


def _checked(meeting: Meeting) -> Meeting:
    return replace(
        meeting,
        title=clean_title(meeting.title, "Title", limit=_TITLE_LIMIT),
        place=within(tidy(meeting.place), _PLACE_LIMIT, "place"),
        present=within(meeting.present.strip(), _TEXT_LIMIT, "present"),
        note=within(meeting.note.strip(), _TEXT_LIMIT, "note"),
    )


def _checked_conclusion(
    desk: Desk, work: Work, meeting: Meeting, conclusion: Conclusion
) -> Conclusion:
    text = clean_title(conclusion.text, "Conclusion", "text", _TEXT_LIMIT)
    if conclusion.due_on is not None:
        in_order(meeting.held_on, conclusion.due_on, "due_on")
    named = (
        (schema.person, conclusion.owner_person_id),
        (schema.objective, conclusion.objective_id),
        (schema.key_result, conclusion.key_result_id),
    )
    for table, id in named:
        if id is not None:
            fetch(work.connection, table, desk.agency_id, id)
    return replace(conclusion, text=text)


def _of_meeting(desk: Desk, connection: Connection, conclusion: Conclusion) -> Row:
    known = fetch(connection, _conclusion, desk.agency_id, conclusion.id)
    if known["meeting_id"] != conclusion.meeting_id:
        raise Refused(Code.NOT_FOUND, text=conclusion.id)
    return known
