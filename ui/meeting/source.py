"""What meeting mode asks of the core; every function runs on the database thread."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from okrdesk.domain.health import Health
from okrdesk.domain.meeting import Conclusion, Meeting
from ui.screens.objectives.load import KeyResultView, key_result_view

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done
    from okrdesk.services.lists import KeyResultRow
    from okrdesk.services.meetings import ConclusionRow

_ORDER = (
    Health.OVERDUE,
    Health.BEHIND,
    Health.AT_RISK,
    Health.NOT_STARTED,
    Health.NOT_DUE,
    Health.ON_TRACK,
    Health.CLOSED,
)


@dataclass(frozen=True)
class Agenda:
    """The key results of a unit in a cycle, the gravest first; `unit_id` None is the agency.

    `root_id` is the unit that stands for the agency on paper.
    """

    unit_id: str | None
    root_id: str
    unit: str
    cycle: str
    items: "tuple[KeyResultRow, ...]"
    may_hold: bool
    today: date


@dataclass(frozen=True)
class Item:
    """One key result of the agenda, with the open conclusions of earlier meetings about it."""

    view: KeyResultView
    earlier: "tuple[ConclusionRow, ...]"


@dataclass(frozen=True)
class Written:
    """A meeting and what it has concluded so far."""

    meeting: Meeting
    rows: "tuple[ConclusionRow, ...]"


def agenda(cycle_id: str | None, unit_id: str | None, desk: "Desk") -> Agenda:
    """Return what the meeting of a unit goes through; no cycle asks for the running one."""
    from okrdesk.services.cycles import current_cycle, find_cycle
    from okrdesk.services.lists import (
        Filter,
        find_key_results_under,
        find_objective_ids,
        unit_with_all_below,
    )
    from okrdesk.services.meetings import may_hold_meeting
    from okrdesk.services.units import find_units

    cycle = find_cycle(desk, cycle_id) if cycle_id else current_cycle(desk)
    units = find_units(desk, desk.today())
    root = next(unit for unit in units if unit.parent_id is None)
    name = next((unit.name for unit in units if unit.id == unit_id), root.name)
    within = unit_with_all_below(desk, unit_id) if unit_id else None
    ids = find_objective_ids(desk, Filter(cycle_id=cycle.id if cycle else None, unit_ids=within))
    rows = sorted(
        find_key_results_under(desk, ids),
        key=lambda row: (_ORDER.index(row.health), row.progress - row.expected, row.title),
    )
    return Agenda(
        unit_id,
        root.id,
        name,
        cycle.name if cycle else "",
        tuple(rows),
        may_hold_meeting(desk, unit_id),
        desk.today(),
    )


def item(key_result_id: str, desk: "Desk") -> Item:
    """Return one key result as it is discussed; raises Refused(NOT_FOUND)."""
    from okrdesk.services.meetings import ConclusionFilter, find_conclusions

    about = ConclusionFilter(key_result_ids=frozenset([key_result_id]), is_open=True)
    return Item(key_result_view(key_result_id, desk), tuple(find_conclusions(desk, about)))


def conclude(meeting: Meeting, conclusion: Conclusion, desk: "Desk") -> "Done[Written]":
    """Write a conclusion at once, with the meeting itself where it is the first."""
    from okrdesk.services.desk import Done
    from okrdesk.services.meetings import hold_meeting, save_conclusion

    if meeting.id:
        done = save_conclusion(desk, replace(conclusion, meeting_id=meeting.id))
        return Done(written(meeting.id, desk), done.touched)
    held = hold_meeting(desk, meeting, [conclusion])
    return Done(written(held.value, desk), held.touched)


def finish(meeting: Meeting, desk: "Desk") -> "Done[str]":
    """Write the minutes; return the id of the meeting."""
    from okrdesk.services.meetings import edit_meeting, find_meeting, hold_meeting

    if not meeting.id:
        return hold_meeting(desk, meeting)
    held_by = find_meeting(desk, meeting.id).owner_person_id
    return edit_meeting(desk, replace(meeting, owner_person_id=held_by))


def written(meeting_id: str, desk: "Desk") -> Written:
    """Return a meeting with its conclusions."""
    from okrdesk.services.meetings import ConclusionFilter, find_conclusions, find_meeting

    rows = find_conclusions(desk, ConclusionFilter(meeting_id=meeting_id))
    return Written(find_meeting(desk, meeting_id), tuple(rows))
