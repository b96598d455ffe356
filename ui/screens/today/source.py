"""What Hôm nay asks of the core; every function runs on the database thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from okrdesk.domain.health import Health
from okrdesk.i18n import N_

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.lists import KeyResultRow, ObjectiveRow
    from okrdesk.services.review_inbox import InboxRow
    from okrdesk.services.today import DueRow

MOST_OBJECTIVES = 12


class Group(StrEnum):
    """The parts of the list, in their order."""

    INBOX = "inbox"
    LATE = "late"
    TODAY = "today"
    AHEAD = "ahead"
    DRAFT = "draft"


GROUP_NAMES: dict[Group, str] = {
    Group.INBOX: N_("Waiting for my approval"),
    Group.LATE: N_("Overdue"),
    Group.TODAY: N_("Due today"),
    Group.AHEAD: N_("In the next 7 days"),
    Group.DRAFT: N_("Drafts"),
}


@dataclass(frozen=True)
class Item:
    """One row: a key result to check in; `corrects_id` where the draft corrects a check-in."""

    row: "DueRow"
    group: Group
    corrects_id: str | None = None


@dataclass(frozen=True)
class Submitted:
    """One row: an objective that waits for this person's approval."""

    row: "InboxRow"
    group: Group = Group.INBOX


@dataclass(frozen=True)
class Own:
    """One own objective for the summary; progress and expectation are 0–1."""

    id: str
    title: str
    progress: float | None
    expected: float
    health: Health


@dataclass(frozen=True)
class TodayFacts:
    """All that the screen shows."""

    today: date
    name: str
    items: tuple[Item, ...]
    objectives: tuple[Own, ...]
    inbox: tuple[Submitted, ...] = ()


def load_today(desk: "Desk") -> TodayFacts:
    """Return what waits for approval, what is due or drafted, and the own objectives."""
    from okrdesk.services.office import find_own_name
    from okrdesk.services.review_inbox import find_inbox
    from okrdesk.services.today import find_due

    due, today = find_due(desk), desk.today()
    items = [Item(row, _group(row.due_on, today)) for row in due]
    order = list(Group)
    items.sort(key=lambda item: (order.index(item.group), item.row.due_on or today))
    known = frozenset(row.id for row in due)
    items += [*_drafted(desk, known), *_corrections(desk)]
    inbox = tuple(Submitted(row) for row in find_inbox(desk))
    return TodayFacts(today, find_own_name(desk), tuple(items), _objectives(desk), inbox)


def why_of(desk: "Desk", key_result_id: str) -> list[str]:
    """Return the sentences behind a key result's progress and mark."""
    from okrdesk.explanation_texts import render
    from okrdesk.services.why import why_key_result

    why = why_key_result(desk, key_result_id)
    return render(why.progress) + render(why.health)


def _group(due_on: date | None, today: date) -> Group:
    if due_on is None or due_on > today:
        return Group.AHEAD
    return Group.TODAY if due_on == today else Group.LATE


def _drafted(desk: "Desk", known: frozenset[str]) -> list[Item]:
    """Return the key results with a draft that are not due."""
    from okrdesk.services.drafts import find_drafts

    ids = [id for id in find_drafts(desk, "check-in") if id not in known]
    return [Item(row, Group.DRAFT) for row in _rows(desk, ids)]


def _corrections(desk: "Desk") -> list[Item]:
    """Return the check-ins whose correction is drafted."""
    from okrdesk.services.drafts import find_draft, find_drafts

    found: list[Item] = []
    for check_in_id in find_drafts(desk, "correction"):
        draft: dict[str, Any] = find_draft(desk, "correction", check_in_id) or {}
        rows = _rows(desk, [draft["key_result"]]) if "key_result" in draft else []
        found += [Item(row, Group.DRAFT, check_in_id) for row in rows]
    return found


def _rows(desk: "Desk", ids: Sequence[str]) -> list["DueRow"]:
    from okrdesk.services.lists import find_key_result_rows, find_objective_rows

    if not ids:
        return []
    rows = [row for row in find_key_result_rows(desk, ids) if not row.archived]
    objectives = find_objective_rows(desk, list({row.objective_id for row in rows}))
    titles = {one.id: one.title for one in objectives}
    return [_due_row(row, titles.get(row.objective_id, "")) for row in rows]


def _due_row(row: "KeyResultRow", objective: str) -> "DueRow":
    from okrdesk.services.today import DueRow

    return DueRow(
        id=row.id,
        title=row.title,
        objective_id=row.objective_id,
        objective=objective,
        kind=row.kind,
        value=row.value,
        target=row.target_value,
        measure_unit=row.measure_unit,
        progress=row.progress,
        health=row.health,
        due_on=row.due_on,
        last_on=row.last_on,
        has_draft=True,
    )


def _objectives(desk: "Desk") -> tuple[Own, ...]:
    from okrdesk.services.lists import Filter, Sort, find_objective_ids, find_objective_rows

    wanted = Filter(person_ids=frozenset({desk.person_id}))
    rows = find_objective_rows(desk, find_objective_ids(desk, wanted, Sort("end_on")))
    running = [row for row in rows if row.start_on <= desk.today() <= row.end_on]
    return tuple(_own(row) for row in running[:MOST_OBJECTIVES])


def _own(row: "ObjectiveRow") -> Own:
    return Own(row.id, row.title, row.progress, row.expected, row.health)
