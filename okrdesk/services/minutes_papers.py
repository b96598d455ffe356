"""The minutes of a meeting on objectives (B3): who met, what was discussed, what was concluded."""

from dataclasses import dataclass
from datetime import date

from okrdesk.domain.dates import format_date
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import Right
from okrdesk.services.desk import Desk
from okrdesk.services.meetings import ConclusionFilter, find_conclusions, find_meeting
from okrdesk.services.paper_ground import code_of, ground_of
from okrdesk.services.papers import Paper, Span
from okrdesk.services.unit_papers import unit_bearer


@dataclass(frozen=True)
class MinutesRow:
    """A conclusion: what, about which work ("" for none), who, until when."""

    text: str
    subject: str
    owner: str
    due: date | None = None


@dataclass(frozen=True, kw_only=True)
class MinutesPaper(Paper):
    """A meeting; `head` held it, `note` says what was discussed, a line each."""

    title: str
    place: str
    present: str
    note: str
    rows: tuple[MinutesRow, ...]


def find_minutes_paper(desk: Desk, meeting_id: str, unit_id: str) -> MinutesPaper:
    """Return the minutes of a meeting, of its own unit or, for one of the agency, of `unit_id`.

    Raises Refused: NOT_FOUND, NO_AUTHORITY.
    """
    meeting = find_meeting(desk, meeting_id)
    rows = find_conclusions(desk, ConclusionFilter(meeting_id=meeting_id))
    owner = meeting.owner_unit_id or unit_id
    with desk.read() as connection:
        desk.require(connection, Right.PRINT_FORMS, [Owner(unit_id=owner)])
        ground = ground_of(desk, connection)
        bearer = unit_bearer(desk, connection, owner, meeting.held_on)
    day = meeting.held_on
    return MinutesPaper(
        agency=ground.agency,
        period=Span(code_of(meeting.id), day, day, format_date(day)),
        bearer=bearer,
        on=day,
        head=ground.names.get(meeting.owner_person_id, ""),
        compiler=ground.names.get(desk.person_id, ""),
        title=meeting.title,
        place=meeting.place,
        present=meeting.present,
        note=meeting.note,
        rows=tuple(
            MinutesRow(row.conclusion.text, row.subject, row.owner, row.conclusion.due_on)
            for row in rows
        ),
    )
