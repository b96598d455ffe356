"""What the acts on tasks write; runs on the database thread and returns `Done`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done


def accept(ids: Sequence[str], desk: "Desk") -> "Done[Any]":
    """Accept registered tasks."""
    from okrdesk.services.task_decisions import accept

    return accept(desk, ids)


def give_back(ids: Sequence[str], comment: str, desk: "Desk") -> "Done[Any]":
    """Give registered tasks back."""
    from okrdesk.services.task_decisions import return_

    return return_(desk, ids, comment)


def cancel(ids: Sequence[str], reason: str, desk: "Desk") -> "Done[Any]":
    """Cancel tasks."""
    from okrdesk.services.task_decisions import cancel

    return cancel(desk, ids, reason)


def roll_over(ids: Sequence[str], values: dict[str, Any], desk: "Desk") -> "Done[Any]":
    """Move the rest of tasks to later days."""
    from okrdesk.services.task_decisions import Later, roll_over

    return roll_over(desk, ids, Later(values["start_on"], values["due_on"]))


def share(task_id: str, rows: Sequence[tuple[Any, ...]], desk: "Desk") -> "Done[Any]":
    """Set the co-workers of a task and their shares."""
    from okrdesk.domain.tasks import Share
    from okrdesk.errors import Code, Refused
    from okrdesk.i18n import _
    from okrdesk.services.task_decisions import share_task

    shares = []
    for owner, percent in rows:
        if owner is None or owner.person_id is None:
            raise Refused(Code.MISSING_FIELD, field="share", label=_("Co-worker"))
        if percent is None:
            raise Refused(Code.MISSING_FIELD, field="share", label=_("Share"))
        shares.append(Share(owner.person_id, percent))
    return share_task(desk, task_id, shares)


def remove(ids: Sequence[str], desk: "Desk") -> "Done[Any]":
    """Take tasks away that nobody accepted."""
    from okrdesk.services.tasks import remove_tasks

    return remove_tasks(desk, ids)


def deliver(
    task_id: str, corrects_id: str | None, values: dict[str, Any], desk: "Desk"
) -> "Done[Any]":
    """Record what was done of a task, or put an entry right."""
    from okrdesk.services.deliveries import DeliveryEntry
    from okrdesk.services.deliveries import deliver as record

    entry = DeliveryEntry(
        task_id, values["quantity"], values["done_on"], values["note"] or "", corrects_id
    )
    return record(desk, [entry])


def note_faults(ids: Sequence[str], values: dict[str, Any], desk: "Desk") -> "Done[Any]":
    """Note errors or delays of tasks."""
    from okrdesk.services.faults import FaultEntry
    from okrdesk.services.faults import note_faults as note

    return note(
        desk,
        [
            FaultEntry(
                id, values["kind"], values["noted_on"], int(values["count"]), values["note"] or ""
            )
            for id in ids
        ],
    )


def withdraw_fault(fault_id: str, desk: "Desk") -> "Done[Any]":
    """Take back a note of one's own."""
    from okrdesk.services.faults import withdraw_fault

    return withdraw_fault(desk, fault_id)


def ask_exemption(
    task_id: str, values: dict[str, Any], files: tuple[Any, ...], desk: "Desk"
) -> "Done[Any]":
    """Ask that errors and delays be excused."""
    from okrdesk.services.causes import CauseEntry, ask_exemption

    entry = CauseEntry(
        kind=values["kind"],
        reason=values["reason"],
        from_on=values["from_on"],
        to_on=values["to_on"],
        task_id=task_id,
        content_errors=values["content_errors"] or 0,
        delays=values["delays"] or 0,
        evidence=files,
    )
    return ask_exemption(desk, entry)


def confirm_cause(cause_id: str, comment: str, desk: "Desk") -> "Done[Any]":
    """Confirm an objective cause."""
    from okrdesk.services.causes import confirm_causes

    return confirm_causes(desk, [cause_id], comment)


def decline_cause(cause_id: str, comment: str, desk: "Desk") -> "Done[Any]":
    """Decline an objective cause."""
    from okrdesk.services.causes import decline_causes

    return decline_causes(desk, [cause_id], comment)


def assign(values: dict[str, Any], people: Sequence[str], desk: "Desk") -> "Done[Any]":
    """Give each of some people a task of their own, in one act."""
    from okrdesk.domain.directive import Axis
    from okrdesk.domain.tasks import Source, Task
    from okrdesk.services.tasks import add_tasks

    start = desk.today()
    due, axis = values["due_on"], values.get("axis")
    return add_tasks(
        desk,
        [
            Task(
                id="",
                owner_person_id=person,
                title=values["title"],
                quantity=values["quantity"],
                start_on=start if due is None else min(start, due),
                due_on=due,
                source=Source(values["source"]),
                coefficient=values["coefficient"],
                axis=Axis(axis) if axis else None,
                difficulty=values.get("difficulty"),
                catalogue_item_id=values["catalogue_item_id"],
                note=values["note"] or "",
            )
            for person in people
        ],
    )
