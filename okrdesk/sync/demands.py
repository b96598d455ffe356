"""Which rights a change of tasks, scores, decisions and papers takes, and over whose work.

A change names alternatives: one of them has to be met, each a right over an owner. The rights are
those of `okrdesk.domain.permissions`, the same that the services ask on the PC.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from okrdesk.domain.evaluation.steps import RIGHT_TO_SCORE, STEPS, Level, StepKind
from okrdesk.domain.permissions import Right
from okrdesk.sync.overlay import ROOTS, Overlay, parents_of
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key

Values = Mapping[str, Any]
AGREED = frozenset(
    {"title", "quantity", "coefficient", "catalogue_item_id", "due_on", "assigned_by"}
)
"""The fields of a task that only who may assign tasks changes once somebody stands for it."""


@dataclass(frozen=True)
class Demand:
    """A right over what `owner` (`owner_person_id`, `owner_unit_id`) owns."""

    right: Right
    owner: Values


Alternatives = list[tuple[Demand, ...]]


def demands(record: Record, rows: Overlay) -> Alternatives:
    """Return what a change of evaluation takes; no alternative where nobody may make it."""
    return _OF[record.ent](record, rows)


def _task(record: Record, rows: Overlay) -> Alternatives:
    """Judge a task: who sets `assigned_by` signs for it, and only with the right to assign."""
    stored = rows.get(record.key)
    before: Values = stored.values if stored else {}
    after = {**before, **record.set}
    is_signed = "assigned_by" not in record.set or after["assigned_by"] in (None, record.actor)
    if not is_signed:
        return []
    is_agreed = before.get("assigned_by") is not None
    touches = not AGREED.isdisjoint(record.set) or record.op != "set"
    is_moved = stored is not None and "owner_person_id" in record.set
    assigns = after.get("assigned_by") != before.get("assigned_by")
    right = Right.EDIT_TASKS
    if assigns or is_moved or (is_agreed and touches):
        right = Right.ASSIGN_TASKS
    owners = [values for values in (before, after) if values.get("owner_person_id")]
    return [tuple(Demand(right, owner) for owner in owners)]


def _over_task(right: Right) -> Callable[[Record, Overlay], Alternatives]:
    def ask(record: Record, rows: Overlay) -> Alternatives:
        return [(Demand(right, owner),) for owner in _owners(record, rows)]

    return ask


def _share(record: Record, rows: Overlay) -> Alternatives:
    """Judge a co-worker's share: once the task is agreed on, it is part of what was agreed."""
    return [
        (Demand(Right.ASSIGN_TASKS if task.get("assigned_by") else Right.EDIT_TASKS, task),)
        for task in _owners(record, rows)
    ]


def _cause(record: Record, rows: Overlay) -> Alternatives:
    is_of_task = bool(rows.values_of(record).get("task_id"))
    right = Right.EDIT_TASKS if is_of_task else Right.CHECK_IN
    return [(Demand(right, owner),) for owner in _owners(record, rows)]


def _attachment(record: Record, rows: Overlay) -> Alternatives:
    root = rows.root_of_record(record)
    if root is None:
        return []
    right = {"document": Right.PRINT_FORMS, "task": Right.EDIT_TASKS}.get(root[0], Right.CHECK_IN)
    return [(Demand(right, owner),) for owner in _owners(record, rows)]


def _document(record: Record, rows: Overlay) -> Alternatives:
    return [(Demand(Right.PRINT_FORMS, rows.values_of(record)),)]


def _evaluation(record: Record, rows: Overlay) -> Alternatives:
    """Judge an evaluation: everyone may prepare the own; only others change whom it is about."""
    owner = rows.values_of(record)
    found: Alternatives = [
        (Demand(Right.REVIEW_EVALUATIONS, owner),),
        (Demand(Right.EDIT_PERIODS, owner),),
    ]
    if record.op == "create":
        found.append((Demand(Right.EVALUATE_SELF, record.set),))
    return found


def _score(record: Record, rows: Overlay) -> Alternatives:
    right = RIGHT_TO_SCORE[Level(rows.values_of(record)["level"])]
    return [(Demand(right, owner),) for owner in _owners(record, rows)]


def _step(record: Record, rows: Overlay) -> Alternatives:
    values = rows.values_of(record)
    subject = next((name for name in STEPS if values.get(f"{name}_id")), "")
    right = STEPS.get(subject, {}).get(StepKind(values["kind"]))
    return [(Demand(right, owner),) for owner in _owners(record, rows)] if right else []


_OF: Mapping[str, Callable[[Record, Overlay], Alternatives]] = {
    "task": _task,
    "task_share": _share,
    "delivery": _over_task(Right.EDIT_TASKS),
    "fault": _over_task(Right.ASSIGN_TASKS),
    "cause": _cause,
    "attachment": _attachment,
    "document": _document,
    "evaluation": _evaluation,
    "score": _score,
    "step": _step,
}
DEMANDING = frozenset(_OF)
"""The entities that `demands` judges."""


def _owners(record: Record, rows: Overlay) -> list[Values]:
    """Return whose work a change is about: the root's owner, and the key result's on the way."""
    found: list[Values] = []
    up: Key | None = next(parents_of(record.key, rows.values_of(record)), None)
    while up is not None:
        row = rows.get(up)
        if row is None:
            return found
        if row.values.get("owner_person_id") or row.values.get("owner_unit_id"):
            found.append(row.values)
        up = None if up[0] in ROOTS else next(parents_of(up, row.values), None)
    return found
