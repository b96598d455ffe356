"""Which rights a change of work, of words on it and of its evaluation takes, and over whose work.

A change names alternatives: one of them has to be met, each a right over an owner. The rights are
those of `okrdesk.domain.permissions`. The server judges by this what arrives, a PC what it writes
once more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from okrdesk.domain.evaluation.steps import RIGHT_TO_SCORE, STEPS, Level, PeriodState, StepKind
from okrdesk.domain.permissions import Right
from okrdesk.domain.remark import RIGHT_TO_SAY, RemarkKind
from okrdesk.domain.structure import ROOTS, Key, parents_of
from okrdesk.domain.tasks import AGREED

Values = Mapping[str, Any]
Rows = Callable[[Key], Values | None]
"""Tells the values of a row as it stands; None where there is none."""
_AGREED = frozenset({*AGREED, "assigned_by", "archived"})
_AGENCY: Values = {}


@dataclass(frozen=True)
class Change:
    """What `actor` does to a row: `op` as in the log, `fields` what it writes (wire values)."""

    key: Key
    op: str
    actor: str
    fields: Values

    def values(self, rows: Rows) -> Values:
        """Return the row's values: as it stands, or as this makes them."""
        return rows(self.key) or self.fields


@dataclass(frozen=True)
class Demand:
    """A right over what `owner` (`owner_person_id`, `owner_unit_id`) owns."""

    right: Right
    owner: Values


Alternatives = list[tuple[Demand, ...]]


def demands(change: Change, rows: Rows) -> Alternatives:
    """Return what a change takes; no alternative where nobody may make it."""
    return _OF[change.key[0]](change, rows)


def _task(change: Change, rows: Rows) -> Alternatives:
    """Judge a task: who sets `assigned_by` signs for it, and only with the right to assign."""
    before = rows(change.key) or {}
    after = {**before, **change.fields}
    is_signed = "assigned_by" not in change.fields or after["assigned_by"] in (None, change.actor)
    if not is_signed:
        return []
    is_agreed = before.get("assigned_by") is not None
    touches = not _AGREED.isdisjoint(change.fields) or change.op != "set"
    is_moved = bool(before) and "owner_person_id" in change.fields
    assigns = after.get("assigned_by") != before.get("assigned_by")
    right = Right.EDIT_TASKS
    if assigns or is_moved or (is_agreed and touches):
        right = Right.ASSIGN_TASKS
    owners = [values for values in (before, after) if values.get("owner_person_id")]
    return [tuple(Demand(right, owner) for owner in owners)]


def _over(right: Right) -> Callable[[Change, Rows], Alternatives]:
    def ask(change: Change, rows: Rows) -> Alternatives:
        return [(Demand(right, owner),) for owner in _owners(change, rows)]

    return ask


def _share(change: Change, rows: Rows) -> Alternatives:
    """Judge a co-worker's share: once the task is agreed on, it is part of what was agreed."""
    return [
        (Demand(Right.ASSIGN_TASKS if task.get("assigned_by") else Right.EDIT_TASKS, task),)
        for task in _owners(change, rows)
    ]


def _cause(change: Change, rows: Rows) -> Alternatives:
    is_of_task = bool(change.values(rows).get("task_id"))
    right = Right.EDIT_TASKS if is_of_task else Right.CHECK_IN
    return [(Demand(right, owner),) for owner in _owners(change, rows)]


def _attachment(change: Change, rows: Rows) -> Alternatives:
    values = change.values(rows)
    if values.get("document_id"):
        return [(Demand(Right.PRINT_FORMS, owner),) for owner in _owners(change, rows)]
    cause = rows(("cause", values.get("cause_id", "")))
    right = Right.EDIT_TASKS if cause and cause.get("task_id") else Right.CHECK_IN
    return [(Demand(right, owner),) for owner in _owners(change, rows)]


def _document(change: Change, rows: Rows) -> Alternatives:
    return [(Demand(Right.PRINT_FORMS, change.values(rows)),)]


def _evaluation(change: Change, rows: Rows) -> Alternatives:
    """Judge an evaluation: everyone may prepare the own; only others change whom it is about."""
    owner = change.values(rows)
    found: Alternatives = [
        (Demand(Right.REVIEW_EVALUATIONS, owner),),
        (Demand(Right.EDIT_PERIODS, owner),),
    ]
    if change.op == "create":
        found.append((Demand(Right.EVALUATE_SELF, change.fields),))
    return found


