"""Meetings and their conclusions from a shell: as `add`, `set`, `list` and `show` know them."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from okrdesk.cli import values as v
from okrdesk.cli.entities import Entity, Given, needed, renamed
from okrdesk.domain.dates import format_date
from okrdesk.domain.meeting import Conclusion, Meeting
from okrdesk.i18n import _
from okrdesk.replies import Item, plain

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done
    from okrdesk.services.meetings import ConclusionRow, MeetingRow


def _add_meeting(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.meetings import hold_meeting

    needed(given, "title")
    usual: Given = {"held_on": desk.today(), "owner_person_id": desk.person_id}
    return hold_meeting(desk, Meeting(id="", **(usual | _meeting_values(given))))


def _set_meeting(desk: "Desk", id: str, given: Given) -> "Done[str]":
    from okrdesk.services.meetings import edit_meeting, find_meeting

    return edit_meeting(desk, replace(find_meeting(desk, id), **_meeting_values(given)))


def _meeting_values(given: Given) -> Given:
    return renamed(given, unit="owner_unit_id")


def _add_conclusion(desk: "Desk", given: Given) -> "Done[str]":
    from okrdesk.services.meetings import save_conclusion

    needed(given, "meeting", "text")
    return save_conclusion(desk, Conclusion(id="", **_conclusion_values(given)))


def _set_conclusion(desk: "Desk", id: str, given: Given) -> "Done[str]":
    """Change a conclusion; `closed_on` alone says that it was carried out, or empty, that not."""
    from okrdesk.services.meetings import (
        close_conclusion,
        find_conclusion,
        reopen_conclusion,
        save_conclusion,
    )

    given.pop("meeting", None)
    if given.keys() == {"closed_on"}:
        on = given["closed_on"]
        return close_conclusion(desk, id, on) if on else reopen_conclusion(desk, id)
    return save_conclusion(desk, replace(find_conclusion(desk, id), **_conclusion_values(given)))


def _conclusion_values(given: Given) -> Given:
    return renamed(
        given,
        meeting="meeting_id",
        owner="owner_person_id",
        objective="objective_id",
        key_result="key_result_id",
    )


ENTITIES: Mapping[str, Entity] = {
    "meeting": Entity(
        {
            "title": v.text,
            "held_on": v.day,
            "unit": v.named("unit"),
            "place": v.text,
            "present": v.text,
            "note": v.text,
        },
        _add_meeting,
        _set_meeting,
    ),
    "conclusion": Entity(
        {
            "meeting": v.named("meeting"),
            "text": v.text,
            "owner": v.named("person"),
            "due_on": v.day,
            "objective": v.named("objective"),
            "key_result": v.named("key_result"),
            "closed_on": v.day,
        },
        _add_conclusion,
        _set_conclusion,
    ),
}


def _meetings(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    from okrdesk.services.lists import unit_with_all_below
    from okrdesk.services.meetings import find_meetings

    unit_id = v.named("unit")(desk, args.unit or "")
    units = unit_with_all_below(desk, unit_id) if unit_id else None
    return [_meeting_item(row) for row in find_meetings(desk, units)]


def _conclusions(desk: "Desk", args: argparse.Namespace) -> list[Item]:
    """Return the open conclusions: all, of a person, or about a key result."""
    from okrdesk.services.meetings import ConclusionFilter, find_conclusions

    person_id = v.named("person")(desk, args.person or "")
    key_result = v.named("key_result")(desk, args.key_result or "")
    about = frozenset([key_result]) if key_result else None
    wanted = ConclusionFilter(person_id=person_id, key_result_ids=about, is_open=True)
    return [_conclusion_item(row) for row in find_conclusions(desk, wanted)]


def _meeting_item(row: "MeetingRow") -> Item:
    counts = {"conclusions": row.conclusions, "open_conclusions": row.open}
    return plain(row.meeting) | {"owner": row.owner, "unit": row.unit} | counts


def _conclusion_item(row: "ConclusionRow") -> Item:
    names = {"owner": row.owner, "meeting": row.meeting, "subject": row.subject}
    return plain(row.conclusion) | names | {"held_on": row.held_on}


def line(item: Item) -> str:
    """Return what a person looks for in a list of meetings or conclusions."""
    if "open_conclusions" in item:
        count = _("{open} of {count} conclusions open")
        told = count.format(open=item["open_conclusions"], count=item["conclusions"])
        parts = [item["id"], format_date(item["held_on"]), item["title"], item["unit"], told]
    else:
        due = format_date(item["due_on"]) if item["due_on"] else ""
        parts = [item["id"], item["text"], item["owner"], due, item["subject"]]
    return "  ".join(filter(None, parts))


def _shown_meeting(desk: "Desk", id: str) -> Item:
    from okrdesk.services.meetings import ConclusionFilter, find_conclusions, find_meeting

    rows = find_conclusions(desk, ConclusionFilter(meeting_id=id))
    under = [_conclusion_item(row) | {"title": row.conclusion.text} for row in rows]
    return plain(find_meeting(desk, id)) | {"under": under}


def _shown_conclusion(desk: "Desk", id: str) -> Item:
    from okrdesk.services.meetings import find_conclusion

    return plain(find_conclusion(desk, id))


LISTS: dict[str, Callable[["Desk", argparse.Namespace], list[Item]]] = {
    "meetings": _meetings,
    "conclusions": _conclusions,
}
READERS: dict[str, Callable[["Desk", str], Item]] = {
    "meeting": _shown_meeting,
    "conclusion": _shown_conclusion,
}
