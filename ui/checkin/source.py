"""What the check-in window asks of the core; every function runs on the database thread.

The services are imported inside the functions, so that a screen may import this package before the
first paint.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from okrdesk.domain.check_in import CheckIn
from okrdesk.domain.objective import KeyResult
from okrdesk.domain.office import OfficeSettings

if TYPE_CHECKING:
    from okrdesk.services.check_ins import CheckInEntry, Recorded
    from okrdesk.services.desk import Desk, Done
    from okrdesk.services.details import CheckInRow, KeyResultDetail
    from okrdesk.services.history import Undoable
    from okrdesk.services.key_results import ActionItem

DRAFT, CORRECTION = "check-in", "correction"
"""The kinds of draft: a new check-in of a key result, the correction of a check-in."""


@dataclass(frozen=True)
class Subject:
    """What is being written: a new check-in of a key result, or the correction of one."""

    key_result_id: str
    corrects_id: str | None = None

    @property
    def draft(self) -> tuple[str, str]:
        """The kind and the subject under which the draft is kept."""
        if self.corrects_id:
            return CORRECTION, self.corrects_id
        return DRAFT, self.key_result_id


@dataclass(frozen=True)
class Sheet:
    """All that one check-in window shows: `last` is the latest check-in that counts."""

    subject: Subject
    today: date
    detail: "KeyResultDetail"
    objective: str
    settings: OfficeSettings
    actions: "tuple[ActionItem, ...]"
    draft: Mapping[str, Any] | None

    @property
    def key_result(self) -> KeyResult:
        """The key result that is checked in."""
        return self.detail.key_result

    @property
    def day(self) -> date:
        """The day a new value is most likely of: today, or the last day of what has ended."""
        return min(self.today, self.key_result.end_on)

    @property
    def in_force(self) -> "list[CheckInRow]":
        """The check-ins that no correction replaced, the latest first."""
        return [row for row in self.detail.check_ins if not row.replaced]

    @property
    def last(self) -> "CheckInRow | None":
        """The latest check-in that counts."""
        return next(iter(self.in_force), None)

    @property
    def corrected(self) -> "CheckInRow | None":
        """The check-in that this one corrects."""
        wanted = self.subject.corrects_id
        return next((row for row in self.detail.check_ins if row.check_in.id == wanted), None)

    @property
    def prefill(self) -> CheckIn | None:
        """The check-in whose value is offered: the corrected one, or else the last."""
        row = self.corrected or self.last
        return row.check_in if row else None


@dataclass(frozen=True)
class Saved:
    """A recorded check-in, with the group of changes that takes it back."""

    recorded: "Recorded"
    group: str


def load_sheet(desk: "Desk", subject: Subject) -> Sheet:
    """Return what the window shows of a key result; raises Refused(NOT_FOUND)."""
    from okrdesk.services.details import find_key_result_detail
    from okrdesk.services.drafts import find_draft
    from okrdesk.services.key_results import find_action_items
    from okrdesk.services.objectives import find_objective
    from okrdesk.services.office import find_office_settings

    detail = find_key_result_detail(desk, subject.key_result_id)
    return Sheet(
        subject=subject,
        today=desk.today(),
        detail=detail,
        objective=find_objective(desk, detail.key_result.objective_id).title,
        settings=find_office_settings(desk),
        actions=tuple(find_action_items(desk, subject.key_result_id)),
        draft=find_draft(desk, *subject.draft),
    )


def record(desk: "Desk", subject: Subject, entry: "CheckInEntry") -> "Done[Saved]":
    """Submit the check-in, and name the group of changes that undo would take back."""
    from okrdesk.services.check_ins import record_check_in
    from okrdesk.services.desk import Done
    from okrdesk.services.history import next_undo

    done = record_check_in(desk, subject.key_result_id, entry)
    undoable = next_undo(desk)
    return Done(Saved(done.value, undoable.group if undoable else ""), done.touched)


def take_back(desk: "Desk", group: str) -> "Done[Undoable]":
    """Undo one recorded check-in; raise Refused(CHANGED_SINCE) once something else was done."""
    from okrdesk.errors import Code, Refused
    from okrdesk.services.history import next_undo, undo_last

    undoable = next_undo(desk)
    if undoable is None or undoable.group != group:
        raise Refused(Code.CHANGED_SINCE)
    return undo_last(desk)


def keep_draft(desk: "Desk", subject: Subject, content: Mapping[str, Any]) -> None:
    """Keep what was typed, with the moment it was kept at."""
    from okrdesk.services.drafts import save_draft

    kept_at = desk.store.now().astimezone().isoformat(timespec="minutes")
    about = {"key_result": subject.key_result_id, "kept_at": kept_at}
    save_draft(desk, *subject.draft, {**content, **about})


def drop_draft(desk: "Desk", subject: Subject) -> None:
    """Forget what was typed."""
    from okrdesk.services.drafts import discard_draft

    discard_draft(desk, *subject.draft)


def add_action(desk: "Desk", key_result_id: str, title: str) -> "Done[str]":
    """Write a new action under the key result."""
    from okrdesk.services.key_results import ActionItem, save_action_item

    return save_action_item(desk, ActionItem("", key_result_id, title))


def load_people(desk: "Desk") -> list[tuple[str, str]]:
    """Return (id, name) of the people of the office, by given name."""
    from okrdesk.services.people import find_people

    return [(row.id, row.name) for row in find_people(desk)]