def _period(change: Change, rows: Rows) -> Alternatives:
    """Judge a period: what is closed is opened again with a reason, by who may reopen."""
    before = rows(change.key) or {}
    reopens = before.get("state") == PeriodState.CLOSED and "state" in change.fields
    if not reopens or change.fields["state"] == PeriodState.CLOSED:
        return [(Demand(Right.EDIT_PERIODS, _AGENCY),)]
    has_reason = bool(change.fields.get("note"))
    return [(Demand(Right.REOPEN_EVALUATIONS, _AGENCY),)] if has_reason else []


def _unit_rating(change: Change, rows: Rows) -> Alternatives:
    unit = {"owner_unit_id": change.values(rows)["unit_id"]}
    return [(Demand(Right.APPROVE_EVALUATIONS, unit),)]


def _score(change: Change, rows: Rows) -> Alternatives:
    right = RIGHT_TO_SCORE[Level(change.values(rows)["level"])]
    return [(Demand(right, owner),) for owner in _owners(change, rows)]


def _step(change: Change, rows: Rows) -> Alternatives:
    values = change.values(rows)
    subject = next((name for name in STEPS if values.get(f"{name}_id")), "")
    right = STEPS.get(subject, {}).get(StepKind(values["kind"]))
    return [(Demand(right, owner),) for owner in _owners(change, rows)] if right else []


def _remark(change: Change, rows: Rows) -> Alternatives:
    right = RIGHT_TO_SAY[RemarkKind(change.values(rows)["kind"])]
    return [(Demand(right, owner),) for owner in _owners(change, rows)]


def _indicator(change: Change, rows: Rows) -> Alternatives:
    """Judge an indicator: by whoever may over its owner, before and after."""
    before = rows(change.key) or {}
    both = [before, {**before, **change.fields}] if before else [change.fields]
    return [tuple(Demand(Right.EDIT_INDICATORS, owner) for owner in both)]


def _indicator_target(change: Change, rows: Rows) -> Alternatives:
    return [(Demand(Right.EDIT_INDICATORS, owner),) for owner in _above(change, rows)]


def _indicator_value(change: Change, rows: Rows) -> Alternatives:
    owners = _above(change, rows)
    rights = (Right.CHECK_IN, Right.EDIT_INDICATORS)
    return [(Demand(right, owner),) for owner in owners for right in rights]


def _meeting(change: Change, rows: Rows) -> Alternatives:
    before = rows(change.key) or {}
    return [(Demand(Right.HOLD_MEETINGS, {**before, **change.fields}),)]


def _conclusion(change: Change, rows: Rows) -> Alternatives:
    """Judge a conclusion: whoever has to carry it out may say that it is done."""
    found: Alternatives = [(Demand(Right.HOLD_MEETINGS, one),) for one in _above(change, rows)]
    if change.op == "set" and change.fields.keys() <= {"closed_on"}:
        found.append((Demand(Right.CHECK_IN, change.values(rows)),))
    return found


_OF: Mapping[str, Callable[[Change, Rows], Alternatives]] = {
    "remark": _remark,
    "objective_share": _over(Right.EDIT_OBJECTIVES),
    "closure": _over(Right.EDIT_OBJECTIVES),
    "indicator": _indicator,
    "indicator_target": _indicator_target,
    "indicator_value": _indicator_value,
    "meeting": _meeting,
    "conclusion": _conclusion,
    "task": _task,
    "task_share": _share,
    "delivery": _over(Right.EDIT_TASKS),
    "fault": _over(Right.ASSIGN_TASKS),
    "cause": _cause,
    "attachment": _attachment,
    "document": _document,
    "period": _period,
    "unit_rating": _unit_rating,
    "evaluation": _evaluation,
    "score": _score,
    "step": _step,
}
DEMANDING = frozenset(_OF)
"""The entities that `demands` judges."""


def _above(change: Change, rows: Rows) -> list[Values]:
    """Return the row that a change hangs on, where there is one."""
    up = next(parents_of(change.key, change.values(rows)), None)
    values = rows(up) if up else None
    return [values] if values else []


def _owners(change: Change, rows: Rows) -> list[Values]:
    """Return whose work a change is about: the root's owner, and the key result's on the way."""
    found: list[Values] = []
    up: Key | None = next(parents_of(change.key, change.values(rows)), None)
    while up is not None:
        values = rows(up)
        if values is None:
            return found
        if values.get("owner_person_id") or values.get("owner_unit_id"):
            found.append(values)
        up = None if up[0] in ROOTS else next(parents_of(up, values), None)
    return found
