"""Meetings on objectives, and what they concluded: who does what until when, about which work."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Meeting:
    """A meeting of a unit, or of the whole agency without one; `note` says what was discussed.

    `owner_person_id` is who holds it and answers for the minutes.
    """

    id: str
    title: str
    held_on: date
    owner_person_id: str
    owner_unit_id: str | None = None
    place: str = ""
    present: str = ""
    note: str = ""
    archived: bool = False


@dataclass(frozen=True)
class Conclusion:
    """A conclusion of a meeting; open until `closed_on`. It is about one objective or key result,
    or about neither.
    """

    id: str
    meeting_id: str
    text: str
    owner_person_id: str | None = None
    due_on: date | None = None
    objective_id: str | None = None
    key_result_id: str | None = None
    closed_on: date | None = None
    ordinal: int = 0
    archived: bool = False
