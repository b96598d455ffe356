"""What Hôm nay asks of the core; every function runs on the database thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from okrdesk.domain.dates import day_at, format_date
from okrdesk.domain.health import Health
from okrdesk.domain.tasks import TaskState
from okrdesk.i18n import N_
from ui.screens.today.waits import Wait, Waiting, find_waits

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done
    from okrdesk.services.lists import KeyResultRow, ObjectiveRow
    from okrdesk.services.review_inbox import InboxRow
    from okrdesk.services.task_lists import TaskRow
    from okrdesk.services.today import DueRow

MOST_OBJECTIVES = 12
AHEAD_DAYS = 7


class Group(StrEnum):
    """The parts of the list, in their order."""

    INBOX = "inbox"
    RETURNED = "returned"
    ASKED = "asked"
    CONCLUDED = "concluded"
    LATE = "late"
    TODAY = "today"
    AHEAD = "ahead"
    TASKS = "tasks"
    DRAFT = "draft"


GROUP_NAMES: dict[Group, str] = {
    Group.INBOX: N_("Waiting for my approval"),
    Group.RETURNED: N_("Returned to me"),
    Group.ASKED: N_("Explanations asked of me"),
    Group.CONCLUDED: N_("Conclusions of meetings"),
    Group.LATE: N_("Overdue"),
    Group.TODAY: N_("Due today"),
    Group.AHEAD: N_("In the next 7 days"),
    Group.TASKS: N_("Tasks due"),
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
class Due:
    """One row: an own task that is overdue, due soon, or was given back."""

    row: "TaskRow"
    group: Group = Group.TASKS


@dataclass(frozen=True)
class WordRow:
    """What somebody said that asks for something: a return to correct, a question to answer.

    `id` is the check-in that was returned, or the question.
    """

    id: str
    title: str
    key_result_id: str
    who: str
    text: str
    on: date
    due_on: date | None = None


@dataclass(frozen=True)
class Word:
    """One row: a check-in given back, an explanation that is owed, a conclusion to carry out."""

    row: WordRow
    group: Group


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
    """All that the screen shows; `waits` is what waits beside the rows."""

    today: date
    name: str
    items: tuple[Item, ...]
    objectives: tuple[Own, ...]
    inbox: tuple[Submitted, ...] = ()
    tasks: tuple[Due, ...] = ()
    words: tuple[Word, ...] = ()
    waits: Mapping[Wait, Waiting] = field(default_factory=dict)


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
    return TodayFacts(
        today,
        find_own_name(desk),
        tuple(items),
        _objectives(desk),
        inbox,
        _tasks(desk),
        _words(desk),
        find_waits(desk),
    )


def _words(desk: "Desk") -> tuple[Word, ...]:
    """Return what was given back to the person, and what the person is to explain."""
    from okrdesk.services.remark_lists import find_asked, find_returned

    back = [
        WordRow(
            one.check_in_id, one.title, one.key_result_id, one.word.author, one.word.text,
            one.effective_on,
        )
        for one in find_returned(desk)
    ]  # fmt: skip
    asked = [
        WordRow(
            row.id, row.title, row.key_result_id or "", row.author, row.text,
            day_at(row.entered_at), row.due_on,
        )
        for row in (one.question for one in find_asked(desk))
    ]  # fmt: skip
    return (
        *(Word(row, Group.RETURNED) for row in back),
        *(Word(row, Group.ASKED) for row in asked),
        *(Word(row, Group.CONCLUDED) for row in _concluded(desk)),
    )


def _concluded(desk: "Desk") -> list[WordRow]:
    """Return the conclusions that the person is to carry out within a week, and those undated."""
    from okrdesk.services.meetings import find_my_conclusions

    last = desk.today() + timedelta(days=AHEAD_DAYS)
    return [
        WordRow(
            row.id, row.conclusion.text, row.conclusion.key_result_id or "", row.meeting,
            row.subject or format_date(row.held_on), row.held_on, row.conclusion.due_on,
        )
        for row in find_my_conclusions(desk)
        if row.conclusion.due_on is None or row.conclusion.due_on <= last
    ]  # fmt: skip


def carry_out(conclusion_id: str, desk: "Desk") -> "Done[str]":
    """Say that a conclusion of a meeting was carried out today."""
    from okrdesk.services.meetings import close_conclusion

    return close_conclusion(desk, conclusion_id)


def _tasks(desk: "Desk") -> tuple[Due, ...]:
    """Return the own tasks to be done within a week, those overdue and given back first."""
    from okrdesk.services.task_lists import TaskFilter, find_tasks

    open_ = frozenset(state for state in TaskState if state.is_open)
    people = frozenset({desk.person_id})
    last = desk.today() + timedelta(days=AHEAD_DAYS)
    rows = find_tasks(desk, TaskFilter(person_ids=people, states=open_))
    due = [row for row in rows if row.state is TaskState.RETURNED or _is_due(row, last)]
    due.sort(key=lambda row: (row.due_on or last, row.id))
    return tuple(Due(row) for row in due)


def _is_due(row: "TaskRow", last: date) -> bool:
    """Say whether some of a task is left to do by a day; what waits for acceptance is done too."""
    return row.done < row.quantity and row.due_on is not None and row.due_on <= last


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
